using System.Diagnostics;

namespace Orleans.Embedded.Journal;

/// <summary>Group commit: one write and one sync for all that waits, and again for all that came meanwhile.</summary>
public sealed partial class JournalStateStore
{
    private bool _hasTold;

    /// <summary>The first write begins where it was asked for; from then on this runs where the disk completes its work.</summary>
    private async Task FlushAsync()
    {
        while (TakeBatch() is { } batch)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                await CommitAsync(batch).Inline();
            }
            catch (Exception e)
            {
                Fail(batch, e);
                return;
            }

            CommitSeconds.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
            CommitRecords.Record(batch.Entries.Count);
            var freshBytes = batch.Length - batch.MovedBytes;
            Acknowledge(batch);
            PrepareNext();
            CompactSome(freshBytes);
        }
    }

    private JournalBatch? TakeBatch()
    {
        TaskCompletionSource? idle;
        lock (_gate)
        {
            if (_filling.Entries.Count > 0)
            {
                var batch = _filling;
                _filling = _spare;
                return batch;
            }

            _isFlushing = false;
            idle = _idle;
        }

        idle?.SetResult();
        return null;
    }

    private async Task CommitAsync(JournalBatch batch)
    {
        if (_head.End + batch.Length > _head.Capacity)
        {
            await RollAsync(batch.Length).Inline();
        }

        JournalFormat.SealBatch(batch.Bytes, batch.Entries.Count, _head.End, _head.Number);
        await _head.File.WriteAsync(_head.End, batch.Memory).Inline();
    }

    private async Task RollAsync(int needed)
    {
        var size = Math.Max(_options.SegmentBytes, JournalFormat.SegmentHeader + (long)needed);
        var prepared = _next;
        _next = null;
        if (prepared is not null)
        {
            await prepared.Ended().Inline();
        }

        // One that could not be prepared ahead is tried again: there may be space by now.
        var file = prepared is { IsCompletedSuccessfully: true } ? prepared.Result : null;
        var number = _head.Number + 1;
        if (file is null || file.Length < size)
        {
            file?.Dispose();
            var created = _disk.CreateAsync(JournalFormat.NameOf(number), size);
            await created.Inline();
            file = created.Result;
        }

        await StartSegmentAsync(number, file).Inline();
    }

    private async Task StartSegmentAsync(long number, IJournalFile file)
    {
        long sequence;
        lock (_gate)
        {
            sequence = _sequence;
        }

        try
        {
            await file.WriteAsync(0, JournalFormat.NewSegment(number, sequence, _head?.End ?? 0)).Inline();
        }
        catch
        {
            file.Dispose();
            throw;
        }

        lock (_gate)
        {
            if (_head is not null)
            {
                _sealed.Add(_head);
            }

            _head = new JournalSegment(number, file);
        }
    }

    private void Acknowledge(JournalBatch batch)
    {
        lock (_gate)
        {
            foreach (var entry in batch.Entries)
            {
                Apply(_head, entry.Key, entry.Hash, entry.Kind, entry.Version, (int)_head.End + entry.Offset, entry.Length);
                if (_pending.TryGetValue(entry.Hash, out var pending) && ReferenceEquals(pending.Batch, batch))
                {
                    _pending.Remove(entry.Hash);
                }
            }

            _head.End += batch.Length;
        }

        foreach (var (waiter, version) in batch.Writers)
        {
            waiter.SetResult(version);
        }

        batch.Readers.ForEach(static reader => reader.TrySetResult());
        batch.Reset();
        _spare = batch;
    }

    /// <summary>The next file is made while the present one fills, so that hardly a commit waits for it.</summary>
    private void PrepareNext()
    {
        if (_next is null && !_closed && _head.End > _head.Capacity / 2)
        {
            _next = _disk.CreateAsync(JournalFormat.NameOf(_head.Number + 1), _options.SegmentBytes);
        }
    }

    /// <summary>Called under the gate. The key is only needed where it is to be listed.</summary>
    private void Apply(JournalSegment segment, string? key, UInt128 hash, byte kind, long version, int offset, int length)
    {
        if (kind == JournalFormat.Floor)
        {
            return;
        }

        if (_index.TryGetValue(hash, out var old))
        {
            if (old.Version > version)
            {
                return;
            }

            old.Segment.LiveBytes -= old.Length;
        }

        if (key is not null && key.StartsWith(_options.ListedPrefix, StringComparison.Ordinal))
        {
            List(key, kind);
        }

        if (kind == JournalFormat.Delete)
        {
            _index.Remove(hash);
            return;
        }

        _index[hash] = new Location(segment, offset, length, version);
        segment.LiveBytes += length;
    }

    private void List(string key, byte kind)
    {
        if (kind == JournalFormat.Delete)
        {
            _listed.Remove(key);
        }
        else
        {
            _listed.Add(key);
        }
    }

    private void Fail(JournalBatch batch, Exception exception)
    {
        JournalBatch later;
        TaskCompletionSource? idle;
        lock (_gate)
        {
            // What these batches would have written stays pending for good: nobody can say whether it is durable.
            _fault = exception;
            _isFlushing = false;
            later = _filling;
            idle = _idle;
        }

        var unavailable = Unavailable("Whether the change is durable is not known.");
        foreach (var (waiter, _) in batch.Writers.Concat(later.Writers))
        {
            waiter.SetException(unavailable);
        }

        batch.Readers.ForEach(static reader => reader.TrySetResult());
        later.Readers.ForEach(static reader => reader.TrySetResult());
        Tell(ReadOnlyBecause(exception));
        idle?.SetResult();
    }

    private void Tell(string message)
    {
        if (!Interlocked.Exchange(ref _hasTold, true))
        {
            Faulted?.Invoke(message);
        }
    }
}
