using System.Text;

namespace Orleans.Embedded.Journal;

/// <summary>Records that will be one durable write, and who waits for it.</summary>
internal sealed class JournalBatch
{
    private const int FirstBytes = 8 << 10;
    private const int KeptBytes = 4 << 20;
    private byte[] _bytes = new byte[FirstBytes];

    public int Length { get; private set; } = JournalFormat.BatchHeader;

    /// <summary>How many of the bytes are there only because compaction moves them.</summary>
    public int MovedBytes { get; private set; }

    public List<JournalEntry> Entries { get; } = [];

    public List<(TaskCompletionSource<long> Waiter, long Version)> Writers { get; } = [];

    /// <summary>Who reads what is written here, and must not see it before it is durable.</summary>
    public List<TaskCompletionSource> Readers { get; } = [];

    public Span<byte> Bytes => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public void Add(byte kind, UInt128 hash, long version, string key, ReadOnlySpan<byte> value)
    {
        var keyBytes = Encoding.UTF8.GetByteCount(key);
        if (keyBytes > ushort.MaxValue)
        {
            throw new ArgumentException($"A key has at most {ushort.MaxValue} bytes.", nameof(key));
        }

        var length = JournalFormat.RecordLength(keyBytes, value.Length);
        JournalFormat.WriteRecord(Room(length), kind, version, key, keyBytes, value);
        Added(new JournalEntry(key, hash, kind, version, Length, length));
    }

    /// <summary>Adds a record as it was written before, its version too.</summary>
    public void AddMoved(UInt128 hash, long version, ReadOnlySpan<byte> record)
    {
        record.CopyTo(Room(record.Length));
        MovedBytes += record.Length;
        Added(new JournalEntry(null, hash, JournalFormat.Put, version, Length, record.Length));
    }

    public void Reset()
    {
        Length = JournalFormat.BatchHeader;
        MovedBytes = 0;
        Entries.Clear();
        Writers.Clear();
        Readers.Clear();
        if (_bytes.Length > KeptBytes)
        {
            _bytes = new byte[FirstBytes];
        }
    }

    private Span<byte> Room(int length)
    {
        if (Length + length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
        }

        return _bytes.AsSpan(Length, length);
    }

    private void Added(JournalEntry entry)
    {
        Entries.Add(entry);
        Length += entry.Length;
    }
}

/// <summary>One record of a batch: where it lies in it. Without a key where only its place changes.</summary>
internal readonly record struct JournalEntry(string? Key, UInt128 Hash, byte Kind, long Version, int Offset, int Length);

/// <summary>Where a key's present record is.</summary>
internal readonly record struct Location(JournalSegment Segment, int Offset, int Length, long Version);

/// <summary>A segment file and how much of it is still in use.</summary>
internal sealed class JournalSegment(long number, IJournalFile file)
{
    public long Number { get; } = number;

    public IJournalFile File { get; } = file;

    /// <summary>The file's length, which only its creation and a torn end determine.</summary>
    public long Capacity { get; set; } = file.Length;

    public string Name => JournalFormat.NameOf(Number);

    /// <summary>Where the next batch goes.</summary>
    public long End { get; set; } = JournalFormat.SegmentHeader;

    public long LiveBytes { get; set; }
}
