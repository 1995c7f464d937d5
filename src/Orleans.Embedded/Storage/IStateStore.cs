namespace Orleans.Embedded.Storage;

/// <summary>A stored value and the version under which it was written. Versions are never used twice, not even after a delete.</summary>
public readonly record struct StoredValue(ReadOnlyMemory<byte> Value, long Version);

/// <summary>
/// Where the embedded runtime keeps grain state and reminders: keys with values, guarded by versions.
/// An answer means durable: what a returned task promises survives the loss of the process.
/// </summary>
public interface IStateStore
{
    /// <summary>False after a failed write: the store then refuses every write until the process starts again.</summary>
    bool IsWritable { get; }

    /// <summary>The durable value of <paramref name="key"/>, or null. Waits for a write of that key that is under way.</summary>
    /// <exception cref="StoreUnavailableException">The outcome of an earlier write of this key is unknown, or the medium failed.</exception>
    ValueTask<StoredValue?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes when the present version is <paramref name="expectedVersion"/> (0: absent). Returns the new version once durable.</summary>
    /// <remarks>The value is copied before this returns, so the caller may reuse its buffer.</remarks>
    /// <exception cref="StoreConflictException">Another version is there. Nothing was written.</exception>
    /// <exception cref="StoreUnavailableException">The outcome is unknown.</exception>
    Task<long> WriteAsync(string key, long expectedVersion, ReadOnlyMemory<byte> value);

    /// <summary>Deletes when the present version is <paramref name="expectedVersion"/>. Completes once durable.</summary>
    /// <exception cref="StoreConflictException">Another version is there. Nothing was deleted.</exception>
    /// <exception cref="StoreUnavailableException">The outcome is unknown.</exception>
    Task DeleteAsync(string key, long expectedVersion);

    /// <summary>Every durable key that starts with <paramref name="prefix"/>, in no particular order.</summary>
    IAsyncEnumerable<KeyValuePair<string, StoredValue>> ScanAsync(string prefix, CancellationToken cancellationToken);
}
