using Orleans.Storage;

namespace Ticketing.Persistence;

/// <summary>
/// The one form in which both editions store grain state: a format byte, the members of the root, an end mark. The end
/// mark makes every truncation visible. Costs one pooled scratch buffer and one array of the exact size.
/// </summary>
public sealed class StateSerializer : IGrainStorageSerializer
{
    private const byte NoState = 0;
    private const byte Format1 = 1;
    private const int ScratchBytes = 16 * 1024;

    public BinaryData Serialize<T>(T? input)
    {
        if (input is null)
        {
            return new BinaryData(new[] { NoState });
        }

        var writer = new StateWriter(ScratchBytes);
        try
        {
            writer.WriteByte(Format1);
            StateCodec<T>.Instance.Write(ref writer, in input);
            return new BinaryData(writer.ToArray());
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <exception cref="StateFormatException">The bytes are damaged or belong to another type.</exception>
    public T? Deserialize<T>(BinaryData input)
    {
        var reader = new StateReader(input.ToMemory().Span, typeof(T));
        switch (reader.ReadFormat())
        {
            case NoState:
                reader.RequireEnd();
                return default;
            case Format1:
                var value = StateCodec<T>.Instance.Read(ref reader);
                reader.RequireEnd();
                return value;
            case var other:
                throw reader.Error($"format {other} is unknown; a newer version wrote it, or it is no state");
        }
    }
}
