using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Orleans.Embedded.Journal;

/// <summary>The bytes of a journal: a header for each segment, then batches, each of which was one durable write.</summary>
internal static class JournalFormat
{
    public const int SegmentHeader = 40;
    public const int BatchHeader = 32;
    public const int RecordHeader = 19;
    public const byte Put = 1;
    public const byte Delete = 2;

    /// <summary>A record whose version is the number of the oldest segment that is still needed.</summary>
    public const byte Floor = 3;

    private const ulong SegmentMagic = 0x314C_4E52_4A54_4B54; // "TKTJRNL1"
    private const uint BatchMagic = 0x3142_4A54; // "TJB1"

    public static string NameOf(long segment) => $"segment-{segment:d12}.journal";

    /// <summary>Null where the file is none of the journal's.</summary>
    /// <exception cref="JournalCorruptException">The name is almost a segment's: a copy, perhaps.</exception>
    public static long? NumberOf(string name)
    {
        if (!name.StartsWith("segment-", StringComparison.Ordinal))
        {
            return null;
        }

        return name.EndsWith(".journal", StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(8, name.Length - 16), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && name == NameOf(number)
                ? number
                : throw new JournalCorruptException(name, 0, "The journal gives no file this name.", "If it is a copy of a segment, take it out of the folder.");
    }

    /// <summary>
    /// A segment's header: its number, the last version given out before it, and where the segment before it ended, so
    /// that a lost end of that one is noticed.
    /// </summary>
    public static byte[] NewSegment(long number, long sequence, long endBefore)
    {
        var header = new byte[SegmentHeader];
        BinaryPrimitives.WriteUInt64LittleEndian(header, SegmentMagic);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), number);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), sequence);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), endBefore);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(32), Crc(header.AsSpan(0, 32), 0));
        return header;
    }

    /// <summary>False when the bytes are no header of that segment.</summary>
    public static bool TryReadSegment(ReadOnlySpan<byte> header, long number, out long sequence, out long endBefore)
    {
        (sequence, endBefore) = (0, 0);
        if (header.Length < SegmentHeader || BinaryPrimitives.ReadUInt64LittleEndian(header) != SegmentMagic
            || BinaryPrimitives.ReadInt64LittleEndian(header[8..]) != number
            || BinaryPrimitives.ReadUInt32LittleEndian(header[32..]) != Crc(header[..32], 0))
        {
            return false;
        }

        sequence = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        endBefore = BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
        return true;
    }

    /// <summary>The number in what is some segment's header, undamaged; else null.</summary>
    public static long? NumberIn(ReadOnlySpan<byte> header) =>
        header.Length >= SegmentHeader && BinaryPrimitives.ReadInt64LittleEndian(header[8..]) is var number
        && TryReadSegment(header, number, out _, out _)
            ? number
            : null;

    /// <summary>Completes a batch whose records lie behind <see cref="BatchHeader"/>.</summary>
    public static void SealBatch(Span<byte> batch, int records, long offset, long segment)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(batch, BatchMagic);
        BinaryPrimitives.WriteInt32LittleEndian(batch[4..], batch.Length - BatchHeader);
        BinaryPrimitives.WriteInt32LittleEndian(batch[8..], records);
        BinaryPrimitives.WriteInt64LittleEndian(batch[12..], offset);
        BinaryPrimitives.WriteInt64LittleEndian(batch[20..], segment);
        BinaryPrimitives.WriteUInt32LittleEndian(batch[28..], Crc(batch[BatchHeader..], Crc(batch[..28], 0)));
    }

    /// <summary>
    /// The whole length of the valid batch at the start of the bytes, which begin at <paramref name="offset"/> of the
    /// segment; 0 when there is none.
    /// </summary>
    public static int TryReadBatch(ReadOnlySpan<byte> bytes, long offset, long segment, out int records)
    {
        records = 0;
        var length = BatchLength(bytes);
        if (length == 0 || length > bytes.Length || BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]) != offset
            || BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]) != segment
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) != Crc(bytes[BatchHeader..length], Crc(bytes[..28], 0)))
        {
            return 0;
        }

        records = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        return length;
    }

    /// <summary>The whole length that a batch's header states, unchecked; 0 when there is no header.</summary>
    public static int BatchLength(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.Length < BatchHeader || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != BatchMagic
            ? 0
            : BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        return length is > 0 and < int.MaxValue - BatchHeader ? length + BatchHeader : 0;
    }

    /// <summary>True when a valid batch of the segment lies anywhere behind the offset.</summary>
    public static bool HasBatch(ReadOnlySpan<byte> segmentBytes, long offset, long segment)
    {
        Span<byte> magic = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(magic, BatchMagic);
        while (offset < segmentBytes.Length && segmentBytes[(int)offset..].IndexOf(magic) is var at && at >= 0)
        {
            offset += at;
            if (TryReadBatch(segmentBytes[(int)offset..], offset, segment, out _) > 0)
            {
                return true;
            }

            offset++;
        }

        return false;
    }

    public static int RecordLength(int keyBytes, int valueBytes) => RecordHeader + keyBytes + valueBytes;

    public static void WriteRecord(Span<byte> record, byte kind, long version, string key, int keyBytes, ReadOnlySpan<byte> value)
    {
        record[4] = kind;
        BinaryPrimitives.WriteUInt16LittleEndian(record[5..], (ushort)keyBytes);
        BinaryPrimitives.WriteInt32LittleEndian(record[7..], value.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record[11..], version);
        Encoding.UTF8.GetBytes(key, record[RecordHeader..]);
        value.CopyTo(record[(RecordHeader + keyBytes)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(record, Crc(record[4..], 0));
    }

    /// <summary>Reads a record of a batch whose checksum was verified.</summary>
    public static Record ReadRecord(ReadOnlySpan<byte> bytes)
    {
        var keyBytes = BinaryPrimitives.ReadUInt16LittleEndian(bytes[5..]);
        var valueBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes[7..]);
        return new Record(
            bytes[4],
            BinaryPrimitives.ReadInt64LittleEndian(bytes[11..]),
            bytes.Slice(RecordHeader, keyBytes),
            bytes.Slice(RecordHeader + keyBytes, valueBytes));
    }

    /// <summary>True when the bytes are one record, as it was written.</summary>
    public static bool IsRecord(ReadOnlySpan<byte> record) =>
        record.Length >= RecordHeader && BinaryPrimitives.ReadUInt32LittleEndian(record) == Crc(record[4..], 0);

    /// <summary>128 bits of SHA-256: keys are partly chosen by users, so the hash must not be steered into collisions.</summary>
    public static UInt128 Hash(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(key, hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes, uint seed)
    {
        var crc = ~seed;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var rest in bytes[(bytes.Length & ~7)..])
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return ~crc;
    }

    public readonly ref struct Record(byte kind, long version, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        public byte Kind { get; } = kind;

        public long Version { get; } = version;

        public ReadOnlySpan<byte> Key { get; } = key;

        public ReadOnlySpan<byte> Value { get; } = value;

        public int Length => RecordLength(Key.Length, Value.Length);
    }
}
