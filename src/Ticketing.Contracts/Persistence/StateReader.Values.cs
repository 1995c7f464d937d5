using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Ticketing.Persistence;

/// <content>One method per kind of value; each refuses what does not fit the kind.</content>
public ref partial struct StateReader
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public bool ReadBoolean() => ReadVarint() switch
    {
        0 => false,
        1 => true,
        var other => throw OutOfRange(other, "bool"),
    };

    public byte ReadByte() => (byte)ReadUnsigned(byte.MaxValue, "byte");

    public sbyte ReadSByte() => (sbyte)ReadSigned(sbyte.MinValue, sbyte.MaxValue, "sbyte");

    public short ReadInt16() => (short)ReadSigned(short.MinValue, short.MaxValue, "short");

    public ushort ReadUInt16() => (ushort)ReadUnsigned(ushort.MaxValue, "ushort");

    /// <summary>The commonest kind: one comparison, since zigzag keeps an int within 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadInt32()
    {
        var value = ReadVarint();
        return value <= uint.MaxValue ? (int)((uint)value >> 1) ^ -(int)(value & 1) : throw OutOfRange(value, "int");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadUInt32() => (uint)ReadUnsigned(uint.MaxValue, "uint");

    public long ReadInt64()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ulong ReadUInt64() => ReadVarint();

    public float ReadSingle() => BitConverter.UInt32BitsToSingle(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));

    public double ReadDouble() => BitConverter.UInt64BitsToDouble(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)));

    public decimal ReadDecimal()
    {
        var bytes = Take(16);
        Span<int> bits = stackalloc int[4];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
        }

        const int signAndScale = unchecked((int)0x80FF0000);
        const int largestScale = 28;
        return (bits[3] & ~signAndScale) == 0 && ((bits[3] >> 16) & 0xFF) <= largestScale
            ? new decimal(bits)
            : throw Error("not a decimal");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UInt128 ReadUInt128()
    {
        var bytes = Take(16);
        return new UInt128(BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes));
    }

    public Guid ReadGuid() => new(Take(16));

    public DateTimeOffset ReadDateTimeOffset()
    {
        var ticks = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
        return ticks <= (ulong)DateTime.MaxValue.Ticks ? new DateTimeOffset((long)ticks, TimeSpan.Zero) : throw OutOfRange(ticks, "instant");
    }

    public TimeSpan ReadTimeSpan() => new(ReadInt64());

    public DateOnly ReadDateOnly() => DateOnly.FromDayNumber((int)ReadUnsigned((uint)DateOnly.MaxValue.DayNumber, "date"));

    public string ReadString()
    {
        var bytes = ReadBlock();
        try
        {
            return s_strictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException invalid)
        {
            throw Error("a string is not UTF-8", invalid);
        }
    }

    public byte[] ReadBytes() => ReadBlock().ToArray();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong ReadUnsigned(ulong max, string kind)
    {
        var value = ReadVarint();
        return value <= max ? value : throw OutOfRange(value, kind);
    }

    private long ReadSigned(long min, long max, string kind)
    {
        var value = ReadInt64();
        return value >= min && value <= max ? value : throw OutOfRange(value, kind);
    }

    private ReadOnlySpan<byte> ReadBlock()
    {
        var count = ReadVarint();
        return count <= (ulong)Remaining ? Take((int)count) : throw Error($"{count} bytes announced, {Remaining} left");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int count)
    {
        if (Remaining < count)
        {
            throw CutShort(count);
        }

        var bytes = _data.Slice(_position, count);
        _position += count;
        return bytes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong ReadVarint()
    {
        var position = _position;
        if ((uint)position < (uint)_data.Length && _data[position] < 0x80)
        {
            _position = position + 1;
            return _data[position];
        }

        return ReadLongVarint();
    }

    private ulong ReadLongVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (Remaining == 0)
            {
                throw Error("cut short within a number");
            }

            var next = _data[_position++];
            if (shift == 63 && next > 1)
            {
                break;
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Error("a number of more than 64 bits");
    }

    private readonly StateFormatException CutShort(int count) => Error($"cut short: {count} bytes needed, {Remaining} left");

    private readonly StateFormatException OutOfRange(long value, string kind) => Error($"{value} is out of range for {kind}");

    private readonly StateFormatException OutOfRange(ulong value, string kind) => Error($"{value} is out of range for {kind}");
}
