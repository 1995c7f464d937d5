namespace Ticketing.Simulation.Disks;

/// <summary>A file's durable bytes and, in order, the changes behind which something is not durable yet.</summary>
internal sealed class DiskFile(byte[] durable)
{
    private readonly List<DiskChange> _changes = [];
    private byte[] _durable = durable;

    /// <summary>What a reader sees: the durable bytes and every change.</summary>
    public long Length => _changes.Aggregate((long)_durable.Length, static (length, change) =>
        change.Bytes is null ? change.Offset : Math.Max(length, change.Offset + change.Bytes.Length));

    /// <summary>The bytes; the array belongs to the file.</summary>
    public byte[] Durable => _durable;

    public void Add(DiskChange change) => _changes.Add(change);

    /// <summary>A sync ended: the change is durable, and so is all before it that no sync has failed for.</summary>
    public void Settle(DiskChange change)
    {
        foreach (var earlier in _changes.TakeWhile(earlier => earlier != change).Where(earlier => !earlier.IsLost))
        {
            earlier.IsDurable = true;
        }

        change.IsDurable = true;
        while (_changes.Count > 0 && _changes[0].IsDurable)
        {
            _durable = _changes[0].ApplyTo(_durable);
            _changes.RemoveAt(0);
        }
    }

    public int Read(long offset, Span<byte> buffer)
    {
        var content = _changes.Count == 0 ? _durable : Cached();
        var length = (int)Math.Clamp(content.Length - offset, 0, buffer.Length);
        content.AsSpan((int)Math.Min(offset, content.Length), length).CopyTo(buffer);
        return length;
    }

    /// <summary>The file after a loss of power.</summary>
    public DiskFile Torn(Random random) => new(_changes.Aggregate(
        (byte[])_durable.Clone(), (content, change) => change.IsDurable ? change.ApplyTo(content) : change.TearInto(content, random)));

    private byte[] Cached() => _changes.Aggregate((byte[])_durable.Clone(), static (content, change) => change.ApplyTo(content));
}
