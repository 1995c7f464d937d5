namespace Ticketing;

/// <summary>Keeps apart what would come at the same moment, and does so the same each time it is replayed.</summary>
public static class Spread
{
    /// <summary>From 0 to 1, evenly spread and always the same for the same attempt of the same one.</summary>
    public static double Of(Guid one, int attempt)
    {
        Span<byte> bytes = stackalloc byte[16];
        one.TryWriteBytes(bytes);
        return Of(BitConverter.ToUInt64(bytes) ^ BitConverter.ToUInt64(bytes[8..]), attempt);
    }

    /// <inheritdoc cref="Of(Guid, int)"/>
    public static double Of(ulong one, int attempt)
    {
        var hash = one + ((ulong)attempt * 0x9E37_79B9_7F4A_7C15);
        hash = (hash ^ (hash >> 30)) * 0xBF58_476D_1CE4_E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D0_49BB_1331_11EB;
        return ((hash ^ (hash >> 31)) >> 11) / (double)(1UL << 53);
    }
}
