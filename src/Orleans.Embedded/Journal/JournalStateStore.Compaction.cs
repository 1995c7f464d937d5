namespace Orleans.Embedded.Journal;

/// <summary>
/// Compaction: what still lives in the oldest segment is appended again under its old version, then the file is deleted.
/// Always the oldest, so that a deletion's record can go with its segment: no older segment holds what it deleted. A
/// moved record never lies behind a newer one of its key, since it is only moved while it is the present one.
/// It takes a step after a commit, as part of the same loop: no write waits for more than one step.
/// </summary>
public sealed partial class JournalStateStore
{
    private const int LeastStepBytes = 64 << 10;
    private const int MostStepBytes = 4 << 20;
    private readonly byte[] _batchHeader = new byte[JournalFormat.BatchHeader];
    private Compaction? _compaction;
    private int _stepBytes;
    private Task _deleting = Task.CompletedTask;
    private bool _compactionFailed;

    private void CompactSome(int freshBytes)
    {
        // Faster than the segments fill up, whatever the writers do.
        _stepBytes = (int)Math.Clamp(4L * freshBytes, LeastStepBytes, MostStepBytes);
        try
        {
            while (!_compactionFailed && !_closed && (_compaction ??= Choose()) is { } compaction)
            {
                if (Step(compaction))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or JournalCorruptException)
        {
            CompactionFailed($"Compacting {_compaction!.Segment.Name} failed: {e.Message}");
        }
    }

    private Compaction? Choose()
    {
        if (_sealed.Count == 0 || !_deleting.IsCompleted)
        {
            return null;
        }

        lock (_gate)
        {
            long total = 0, live = 0;
            foreach (var segment in _sealed)
            {
                total += segment.End;
                live += segment.LiveBytes;
            }

            return total >= _options.SegmentBytes && total - live > total * _options.CompactAbove ? new Compaction(_sealed[0]) : null;
        }
    }

    /// <summary>True when something waits to be committed, so that this has to pause.</summary>
    private bool Step(Compaction compaction)
    {
        var segment = compaction.Segment;
        if (compaction.IsFloorRaised)
        {
            // Everything that lived here is durable elsewhere or replaced, and a start would not miss the file.
            lock (_gate)
            {
                _sealed.Remove(segment);
            }

            _compaction = null;
            segment.File.Dispose();
            _deleting = DeleteAsync(segment.Name);
            CompactionRuns.Add(1);
            return false;
        }

        if (segment.LiveBytes > 0 && compaction.Offset < segment.End)
        {
            return Move(compaction);
        }

        lock (_gate)
        {
            _filling.Add(JournalFormat.Floor, default, segment.Number + 1, "", []);
        }

        compaction.IsFloorRaised = true;
        return true;
    }

    private bool Move(Compaction compaction)
    {
        var bytes = ReadBatches(compaction);
        var moved = 0L;
        lock (_gate)
        {
            for (var at = 0; at < bytes.Length; at += JournalFormat.BatchLength(bytes.AsSpan(at)))
            {
                var offset = at + JournalFormat.BatchHeader;
                var end = at + JournalFormat.BatchLength(bytes.AsSpan(at));
                while (offset < end)
                {
                    var record = JournalFormat.ReadRecord(bytes.AsSpan(offset));
                    moved += MoveIfPresent(compaction, record, bytes.AsSpan(offset, record.Length), offset);
                    offset += record.Length;
                }
            }

            compaction.Offset += bytes.Length;
            CompactionBytes.Add(moved);
            return _filling.Entries.Count > 0;
        }
    }

    private long MoveIfPresent(Compaction compaction, JournalFormat.Record record, ReadOnlySpan<byte> bytes, int offset)
    {
        if (record.Kind != JournalFormat.Put)
        {
            return 0;
        }

        // What is about to be replaced need not be moved: the replacement is durable before this segment goes.
        var hash = JournalFormat.Hash(record.Key);
        if (_pending.ContainsKey(hash) || !_index.TryGetValue(hash, out var now)
            || !ReferenceEquals(now.Segment, compaction.Segment) || now.Offset != compaction.Offset + offset)
        {
            return 0;
        }

        _filling.AddMoved(hash, record.Version, bytes);
        return bytes.Length;
    }

    /// <summary>Whole batches, about a step's worth of bytes. Their checksums are verified: damage is never copied.</summary>
    private byte[] ReadBatches(Compaction compaction)
    {
        var segment = compaction.Segment;
        segment.File.Read(compaction.Offset, _batchHeader);
        var wanted = (int)Math.Min(segment.End - compaction.Offset, Math.Max(_stepBytes, JournalFormat.BatchLength(_batchHeader)));
        var bytes = new byte[wanted];
        var read = segment.File.Read(compaction.Offset, bytes);
        var whole = 0;
        while (JournalFormat.TryReadBatch(bytes.AsSpan(whole, read - whole), compaction.Offset + whole, segment.Number, out _) is var length && length > 0)
        {
            whole += length;
        }

        return whole > 0
            ? bytes[..whole]
            : throw new JournalCorruptException(segment.Name, compaction.Offset, "A batch that was acknowledged does not match its checksum.");
    }

    private async Task DeleteAsync(string name)
    {
        try
        {
            await _disk.DeleteAsync(name).Inline();
        }
        catch (IOException e)
        {
            CompactionFailed($"{name}, which is no longer needed, can't be deleted: {e.Message}");
        }
    }

    /// <summary>Writes go on, but the folder grows; so the operator has to know.</summary>
    private void CompactionFailed(string what)
    {
        _compactionFailed = true;
        Tell($"{what} Repair the disk, then restart the service.");
    }

    private sealed class Compaction(JournalSegment segment)
    {
        public JournalSegment Segment { get; } = segment;

        /// <summary>What lies before it has been moved.</summary>
        public long Offset { get; set; } = JournalFormat.SegmentHeader;

        /// <summary>The record is on its way that says that the segment is no longer needed.</summary>
        public bool IsFloorRaised { get; set; }
    }
}
