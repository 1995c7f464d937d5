using System.Security.Cryptography;

namespace Ticketing.Security;

/// <summary>HS256.</summary>
internal sealed class SecretKey : TokenKey
{
    private readonly SigningSecret _secret;

    public SecretKey(SigningSecret secret)
        : base(null, TokenAlgorithm.HS256)
    {
        if (secret.Bytes.Length < SigningSecret.LeastBytes)
        {
            throw new WeakKeyException($"A secret for HS256 must have at least {SigningSecret.LeastBytes} bytes.");
        }

        _secret = secret;
    }

    public override bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret.Bytes, signed, expected);
        return CryptographicOperations.FixedTimeEquals(expected, signature);
    }
}
