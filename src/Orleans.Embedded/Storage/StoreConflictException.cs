namespace Orleans.Embedded.Storage;

/// <summary>The stored version is not the expected one: somebody else wrote first. Nothing was changed.</summary>
public sealed class StoreConflictException(string key, long expectedVersion, long actualVersion)
    : Exception($"'{key}' has version {actualVersion}, not {expectedVersion}.")
{
    public long ExpectedVersion { get; } = expectedVersion;

    public long ActualVersion { get; } = actualVersion;
}
