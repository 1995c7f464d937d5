using System.Buffers.Binary;

namespace Ticketing.Identifiers;

/// <summary>
/// The 122 free bits of a version 8 UUID, as this system fills them: what kind of thing it names, which event it
/// belongs to, which block and unit is its home, and a nonce. From such an id alone any silo knows which grain to call.
/// </summary>
/// <remarks>
/// From the top: kind 2, event key 40, block 6 + 12 (around the version), unit 11, nonce 51 (after the variant).
/// A unit of <see cref="Coordinator"/> says that the home is a hold grain; the block is then part of the nonce.
/// </remarks>
internal readonly record struct HomeAddress(IdKind Kind, ulong EventKey, int Block, int Unit, ulong Nonce)
{
    internal const int EventKeyBits = 40;
    internal const int BlockBits = 18;
    internal const int UnitBits = 11;
    internal const int NonceBits = 51;
    internal const int Coordinator = (1 << UnitBits) - 1;
    internal const ulong NonceMask = (1UL << NonceBits) - 1;
    internal const ulong EventKeyMask = (1UL << EventKeyBits) - 1;

    private const int LowBlockBits = 12;
    private const ulong Version = 8;
    private const ulong Variant = 2;

    internal Guid ToGuid()
    {
        var high = ((ulong)Kind << 62)
            | ((EventKey & EventKeyMask) << 22)
            | ((ulong)(uint)Block >> LowBlockBits << 16)
            | (Version << 12)
            | ((ulong)(uint)Block & ((1 << LowBlockBits) - 1));
        var low = (Variant << 62) | ((ulong)(uint)Unit << NonceBits) | (Nonce & NonceMask);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low);
        return new Guid(bytes, bigEndian: true);
    }

    internal static bool TryFrom(Guid value, out HomeAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        var high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        address = new HomeAddress(
            (IdKind)(high >> 62),
            (high >> 22) & EventKeyMask,
            (int)((((high >> 16) & 0x3F) << LowBlockBits) | (high & ((1 << LowBlockBits) - 1))),
            (int)((low >> NonceBits) & Coordinator),
            low & NonceMask);
        return ((high >> 12) & 0xF) == Version && low >> 62 == Variant;
    }
}

/// <summary>What an id names: the two top bits of it.</summary>
internal enum IdKind
{
    Other = 0,
    Event = 1,
    Hold = 2,
    Booking = 3,
}
