using System.Runtime.CompilerServices;

namespace Orleans.Embedded.Storage;

/// <summary>A store that forgets when the process ends: for tests.</summary>
public sealed class MemoryStateStore : IStateStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, StoredValue> _values = new(StringComparer.Ordinal);
    private long _version;

    public bool IsWritable => true;

    public ValueTask<StoredValue?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult<StoredValue?>(_values.TryGetValue(key, out var value) ? value : null);
        }
    }

    public Task<long> WriteAsync(string key, long expectedVersion, ReadOnlyMemory<byte> value)
    {
        lock (_gate)
        {
            if (Conflict(key, expectedVersion) is { } conflict)
            {
                return Task.FromException<long>(conflict);
            }

            _values[key] = new StoredValue(value.ToArray(), ++_version);
            return Task.FromResult(_version);
        }
    }

    public Task DeleteAsync(string key, long expectedVersion)
    {
        lock (_gate)
        {
            if (Conflict(key, expectedVersion) is { } conflict)
            {
                return Task.FromException(conflict);
            }

            _values.Remove(key);
            return Task.CompletedTask;
        }
    }

    public async IAsyncEnumerable<KeyValuePair<string, StoredValue>> ScanAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        KeyValuePair<string, StoredValue>[] found;
        lock (_gate)
        {
            found = [.. _values.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))];
        }

        foreach (var pair in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return pair;
        }

        await Task.CompletedTask;
    }

    private StoreConflictException? Conflict(string key, long expectedVersion)
    {
        var actual = _values.TryGetValue(key, out var value) ? value.Version : 0;
        return actual == expectedVersion ? null : new StoreConflictException(key, expectedVersion, actual);
    }
}
