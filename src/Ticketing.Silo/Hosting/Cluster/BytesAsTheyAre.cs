using Orleans.Storage;

namespace Ticketing.Hosting;

/// <summary>For state that is moved, not used: what is stored is what is given.</summary>
internal sealed class BytesAsTheyAre : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) =>
        input as BinaryData ?? throw new ArgumentException($"Only bytes are moved, no {typeof(T)}.", nameof(input));

    public T? Deserialize<T>(BinaryData input) => (T)(object)input;
}
