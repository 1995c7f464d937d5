using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Ticketing.Moving;

/// <summary>The bytes of an export file; docs/decisions/0002-moving-between-editions.md describes them.</summary>
internal static class ExportFormat
{
    public const int FileHeader = 16;
    public const int RecordHeader = 15;
    public const uint Version = 1;
    public const byte State = 1;
    public const byte Reminder = 2;
    public const byte End = 3;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Magic => "TKTEXPRT"u8;

    public static byte[] NewFile()
    {
        var header = new byte[FileHeader];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), Crc(header.AsSpan(0, 12), 0));
        return header;
    }

    /// <summary>The version that a file's header says, or null where it is none or damaged.</summary>
    public static uint? VersionOf(ReadOnlySpan<byte> header) =>
        header.Length == FileHeader && header.StartsWith(Magic)
        && BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) == Crc(header[..12], 0)
            ? BinaryPrimitives.ReadUInt32LittleEndian(header[8..])
            : null;

    /// <summary>The checksum that a header or a record ends the chain with so far.</summary>
    public static uint ChecksumOfFile(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);

    public static uint ChecksumOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record);

    /// <summary>A record whose checksum goes on from that of the one before it, so that none can be missing, moved or twice.</summary>
    public static byte[] ToBytes(MovedRecord record, uint before) => record switch
    {
        MovedState state => ToBytes(State, state.GrainType, state.GrainKey, state.Name, state.Bytes.Span, before),
        MovedReminder reminder => ToBytes(
            Reminder, reminder.GrainType, reminder.GrainKey, reminder.Name, Pair(reminder.Due.Ticks, reminder.Period.Ticks), before),
        _ => throw new ArgumentException($"{record.GetType()} can't be exported.", nameof(record)),
    };

    public static byte[] ToEnd(ExportSummary summary, uint before) =>
        ToBytes(End, "", "", "", Pair(summary.States, summary.Reminders), before);

    /// <summary>The whole length of a record, from its header.</summary>
    public static long LengthOf(ReadOnlySpan<byte> header) =>
        RecordHeader
        + BinaryPrimitives.ReadUInt16LittleEndian(header[5..])
        + BinaryPrimitives.ReadUInt16LittleEndian(header[7..])
        + BinaryPrimitives.ReadUInt16LittleEndian(header[9..])
        + (long)BinaryPrimitives.ReadUInt32LittleEndian(header[11..]);

    public static bool IsRecord(ReadOnlySpan<byte> record, uint before) => ChecksumOf(record) == Crc(record[4..], before);

    public static byte KindOf(ReadOnlySpan<byte> record) => record[4];

    /// <summary>The record in bytes whose checksum was found right; null where they mean nothing to this build.</summary>
    public static MovedRecord? TryRead(byte[] record)
    {
        var (type, key, name, value) = Split(record);
        try
        {
            return KindOf(record) switch
            {
                State => new MovedState(Text(record, type), Text(record, key), Text(record, name), record.AsMemory(value)),
                Reminder when TryPair(record, out var due, out var period) => new MovedReminder(
                    Text(record, type), Text(record, key), Text(record, name), new DateTime(due, DateTimeKind.Utc), new TimeSpan(period)),
                _ => null,
            };
        }
        catch (ArgumentException)
        {
            // No UTF-8, or no time.
            return null;
        }
    }

    public static ExportSummary? TryReadEnd(byte[] record) =>
        TryPair(record, out var states, out var reminders) ? new ExportSummary(states, reminders, ChecksumOf(record)) : null;

    private static byte[] ToBytes(byte kind, string grainType, string grainKey, string stateName, ReadOnlySpan<byte> value, uint before)
    {
        var (type, key, name) = (Utf8.GetBytes(grainType), Utf8.GetBytes(grainKey), Utf8.GetBytes(stateName));
        var bytes = new byte[RecordHeader + type.Length + key.Length + name.Length + value.Length];
        bytes[4] = kind;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(5), checked((ushort)type.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(7), checked((ushort)key.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(9), checked((ushort)name.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(11), (uint)value.Length);
        type.CopyTo(bytes, RecordHeader);
        key.CopyTo(bytes, RecordHeader + type.Length);
        name.CopyTo(bytes, RecordHeader + type.Length + key.Length);
        value.CopyTo(bytes.AsSpan(RecordHeader + type.Length + key.Length + name.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Crc(bytes.AsSpan(4), before));
        return bytes;
    }

    private static (Range Type, Range Key, Range Name, Range Value) Split(ReadOnlySpan<byte> record)
    {
        var key = RecordHeader + BinaryPrimitives.ReadUInt16LittleEndian(record[5..]);
        var name = key + BinaryPrimitives.ReadUInt16LittleEndian(record[7..]);
        var value = name + BinaryPrimitives.ReadUInt16LittleEndian(record[9..]);
        return (RecordHeader..key, key..name, name..value, value..record.Length);
    }

    private static string Text(byte[] record, Range part) => Utf8.GetString(record.AsSpan(part));

    private static byte[] Pair(long first, long second)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, first);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), second);
        return bytes;
    }

    private static bool TryPair(byte[] record, out long first, out long second)
    {
        var value = record.AsSpan(Split(record).Value);
        (first, second) = value.Length == 16
            ? (BinaryPrimitives.ReadInt64LittleEndian(value), BinaryPrimitives.ReadInt64LittleEndian(value[8..]))
            : default;
        return value.Length == 16;
    }

    private static uint Crc(ReadOnlySpan<byte> bytes, uint before)
    {
        var crc = ~before;
        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }
}
