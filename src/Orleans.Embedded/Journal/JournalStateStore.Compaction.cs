using System.Text;

namespace Orleans.Embedded.Journal;

/// <summary>
/// Compaction: what still lives in the oldest segment is appended again under its old version, then the file is deleted.
/// Always the oldest, so that a deletion's record can go with its segment: no older segment holds what it deleted.
/// </summary>
public sealed partial class JournalStateStore
{
    private const int RecordsAtOnce = 256;
    private Task _compacting = Task.CompletedTask;

    private void Compact()
    {
        lock (_gate)
        {
            if (!_compacting.IsCompleted || _fault is not null || _closed || _sealed.Count == 0)
            {
                return;
            }

            var total = _sealed.Sum(segment => segment.End);
            var live = _sealed.Sum(segment => segment.LiveBytes);
            if (total >= _options.SegmentBytes && total - live > total * _options.CompactAbove)
            {
                _compacting = CompactAsync(_sealed[0]);
            }
        }
    }

    private async Task CompactAsync(JournalSegment segment)
    {
        try
        {
            KeyValuePair<UInt128, Location>[] live;
            lock (_gate)
            {
                live = [.. _index.Where(pair => ReferenceEquals(pair.Value.Segment, segment)).OrderBy(pair => pair.Value.Offset)];
            }

            foreach (var records in live.Chunk(RecordsAtOnce))
            {
                await MoveAsync(records).ConfigureAwait(false);
            }

            lock (_gate)
            {
                // Everything that lived here is durable elsewhere, or has been replaced.
                if (_fault is not null || _closed)
                {
                    return;
                }

                _sealed.Remove(segment);
            }

            segment.File.Dispose();
            await _disk.DeleteAsync(segment.Name).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or Storage.StoreUnavailableException)
        {
            Faulted?.Invoke($"Compacting {segment.Name} failed: {e.Message}");
        }
    }

    private Task MoveAsync(KeyValuePair<UInt128, Location>[] records)
    {
        lock (_gate)
        {
            if (_fault is not null)
            {
                throw Unavailable("Compaction stopped.");
            }

            foreach (var (hash, at) in records)
            {
                // What was written meanwhile, or is about to be, need not be moved.
                if (_pending.ContainsKey(hash) || !_index.TryGetValue(hash, out var now) || now != at)
                {
                    continue;
                }

                var bytes = new byte[at.Length];
                at.Segment.File.Read(at.Offset, bytes);
                var record = JournalFormat.ReadRecord(bytes);
                _filling.Add(record.Kind, hash, record.Version, Encoding.UTF8.GetString(record.Key), record.Value);
            }

            if (_filling.Entries.Count == 0)
            {
                return Task.CompletedTask;
            }

            var ended = _filling.Ended.Task;
            StartFlushing();
            return ended;
        }
    }
}
