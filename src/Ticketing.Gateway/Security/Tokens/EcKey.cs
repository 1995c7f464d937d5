using System.Security.Cryptography;

namespace Ticketing.Security;

/// <summary>ES256: the curve P-256, and a signature that is r and s side by side.</summary>
internal sealed class EcKey : TokenKey
{
    private const int Half = 32;

    private readonly KeyPool<ECDsa> _pool;

    public EcKey(string? id, ECPoint point)
        : base(id, TokenAlgorithm.ES256)
    {
        if (point is not { X.Length: Half, Y.Length: Half })
        {
            throw new WeakKeyException("A P-256 key must have coordinates of 32 bytes.");
        }

        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point };
        try
        {
            _pool = new KeyPool<ECDsa>(() => ECDsa.Create(parameters));
        }
        catch (CryptographicException)
        {
            throw new WeakKeyException("A P-256 key's point is not on the curve.");
        }
    }

    public override bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        // The length keeps a DER signature out. A zero is no part of a signature whatever the provider makes of it.
        if (signature.Length != 2 * Half || !signature[..Half].ContainsAnyExcept((byte)0) || !signature[Half..].ContainsAnyExcept((byte)0))
        {
            return false;
        }

        return _pool.Use(new Signed(signed, signature), static (ec, all) => ec.VerifyData(
            all.Input, all.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }
}
