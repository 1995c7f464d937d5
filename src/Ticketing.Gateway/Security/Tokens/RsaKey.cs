using System.Numerics;
using System.Security.Cryptography;

namespace Ticketing.Security;

/// <summary>RS256.</summary>
internal sealed class RsaKey : TokenKey
{
    private const int LeastBits = 2_048;

    /// <summary>Beyond it a signature takes so long to check that the key is a weapon.</summary>
    private const int MostBits = 8_192;

    private readonly KeyPool<RSA> _pool;
    private readonly int _signatureLength;

    public RsaKey(string? id, RSAParameters parameters)
        : base(id, TokenAlgorithm.RS256)
    {
        var modulus = new BigInteger(parameters.Modulus, isUnsigned: true, isBigEndian: true);
        var exponent = new BigInteger(parameters.Exponent, isUnsigned: true, isBigEndian: true);
        if (modulus.GetBitLength() is < LeastBits or > MostBits || modulus.IsEven)
        {
            throw new WeakKeyException($"An RSA key must have {LeastBits} to {MostBits} bits.");
        }

        if (exponent < 3 || exponent.IsEven || exponent.GetBitLength() > 64)
        {
            throw new WeakKeyException("An RSA key's exponent must be an odd number of at least 3.");
        }

        var parts = new RSAParameters { Modulus = parameters.Modulus, Exponent = parameters.Exponent };
        _pool = new KeyPool<RSA>(() => RSA.Create(parts));
        _signatureLength = (int)((modulus.GetBitLength() + 7) / 8);
    }

    public override bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature) =>
        signature.Length == _signatureLength
        && _pool.Use(new Signed(signed, signature), static (rsa, all) =>
            rsa.VerifyData(all.Input, all.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
}
