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
}
