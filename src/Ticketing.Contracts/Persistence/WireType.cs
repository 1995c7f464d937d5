namespace Ticketing.Persistence;

/// <summary>The low three bits of a tag: enough to skip a member whose number this build does not know.</summary>
public static class WireType
{
    public const uint Varint = 0;
    public const uint Fixed64 = 1;

    /// <summary>A varint count of bytes, then the bytes.</summary>
    public const uint Bytes = 2;

    /// <summary>Members up to <see cref="GroupEnd"/>, so nothing is patched after the fact.</summary>
    public const uint Group = 3;

    /// <summary>As a whole tag it ends a group; as the element type of an empty sequence it stands for null.</summary>
    public const uint GroupEnd = 4;

    public const uint Fixed32 = 5;
    public const uint Fixed128 = 6;

    /// <summary>A varint count &lt;&lt; 3 | element wire type, then that many elements without tags.</summary>
    public const uint Sequence = 7;

    /// <summary>Groups and sequences within each other; deeper input is damage, deeper state a cycle.</summary>
    public const int MaxDepth = 64;
}
