using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ticketing.Persistence;

/// <summary>Writes into a pooled buffer that grows; <see cref="Dispose"/> gives it back.</summary>
public ref partial struct StateWriter
{
    private const int MaxVarintBytes = 10;

    private byte[] _buffer;
    private int _position;
    private int _depth;

    public StateWriter(int capacity) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    /// <summary>Bytes written so far.</summary>
    public readonly int Position => _position;

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _position);

    public readonly byte[] ToArray()
    {
        var exact = GC.AllocateUninitializedArray<byte>(_position);
        Written.CopyTo(exact);
        return exact;
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _position = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A member's number and wire type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteTag(uint id, uint wireType) => WriteVarint((id << 3) | wireType);

    /// <summary>A member that is null although a new instance would not have it null.</summary>
    public void WriteNull(uint id)
    {
        WriteTag(id, WireType.Sequence);
        WriteVarint(WireType.GroupEnd);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteSequenceHeader(int count, uint elementType) => WriteVarint(((ulong)count << 3) | elementType);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginGroup()
    {
        if (++_depth > WireType.MaxDepth)
        {
            ThrowTooDeep();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndGroup()
    {
        _depth--;
        WriteByteCore((byte)WireType.GroupEnd);
    }

    /// <summary>Takes back the tag of a group that turned out to hold nothing, written since <paramref name="start"/>.</summary>
    public void DropEmptyGroup(uint id, int start)
    {
        var tagBytes = id < 16 ? 1 : ((BitOperations.Log2(id) + 3) / 7) + 1;
        if (_position == start + tagBytes + 1)
        {
            _position = start;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref byte Reserve(int size)
    {
        if (_buffer.Length - _position < size)
        {
            Grow(size);
        }

        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_buffer), (nint)(uint)_position);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_position + size), (int)Math.Min(2L * _buffer.Length, Array.MaxLength)));
        Written.CopyTo(larger);
        var old = _buffer;
        _buffer = larger;
        ArrayPool<byte>.Shared.Return(old);
    }

    private static void ThrowTooDeep() =>
        throw new InvalidOperationException($"State is nested deeper than {WireType.MaxDepth} levels: does it contain itself?");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteByteCore(byte value)
    {
        Reserve(1) = value;
        _position++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteVarint(ulong value)
    {
        ref var start = ref Reserve(MaxVarintBytes);
        if (value < 0x80)
        {
            start = (byte)value;
            _position++;
        }
        else
        {
            _position += WriteLongVarint(ref start, value);
        }
    }

    private static int WriteLongVarint(ref byte start, ulong value)
    {
        var count = 0;
        for (; value >= 0x80; value >>= 7)
        {
            Unsafe.Add(ref start, count++) = (byte)(value | 0x80);
        }

        Unsafe.Add(ref start, count++) = (byte)value;
        return count;
    }
}
