using System.Collections.Concurrent;
using Orleans.Embedded.Storage;

namespace Ticketing.Tests.Harness;

/// <summary>A store whose writes can be made to fail, before or after they took effect.</summary>
public sealed class FaultyStore(IStateStore inner) : IStateStore
{
    private int _failures;

    /// <summary>Chooses the fault of a write to a key. Default: none.</summary>
    public Func<string, WriteFault> Faults { get; set; } = static _ => WriteFault.None;

    /// <summary>Writes that took effect, by key.</summary>
    public List<string> Written { get; } = [];

    /// <summary>How many writes failed so far.</summary>
    public int Failures => _failures;

    /// <summary>Keys in the order in which they were read; an activation reads its state once.</summary>
    public ConcurrentQueue<string> ReadKeys { get; } = [];

    public bool IsWritable => true;

    /// <summary>One write to a key that begins like this fails, after <paramref name="passing"/> that don't.</summary>
    public void FailOnce(string prefix, WriteFault fault, int passing = 0)
    {
        var left = passing;
        Faults = key => key.StartsWith(prefix, StringComparison.Ordinal) && Interlocked.Decrement(ref left) == -1
            ? fault
            : WriteFault.None;
    }

    /// <summary>Every write to a key that begins like this fails, or hangs.</summary>
    public void FailAll(string prefix, WriteFault fault) =>
        Faults = key => key.StartsWith(prefix, StringComparison.Ordinal) ? fault : WriteFault.None;

    public void Mend() => Faults = static _ => WriteFault.None;

    public int WritesTo(string prefix)
    {
        lock (Written)
        {
            return Written.Count(key => key.StartsWith(prefix, StringComparison.Ordinal));
        }
    }

    public int ReadsOf(string prefix) => ReadKeys.Count(key => key.StartsWith(prefix, StringComparison.Ordinal));

    public ValueTask<StoredValue?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        ReadKeys.Enqueue(key);
        return inner.ReadAsync(key, cancellationToken);
    }

    public async Task<long> WriteAsync(string key, long expectedVersion, ReadOnlyMemory<byte> value)
    {
        var fault = Faults(key);
        if (fault == WriteFault.HangBeforeEffect)
        {
            await Never();
        }

        if (fault == WriteFault.BeforeEffect)
        {
            Interlocked.Increment(ref _failures);
            throw new StoreUnavailableException("The write failed.");
        }

        var version = await inner.WriteAsync(key, expectedVersion, value);
        lock (Written)
        {
            Written.Add(key);
        }

        if (fault == WriteFault.HangAfterEffect)
        {
            await Never();
        }

        if (fault == WriteFault.AfterEffect)
        {
            Interlocked.Increment(ref _failures);
            throw new StoreUnavailableException("The write failed after it took effect.");
        }

        return version;
    }

    public Task DeleteAsync(string key, long expectedVersion) => inner.DeleteAsync(key, expectedVersion);

    public IAsyncEnumerable<KeyValuePair<string, StoredValue>> ScanAsync(string prefix, CancellationToken cancellationToken) =>
        inner.ScanAsync(prefix, cancellationToken);

    /// <summary>What is there now, to be put back: for what an activation says that knows no more than that.</summary>
    public async Task<Dictionary<string, ReadOnlyMemory<byte>>> CopyAsync(string prefix)
    {
        Dictionary<string, ReadOnlyMemory<byte>> copy = [];
        await foreach (var (key, stored) in inner.ScanAsync(prefix, CancellationToken.None))
        {
            copy[key] = stored.Value.ToArray();
        }

        return copy;
    }

    public async Task PutBackAsync(Dictionary<string, ReadOnlyMemory<byte>> copy)
    {
        foreach (var (key, value) in copy)
        {
            await inner.WriteAsync(key, (await inner.ReadAsync(key, CancellationToken.None))!.Value.Version, value);
        }
    }

    private static Task Never() => new TaskCompletionSource().Task;
}
