using System.Runtime.CompilerServices;
using System.Text;
using Orleans.Embedded.Storage;

namespace Orleans.Embedded.Journal;

/// <summary>Reading: the index is asked under the gate, the file outside it, so that no writer waits for a read.</summary>
public sealed partial class JournalStateStore
{
    public ValueTask<StoredValue?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var hash = HashOf(key);
        while (true)
        {
            Location at;
            lock (_gate)
            {
                if (_pending.TryGetValue(hash, out var pending))
                {
                    return new ValueTask<StoredValue?>(ReadLaterAsync(key, pending.Batch, cancellationToken));
                }

                if (!_index.TryGetValue(hash, out at))
                {
                    return ValueTask.FromResult<StoredValue?>(null);
                }
            }

            if (TryLoad(at, out var bytes))
            {
                var record = JournalFormat.ReadRecord(bytes);
                return ValueTask.FromResult<StoredValue?>(new StoredValue(bytes.AsMemory(at.Length - record.Value.Length), at.Version));
            }
        }
    }

    public async IAsyncEnumerable<KeyValuePair<string, StoredValue>> ScanAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        KeyValuePair<UInt128, Location>[] records;
        string[] listed;
        lock (_gate)
        {
            var known = prefix.StartsWith(_options.ListedPrefix, StringComparison.Ordinal);
            listed = known ? [.. _listed.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))] : [];
            records = known ? [] : [.. _index];
        }

        var inOrder = records.OrderBy(pair => pair.Value.Segment.Number).ThenBy(pair => pair.Value.Offset);
        foreach (var key in listed.Concat(inOrder.Select(pair => KeyOf(pair.Key, pair.Value)).OfType<string>()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (key.StartsWith(prefix, StringComparison.Ordinal) && await ReadAsync(key, cancellationToken) is { } value)
            {
                yield return KeyValuePair.Create(key, value);
            }
        }
    }

    /// <summary>Called under the gate.</summary>
    private async Task<StoredValue?> ReadLaterAsync(string key, JournalBatch batch, CancellationToken cancellationToken)
    {
        if (_fault is not null)
        {
            throw Unavailable($"What was last written to '{key}' may or may not be durable.");
        }

        var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        batch.Readers.Add(durable);
        using (cancellationToken.UnsafeRegister(static (waiter, token) => ((TaskCompletionSource)waiter!).TrySetCanceled(token), durable))
        {
            await durable.Task;
        }

        return await ReadAsync(key, cancellationToken);
    }

    /// <summary>False when the record was moved meanwhile and its file is closed.</summary>
    private bool TryLoad(Location at, out byte[] bytes)
    {
        bytes = new byte[at.Length];
        try
        {
            if (at.Segment.File.Read(at.Offset, bytes) == bytes.Length && JournalFormat.IsRecord(bytes)
                && JournalFormat.ReadRecord(bytes) is var record && record.Version == at.Version && record.Length == at.Length)
            {
                return true;
            }

            var damage = new JournalCorruptException(at.Segment.Name, at.Offset, "A record does not match its checksum.");
            throw new StoreUnavailableException(damage.Message, damage);
        }
        catch (ObjectDisposedException) when (!_closed)
        {
            return false;
        }
        catch (ObjectDisposedException e)
        {
            throw new StoreUnavailableException("The journal is closed.", e);
        }
        catch (IOException e)
        {
            throw new StoreUnavailableException($"{at.Segment.Name} can't be read at offset {at.Offset}: {e.Message}", e);
        }
    }

    private string? KeyOf(UInt128 hash, Location at)
    {
        byte[] bytes;
        while (!TryLoad(at, out bytes))
        {
            lock (_gate)
            {
                if (!_index.TryGetValue(hash, out at))
                {
                    return null;
                }
            }
        }

        return Encoding.UTF8.GetString(JournalFormat.ReadRecord(bytes).Key);
    }
}
