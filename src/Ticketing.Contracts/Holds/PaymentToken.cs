using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Ticketing.Holds;

/// <summary>The holder's proof: 128 bits, shown once. Homes keep only the first 64 bits of its SHA-256.</summary>
public static class PaymentToken
{
    private const int TextLength = 22;

    public static string Encode(UInt128 secret)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, secret);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Whether the token that is shown, if one is, is the one that a home keeps the hash of.</summary>
    public static bool IsOf(ulong hash, string? token) => hash != 0 && token is not null && Hash(token) == hash;

    /// <summary>The hash of a token's text; 0 for a text that is no token, which no hold with a token has.</summary>
    public static ulong Hash(ReadOnlySpan<char> token)
    {
        Span<byte> secret = stackalloc byte[18];
        if (token.Length != TextLength || !Base64Url.TryDecodeFromChars(token, secret, out var length) || length != 16)
        {
            return 0;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(secret[..16], hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash) | 1;
    }
}
