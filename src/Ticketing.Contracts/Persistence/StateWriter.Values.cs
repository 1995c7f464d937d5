using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Ticketing.Persistence;

/// <content>One method per kind of value; signed numbers are zigzag varints.</content>
public ref partial struct StateWriter
{
    // A string of this many UTF-16 units has at most 126 UTF-8 bytes, so its length takes one byte.
    private const int ShortString = 42;

    public void WriteBoolean(bool value) => WriteByteCore(value ? (byte)1 : (byte)0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value) => WriteVarint(value);

    public void WriteSByte(sbyte value) => WriteInt64(value);

    public void WriteInt16(short value) => WriteInt64(value);

    public void WriteUInt16(ushort value) => WriteVarint(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt32(int value) => WriteVarint((uint)((value << 1) ^ (value >> 31)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt32(uint value) => WriteVarint(value);

    public void WriteInt64(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    public void WriteUInt64(ulong value) => WriteVarint(value);

    public void WriteSingle(float value)
    {
        WriteLittleEndian(ref Reserve(sizeof(uint)), BitConverter.SingleToUInt32Bits(value));
        _position += sizeof(uint);
    }

    public void WriteDouble(double value) => WriteFixed64(BitConverter.DoubleToUInt64Bits(value));

    public void WriteDecimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        WriteFixed64((uint)bits[0] | ((ulong)(uint)bits[1] << 32));
        WriteFixed64((uint)bits[2] | ((ulong)(uint)bits[3] << 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt128(UInt128 value)
    {
        ref var start = ref Reserve(2 * sizeof(ulong));
        WriteLittleEndian(ref start, (ulong)value);
        WriteLittleEndian(ref Unsafe.Add(ref start, sizeof(ulong)), (ulong)(value >> 64));
        _position += 2 * sizeof(ulong);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteGuid(Guid value)
    {
        value.TryWriteBytes(MemoryMarshal.CreateSpan(ref Reserve(16), 16));
        _position += 16;
    }

    /// <summary>The instant only: the offset is not kept, what is read has offset zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteDateTimeOffset(DateTimeOffset value) => WriteFixed64((ulong)value.UtcTicks);

    public void WriteTimeSpan(TimeSpan value) => WriteInt64(value.Ticks);

    public void WriteDateOnly(DateOnly value) => WriteVarint((uint)value.DayNumber);

    /// <summary>UTF-8; half a surrogate pair becomes U+FFFD, which no accepted request contains.</summary>
    public void WriteString(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value.Length <= ShortString)
        {
            ref var start = ref Reserve(1 + (3 * ShortString));
            var written = Encoding.UTF8.GetBytes(value, MemoryMarshal.CreateSpan(ref Unsafe.Add(ref start, 1), 3 * ShortString));
            start = (byte)written;
            _position += 1 + written;
        }
        else
        {
            var count = Encoding.UTF8.GetByteCount(value);
            WriteVarint((uint)count);
            Encoding.UTF8.GetBytes(value, MemoryMarshal.CreateSpan(ref Reserve(count), count));
            _position += count;
        }
    }

    public void WriteBytes(byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        WriteBytes(value.AsSpan());
    }

    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteVarint((uint)value.Length);
        value.CopyTo(MemoryMarshal.CreateSpan(ref Reserve(value.Length), value.Length));
        _position += value.Length;
    }

    /// <summary>Exact: minus zero is no default.</summary>
    public static bool IsDefault(float value) => BitConverter.SingleToUInt32Bits(value) == 0;

    /// <summary>Exact: minus zero is no default.</summary>
    public static bool IsDefault(double value) => BitConverter.DoubleToUInt64Bits(value) == 0;

    /// <summary>Exact: 0.00 has a scale, so it is no default.</summary>
    public static bool IsDefault(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        return (bits[0] | bits[1] | bits[2] | bits[3]) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteFixed64(ulong value)
    {
        WriteLittleEndian(ref Reserve(sizeof(ulong)), value);
        _position += sizeof(ulong);
    }

    private static void WriteLittleEndian(ref byte start, ulong value) =>
        Unsafe.WriteUnaligned(ref start, BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));

    private static void WriteLittleEndian(ref byte start, uint value) =>
        Unsafe.WriteUnaligned(ref start, BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));
}
