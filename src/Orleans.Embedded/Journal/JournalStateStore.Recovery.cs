namespace Orleans.Embedded.Journal;

/// <summary>
/// Start: segments are read in order. A batch is written only after the one before it was durable, so an invalid batch
/// with a valid one behind it was acknowledged and is damage; an invalid one at the very end was not, and is cut off.
/// </summary>
public sealed partial class JournalStateStore
{
    private async Task RecoverAsync()
    {
        List<long> numbers = [.. _disk.List().Select(JournalFormat.NumberOf).OfType<long>().Order()];
        var last = numbers.Count == 0 ? 0 : numbers[^1];
        while (numbers.Count > 0 && await DropUnusedAsync(numbers[^1]).ConfigureAwait(false))
        {
            numbers.RemoveAt(numbers.Count - 1);
        }

        Dictionary<UInt128, long> deleted = [];
        for (var i = 0; i < numbers.Count; i++)
        {
            await RecoverAsync(numbers[i], i == numbers.Count - 1, deleted).ConfigureAwait(false);
        }

        var number = last + 1;
        var file = await _disk.CreateAsync(JournalFormat.NameOf(number), _options.SegmentBytes).ConfigureAwait(false);
        await StartSegmentAsync(number, file).ConfigureAwait(false);
    }

    /// <summary>The next segment is prepared ahead and gets its header with its first use; without one it holds nothing.</summary>
    private async Task<bool> DropUnusedAsync(long number)
    {
        var name = JournalFormat.NameOf(number);
        using (var file = _disk.Open(name))
        {
            var bytes = new byte[file.Length];
            var length = file.Read(0, bytes);
            if (JournalFormat.TryReadSegment(bytes.AsSpan(0, length), number, out _, out _))
            {
                return false;
            }

            if (JournalFormat.HasBatch(bytes.AsSpan(0, length), number))
            {
                throw new JournalCorruptException(name, 0, "The segment's header is damaged.");
            }
        }

        await _disk.DeleteAsync(name).ConfigureAwait(false);
        return true;
    }

    private async Task RecoverAsync(long number, bool isLast, Dictionary<UInt128, long> deleted)
    {
        var name = JournalFormat.NameOf(number);
        var file = _disk.Open(name);
        var bytes = new byte[file.Length];
        var length = file.Read(0, bytes);
        if (!JournalFormat.TryReadSegment(bytes.AsSpan(0, length), number, out var sequence, out var endBefore))
        {
            throw new JournalCorruptException(name, 0, "The segment's header is damaged.");
        }

        if (_sealed.Count > 0 && _sealed[^1].End != endBefore)
        {
            throw new JournalCorruptException(
                _sealed[^1].Name, _sealed[^1].End, $"The segment ends here, but it had been written up to {endBefore}.");
        }

        _sequence = Math.Max(_sequence, sequence);
        var segment = new JournalSegment(number, file);
        var lastBatch = 0L;
        while (JournalFormat.TryReadBatch(bytes.AsSpan((int)segment.End, length - (int)segment.End), number, out var records, out _) is var batch && batch > 0)
        {
            Replay(segment, bytes, (int)segment.End + JournalFormat.BatchHeader, records, deleted);
            lastBatch = segment.End;
            segment.End += batch;
        }

        var rest = bytes.AsSpan((int)segment.End, length - (int)segment.End);
        if (rest.ContainsAnyExcept((byte)0))
        {
            if (!isLast || JournalFormat.HasBatch(rest, number))
            {
                throw new JournalCorruptException(name, segment.End, "A batch that was acknowledged does not match its checksum.");
            }
        }

        _sealed.Add(segment);
        if (isLast)
        {
            // That it can be read does not say that it is durable: the process may have died, or the sync failed, before
            // it was, and the operating system still has it. What is built upon must not vanish with the power.
            await file.WriteAsync(lastBatch, bytes.AsMemory((int)lastBatch, (int)(segment.End - lastBatch))).ConfigureAwait(false);
        }

        if (file.Length != segment.End)
        {
            await file.TruncateAsync(segment.End).ConfigureAwait(false);
        }
    }

    private string? ListedKey(ReadOnlySpan<byte> key)
    {
        var prefix = System.Text.Encoding.UTF8.GetBytes(_options.ListedPrefix);
        return key.StartsWith(prefix) ? System.Text.Encoding.UTF8.GetString(key) : null;
    }

    private void Replay(JournalSegment segment, byte[] bytes, int offset, int records, Dictionary<UInt128, long> deleted)
    {
        for (var i = 0; i < records; i++)
        {
            var record = JournalFormat.ReadRecord(bytes.AsSpan(offset));
            var hash = JournalFormat.Hash(record.Key);

            // A moved record keeps its version: it must not bring back what was deleted since.
            if (!deleted.TryGetValue(hash, out var gone) || gone < record.Version)
            {
                Apply(segment, ListedKey(record.Key), hash, record.Kind, record.Version, offset, record.Length);
            }

            if (record.Kind == JournalFormat.Delete)
            {
                deleted[hash] = record.Version;
            }

            _sequence = Math.Max(_sequence, record.Version);
            offset += record.Length;
        }
    }
}
