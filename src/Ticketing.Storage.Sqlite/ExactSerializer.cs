using Orleans.Serialization;
using Orleans.Storage;

namespace Ticketing.Storage.Sqlite;

/// <summary>
/// States as Orleans' serializer writes them, in an array that fits. The serializer for storage that Orleans brings writes the same
/// bytes into a buffer that it makes anew, and doubles until they fit.
/// </summary>
public sealed class ExactSerializer(Serializer serializer) : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(serializer.SerializeToArray(input!));

    public T? Deserialize<T>(BinaryData input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return serializer.Deserialize<T>(input.ToMemory());
    }
}
