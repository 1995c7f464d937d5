using System.Buffers.Binary;
using System.Security.Cryptography;
using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

/// <summary>The identifiers of an entry's offers: the same number of the same entry gives the same hold, so that nothing is offered twice.</summary>
public static class WaitlistOffers
{
    /// <summary>The hold of the entry's latest offer.</summary>
    public static HoldId HoldOf(WaitlistEntry entry) => HoldId.Coordinated(entry.Id.Event.Key, Derive(entry, 0));

    /// <summary>No payment token has this hash as far as anybody can find out: an offer is booked by its customer alone.</summary>
    public static ulong TokenHashOf(WaitlistEntry entry) => (ulong)Derive(entry, 1) | 1;

    /// <summary>Tells an offer from another one.</summary>
    public static ulong FingerprintOf(WaitlistEntry entry) => (ulong)Derive(entry, 2);

    private static UInt128 Derive(WaitlistEntry entry, byte what)
    {
        Span<byte> secret = stackalloc byte[16 + 16 + 4 + 1];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt128BigEndian(secret, entry.Request);
        entry.Id.Value.TryWriteBytes(secret[16..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(secret[32..], entry.Offers);
        secret[36] = what;
        SHA256.HashData(secret, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
