using System.Text;

namespace Orleans.Embedded.Journal;

/// <summary>Records that will be one durable write, and who waits for it.</summary>
internal sealed class JournalBatch
{
    private byte[] _bytes = new byte[64 << 10];

    public int Length { get; private set; } = JournalFormat.BatchHeader;

    public List<JournalEntry> Entries { get; } = [];

    public List<(TaskCompletionSource<long> Waiter, long Version)> Waiters { get; } = [];

    /// <summary>Completes when the batch is durable or has failed.</summary>
    public TaskCompletionSource Ended { get; private set; } = new();

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
        if (Length + length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + length));
        }

        JournalFormat.WriteRecord(_bytes.AsSpan(Length), kind, version, key, keyBytes, value);
        Entries.Add(new JournalEntry(key, hash, kind, version, Length, length));
        Length += length;
    }

    public void Reset()
    {
        Length = JournalFormat.BatchHeader;
        Entries.Clear();
        Waiters.Clear();
        Ended = new TaskCompletionSource();
        if (_bytes.Length > 4 << 20)
        {
            _bytes = new byte[64 << 10];
        }
    }
}

/// <summary>One record of a batch: where it lies in it.</summary>
internal readonly record struct JournalEntry(string Key, UInt128 Hash, byte Kind, long Version, int Offset, int Length);

/// <summary>Where a key's present record is.</summary>
internal readonly record struct Location(JournalSegment Segment, int Offset, int Length, long Version);

/// <summary>A segment file and how much of it is still in use.</summary>
internal sealed class JournalSegment(long number, IJournalFile file)
{
    public long Number { get; } = number;

    public IJournalFile File { get; } = file;

    public string Name => JournalFormat.NameOf(Number);

    /// <summary>Where the next batch goes.</summary>
    public long End { get; set; } = JournalFormat.SegmentHeader;

    public long LiveBytes { get; set; }
}
