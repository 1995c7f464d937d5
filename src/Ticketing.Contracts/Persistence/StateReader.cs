using System.Runtime.CompilerServices;

namespace Ticketing.Persistence;

/// <summary>Reads untrusted bytes: whatever is wrong with them ends in a <see cref="StateFormatException"/>.</summary>
public ref partial struct StateReader
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly Type _root;
    private int _position;
    private int _depth;

    /// <param name="root">Named in errors.</param>
    public StateReader(ReadOnlySpan<byte> data, Type root)
    {
        _data = data;
        _root = root;
    }

    private readonly int Remaining => _data.Length - _position;

    public byte ReadFormat() => _data.IsEmpty ? throw Error("it is empty") : _data[_position++];

    public readonly void RequireEnd()
    {
        if (Remaining != 0)
        {
            throw Error($"{Remaining} bytes follow the end");
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginGroup()
    {
        if (++_depth > WireType.MaxDepth)
        {
            throw TooDeep();
        }
    }

    /// <returns>False, and the group left, at its end mark.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadTag(out uint tag)
    {
        tag = ReadUInt32();
        if (tag != WireType.GroupEnd)
        {
            return true;
        }

        _depth--;
        return false;
    }

    /// <summary>The header of a sequence whose elements are at least a byte long.</summary>
    /// <returns>The count, not more than there are bytes left for; -1 for null.</returns>
    public int ReadSequenceHeader(uint elementType)
    {
        var header = ReadVarint();
        if (header == WireType.GroupEnd)
        {
            return -1;
        }

        var found = (uint)header & 7;
        if (found != elementType)
        {
            throw Error($"elements have wire type {found}, expected {elementType}");
        }

        return CheckCount(header >> 3, elementType);
    }

    public void ReadNull()
    {
        if (ReadVarint() != WireType.GroupEnd)
        {
            throw Error("a sequence where a single value is expected");
        }
    }

    /// <summary>Passes over a member that this build does not know.</summary>
    public void Skip(uint tag) => SkipValue(tag & 7);

    public readonly StateFormatException UnexpectedWireType(uint tag) => Error($"member {tag >> 3} has wire type {tag & 7}, which its type does not use");

    public readonly StateFormatException MissingPart(string part) => Error($"a dictionary's entry has no {part}");

    public readonly StateFormatException Error(string problem, Exception? inner = null) => new(_root.ToString(), _position, problem, inner);

    public static T[] NewArray<T>(int count) => count == 0 ? [] : new T[count];

    private readonly StateFormatException TooDeep() => Error($"nested deeper than {WireType.MaxDepth} levels");

    private readonly int CheckCount(ulong count, uint elementType)
    {
        var smallest = elementType switch
        {
            WireType.Fixed32 => 4,
            WireType.Fixed64 => 8,
            WireType.Fixed128 => 16,
            _ => 1,
        };
        return count <= (ulong)(Remaining / smallest) ? (int)count : throw Error($"{count} elements can't fit in the {Remaining} bytes left");
    }

    private void SkipValue(uint wireType)
    {
        switch (wireType)
        {
            case WireType.Varint: ReadVarint(); break;
            case WireType.Fixed32: Take(4); break;
            case WireType.Fixed64: Take(8); break;
            case WireType.Fixed128: Take(16); break;
            case WireType.Bytes: ReadBlock(); break;
            case WireType.Group: SkipGroup(); break;
            case WireType.Sequence: SkipSequence(); break;
            default: throw Error("an end mark with a number");
        }
    }

    private void SkipGroup()
    {
        BeginGroup();
        while (TryReadTag(out var tag))
        {
            SkipValue(tag & 7);
        }
    }

    private void SkipSequence()
    {
        var header = ReadVarint();
        var elementType = (uint)header & 7;
        if (elementType == WireType.GroupEnd)
        {
            if (header != WireType.GroupEnd)
            {
                throw Error("a null with a count");
            }

            return;
        }

        // Groups count themselves; only a sequence straight within a sequence could go on without one.
        var nested = elementType == WireType.Sequence;
        if (nested)
        {
            BeginGroup();
        }

        for (var left = CheckCount(header >> 3, elementType); left > 0; left--)
        {
            SkipValue(elementType);
        }

        if (nested)
        {
            _depth--;
        }
    }
}
