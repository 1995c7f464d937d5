using System.Text;

namespace Orleans.Embedded.Journal;

/// <summary>
/// Start: segments are read in order. A batch is written only after the one before it was durable, so an invalid batch
/// with a valid one behind it was acknowledged and is damage; an invalid one at the very end was not, and is cut off.
/// Nothing is changed before everything was read and found well.
/// </summary>
public sealed partial class JournalStateStore
{
    private byte[] _recovered = [];
    private byte[] _listedPrefix = [];
    private long _floor = 1;

    private async Task RecoverAsync()
    {
        _listedPrefix = Encoding.UTF8.GetBytes(_options.ListedPrefix);
        List<long> numbers = [.. _disk.List().Select(JournalFormat.NumberOf).OfType<long>().Order()];

        // A file whose deletion was not durable may be back after those that followed it are gone. What lies before a gap
        // is no longer needed, or something is missing: the floor tells.
        var begin = numbers.Count - 1;
        while (begin > 0 && numbers[begin - 1] == numbers[begin] - 1)
        {
            begin--;
        }

        var leftovers = begin > 0 ? numbers[..begin] : [];
        numbers.RemoveRange(0, leftovers.Count);

        // Only the newest can be one that was prepared ahead and never used, or whose header was torn off.
        if (numbers.Count > 0 && IsUnused(numbers[^1]))
        {
            ThrowIfMissing(numbers.Count > 1 ? numbers[^1] : leftovers.Count > 0 ? leftovers[^1] + 1 : 1, numbers[^1]);
            numbers.RemoveAt(numbers.Count - 1);
        }

        if (numbers.Count == 0)
        {
            var created = _disk.CreateAsync(JournalFormat.NameOf(1), _options.SegmentBytes);
            await created.Inline();
            await StartSegmentAsync(1, created.Result).Inline();
            return;
        }

        var (lastBatch, isTorn) = (0L, false);
        foreach (var number in numbers)
        {
            (lastBatch, isTorn) = Replay(number, number == numbers[^1]);
        }

        if (_floor < numbers[0])
        {
            ThrowIfMissing(leftovers.Count > 0 ? leftovers[^1] + 1 : _floor, numbers[0]);
        }

        _head = _sealed[^1];
        _sealed.RemoveAt(_sealed.Count - 1);
        await RepairAsync(lastBatch, isTorn).Inline();
        await DropBelowFloorAsync(leftovers).Inline();
        _recovered = [];
    }

    /// <summary>The next segment is prepared ahead and gets its header with its first use; without one it holds nothing.</summary>
    private bool IsUnused(long number)
    {
        var name = JournalFormat.NameOf(number);
        using var file = _disk.Open(name);
        var bytes = ReadAll(file);
        if (JournalFormat.TryReadSegment(bytes, number, out _, out _))
        {
            return false;
        }

        return JournalFormat.NumberIn(bytes) is { } other && other != number
            ? throw new JournalCorruptException(name, 0, $"It holds segment {other}.")
            : JournalFormat.HasBatch(bytes, JournalFormat.SegmentHeader, number)
                ? throw new JournalCorruptException(name, 0, "The segment's header is damaged.")
                : true;
    }

    /// <summary>Reads a segment into the index. Where its last batch begins (0: it has none), and whether a torn one follows.</summary>
    private (long LastBatch, bool IsTorn) Replay(long number, bool isLast)
    {
        var name = JournalFormat.NameOf(number);
        var segment = new JournalSegment(number, _disk.Open(name));
        _sealed.Add(segment);
        var bytes = ReadAll(segment.File);
        if (!JournalFormat.TryReadSegment(bytes, number, out var sequence, out var endBefore))
        {
            throw new JournalCorruptException(name, 0, JournalFormat.NumberIn(bytes) is { } other && other != number
                ? $"It holds segment {other}."
                : "The segment's header is damaged.");
        }

        if (_sealed.Count > 1 && _sealed[^2].End != endBefore)
        {
            throw new JournalCorruptException(
                _sealed[^2].Name, _sealed[^2].End, $"The segment ends here, but it had been written up to {endBefore}.");
        }

        _sequence = Math.Max(_sequence, sequence);
        var lastBatch = 0L;
        while (JournalFormat.TryReadBatch(bytes[(int)segment.End..], segment.End, number, out var records) is var length && length > 0)
        {
            lastBatch = segment.End;
            Replay(segment, bytes, (int)segment.End + JournalFormat.BatchHeader, records);
            segment.End += length;
        }

        var isTorn = bytes[(int)segment.End..].ContainsAnyExcept((byte)0);
        return isTorn && (!isLast || JournalFormat.HasBatch(bytes, segment.End, number))
            ? throw new JournalCorruptException(name, segment.End, "A batch that was acknowledged does not match its checksum.")
            : (lastBatch, isTorn);
    }

    private void Replay(JournalSegment segment, ReadOnlySpan<byte> bytes, int offset, int records)
    {
        for (var i = 0; i < records; i++)
        {
            var record = JournalFormat.ReadRecord(bytes[offset..]);
            if (record.Kind == JournalFormat.Floor)
            {
                _floor = Math.Max(_floor, record.Version);
            }
            else
            {
                var key = record.Key.StartsWith(_listedPrefix) ? Encoding.UTF8.GetString(record.Key) : null;
                Apply(segment, key, JournalFormat.Hash(record.Key), record.Kind, record.Version, offset, record.Length);
                _sequence = Math.Max(_sequence, record.Version);
            }

            offset += record.Length;
        }
    }

    /// <summary>
    /// The last write may have been read from the system's cache alone: the process ended, or the sync failed, before it
    /// was durable. It is about to be answered from, so it is written again; a sync alone would not retry what failed.
    /// </summary>
    private async Task RepairAsync(long lastBatch, bool isTorn)
    {
        if (isTorn)
        {
            await _head.File.TruncateAsync(_head.End).Inline();
            _head.Capacity = _head.End;
        }

        var again = new byte[lastBatch == 0 ? JournalFormat.SegmentHeader : _head.End - lastBatch];
        if (_head.File.Read(lastBatch, again) < again.Length)
        {
            throw new IOException($"{_head.Name} became shorter while it was read.");
        }

        await _head.File.WriteAsync(lastBatch, again).Inline();
    }

    /// <summary>Compaction was done with these, but their files were not yet gone.</summary>
    private async Task DropBelowFloorAsync(List<long> leftovers)
    {
        foreach (var number in leftovers)
        {
            await _disk.DeleteAsync(JournalFormat.NameOf(number)).Inline();
        }

        while (_sealed.Count > 0 && _sealed[0].Number < _floor)
        {
            var segment = _sealed[0];
            _sealed.RemoveAt(0);
            segment.File.Dispose();
            await _disk.DeleteAsync(segment.Name).Inline();
        }
    }

    private static void ThrowIfMissing(long expected, long found)
    {
        if (found > expected)
        {
            throw new JournalCorruptException(JournalFormat.NameOf(expected), 0, $"The segment is missing; the next one there is {found}.");
        }
    }

    /// <summary>The bytes stay until the next file is read.</summary>
    private ReadOnlySpan<byte> ReadAll(IJournalFile file)
    {
        var length = checked((int)file.Length);
        if (_recovered.Length < length)
        {
            _recovered = GC.AllocateUninitializedArray<byte>(length);
        }

        return _recovered.AsSpan(0, file.Read(0, _recovered.AsSpan(0, length)));
    }
}
