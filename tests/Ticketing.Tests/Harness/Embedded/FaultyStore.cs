using Orleans.Embedded.Storage;

namespace Ticketing.Tests.Harness;

/// <summary>A store whose writes can be made to fail, before or after they took effect.</summary>
public sealed class FaultyStore(IStateStore inner) : IStateStore
{
    /// <summary>Chooses the fault of a write to a key. Default: none.</summary>
    public Func<string, WriteFault> Faults { get; set; } = static _ => WriteFault.None;

    /// <summary>Writes that took effect, by key.</summary>
    public List<string> Written { get; } = [];

    public bool IsWritable => true;

    public ValueTask<StoredValue?> ReadAsync(string key, CancellationToken cancellationToken) => inner.ReadAsync(key, cancellationToken);

    public async Task<long> WriteAsync(string key, long expectedVersion, ReadOnlyMemory<byte> value)
    {
        var fault = Faults(key);
        if (fault == WriteFault.BeforeEffect)
        {
            throw new StoreUnavailableException("The write failed.");
        }

        var version = await inner.WriteAsync(key, expectedVersion, value);
        lock (Written)
        {
            Written.Add(key);
        }

        return fault == WriteFault.AfterEffect ? throw new StoreUnavailableException("The write failed after it took effect.") : version;
    }

    public Task DeleteAsync(string key, long expectedVersion) => inner.DeleteAsync(key, expectedVersion);

    public IAsyncEnumerable<KeyValuePair<string, StoredValue>> ScanAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ScanAsync(prefix, cancellationToken);
}
