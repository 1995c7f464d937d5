using System.Buffers.Binary;

namespace Orleans.Embedded.Storage;

/// <summary>A reminder as the store keeps it: whose it is in the key, its first due time and its period in the value.</summary>
public sealed class StoredReminder(GrainId grain, string name, DateTime first, TimeSpan period)
{
    /// <summary>How the key of every reminder begins; no state's does.</summary>
    public const string Prefix = "reminder/";

    public GrainId Grain { get; } = grain;

    public string Name { get; } = name;

    /// <summary>When it is due first, in UTC.</summary>
    public DateTime First { get; } = first;

    public TimeSpan Period { get; } = period;

    public static string KeyOf(GrainId grain, string name) => $"{Prefix}{grain.Type}/{name}/{grain.Key}";

    /// <summary>Null where the value is no reminder's.</summary>
    public static StoredReminder? TryRead(string key, ReadOnlySpan<byte> value)
    {
        var parts = key[Prefix.Length..].Split('/', 3);
        return parts.Length == 3 && value.Length == 16
            ? new StoredReminder(
                new GrainId(parts[0], parts[2]),
                parts[1],
                new DateTime(BinaryPrimitives.ReadInt64LittleEndian(value), DateTimeKind.Utc),
                new TimeSpan(BinaryPrimitives.ReadInt64LittleEndian(value[8..])))
            : null;
    }

    public byte[] ToBytes()
    {
        var value = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(value, First.Ticks);
        BinaryPrimitives.WriteInt64LittleEndian(value.AsSpan(8), Period.Ticks);
        return value;
    }
}
