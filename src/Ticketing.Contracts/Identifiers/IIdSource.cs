using System.Buffers.Binary;

namespace Ticketing.Identifiers;

/// <summary>Where every identifier and secret comes from: a cryptographic source in production, a seed in simulation.</summary>
public interface IIdSource
{
    void Fill(Span<byte> bytes);

    UInt128 Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        Fill(bytes);
        return new Guid(bytes, bigEndian: true);
    }
}

/// <summary>Numbers that identifiers are made of.</summary>
public static class Nonces
{
    /// <summary>A UUID of version 8 from 122 bits.</summary>
    public static Guid ToGuid(UInt128 nonce)
    {
        var high = ((ulong)(nonce >> 64) & 0x3FFF_FFFF_FFFF_0FFFUL) | 0x8000UL;
        var low = ((ulong)nonce & 0x3FFF_FFFF_FFFF_FFFFUL) | 0x8000_0000_0000_0000UL;
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, new UInt128(high, low));
        return new Guid(bytes, bigEndian: true);
    }
}
