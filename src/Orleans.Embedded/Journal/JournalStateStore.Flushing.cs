using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.Embedded.Journal;

/// <summary>Group commit: one write and one sync for all that waits, and again for all that came meanwhile.</summary>
public sealed partial class JournalStateStore
{
    private static readonly Meter Meter = new("Orleans.Embedded.Journal");
    private static readonly Histogram<double> CommitSeconds = Meter.CreateHistogram<double>(
        "journal.commit.duration", "s", "Time of one durable write", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1] });

    private static readonly Histogram<int> CommitRecords = Meter.CreateHistogram<int>(
        "journal.commit.records", "{record}", "Records in one durable write", null,
        new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });

    /// <summary>Called under the gate.</summary>
    private void StartFlushing()
    {
        if (!_isFlushing)
        {
            _isFlushing = true;
            _flushing = FlushAsync();
        }
    }

    private async Task FlushAsync()
    {
        // The first write begins where it was asked for; from then on this runs where the disk completes its work.
        while (true)
        {
            JournalBatch batch;
            lock (_gate)
            {
                if (_filling.Entries.Count == 0 || _fault is not null)
                {
                    _isFlushing = false;
                    return;
                }

                batch = _filling;
                _filling = _spare;
            }

            var started = Stopwatch.GetTimestamp();
            try
            {
                await CommitAsync(batch).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                Fail(batch, e);
                return;
            }

            CommitSeconds.Record(Stopwatch.GetElapsedTime(started).TotalSeconds);
            CommitRecords.Record(batch.Entries.Count);
            Acknowledge(batch);
        }
    }

    private async Task CommitAsync(JournalBatch batch)
    {
        if (_head.End + batch.Length > _head.File.Length)
        {
            await RollAsync(batch.Length).ConfigureAwait(false);
        }

        var records = batch.Entries.Count;
        var firstSequence = batch.Entries[0].Version;
        JournalFormat.SealBatch(batch.Bytes, records, firstSequence, _head.Number);
        await _head.File.WriteAsync(_head.End, batch.Memory).ConfigureAwait(false);
    }

    private async Task RollAsync(int needed)
    {
        var size = Math.Max(_options.SegmentBytes, JournalFormat.SegmentHeader + (long)needed);
        var prepared = _next;
        _next = null;
        var file = prepared is null ? null : await prepared.ConfigureAwait(false);
        var number = _head.Number + 1;
        if (file is null || file.Length < size)
        {
            file?.Dispose();
            file = await _disk.CreateAsync(JournalFormat.NameOf(number), size).ConfigureAwait(false);
        }

        await StartSegmentAsync(number, file).ConfigureAwait(false);
    }

    private async Task StartSegmentAsync(long number, IJournalFile file)
    {
        long sequence;
        long endBefore;
        lock (_gate)
        {
            sequence = _sequence;
            endBefore = _head?.End ?? (_sealed.Count > 0 ? _sealed[^1].End : 0);
        }

        await file.WriteAsync(0, JournalFormat.NewSegment(number, sequence, endBefore)).ConfigureAwait(false);
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
            if (_next is null && _head.End > _head.File.Length / 2)
            {
                _next = _disk.CreateAsync(JournalFormat.NameOf(_head.Number + 1), _options.SegmentBytes);
            }
        }

        foreach (var (waiter, version) in batch.Waiters)
        {
            waiter.SetResult(version);
        }

        batch.Ended.SetResult();
        batch.Reset();
        _spare = batch;
        Compact();
    }

    private void Apply(JournalSegment segment, string? key, UInt128 hash, byte kind, long version, int offset, int length)
    {
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
        List<TaskCompletionSource<long>> waiters;
        JournalBatch later;
        lock (_gate)
        {
            _fault = exception;
            _isFlushing = false;
            later = _filling;

            // What these batches would have written stays pending for good: nobody can say whether it is durable.
            waiters = [.. batch.Waiters.Concat(later.Waiters).Select(waiting => waiting.Waiter)];
        }

        var unavailable = Unavailable("Whether the change is durable is not known.");
        foreach (var waiter in waiters)
        {
            waiter.TrySetException(unavailable);
        }

        batch.Ended.TrySetResult();
        later.Ended.TrySetResult();
        Faulted?.Invoke($"The journal can't be written: {exception.Message} The service is read-only until it is restarted.");
    }
}
