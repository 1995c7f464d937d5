using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ticketing.Identifiers;

/// <summary>What a customer reads out at the counter: ten letters and digits of which none looks like another.</summary>
public static class BookingReference
{
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int Length = 10;

    /// <summary>The reference of a booking: 50 bits of a hash of its id, so it needs no counter and no look-up.</summary>
    public static string Of(BookingId booking)
    {
        Span<byte> id = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        booking.Value.TryWriteBytes(id, bigEndian: true, out _);
        SHA256.HashData(id, hash);
        var bits = BinaryPrimitives.ReadUInt64BigEndian(hash);
        Span<char> text = stackalloc char[Length];
        for (var i = 0; i < Length; i++)
        {
            text[i] = Alphabet[(int)(bits & 31)];
            bits >>= 5;
        }

        return new string(text);
    }
}
