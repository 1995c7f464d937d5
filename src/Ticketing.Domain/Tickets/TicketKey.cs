using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Ticketing.Tickets;

/// <summary>A key pair on the curve P-256, or the public half of one.</summary>
public sealed class TicketKey
{
    private const int Length = 32;
    private static readonly BigInteger Order = BigInteger.Parse(
        "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture);

    private readonly ECParameters _parameters;

    private TicketKey(ECParameters parameters)
    {
        _parameters = parameters;
        Public = new TicketPublicKey(IdOf(parameters.Q), parameters.Q.X!, parameters.Q.Y!);
    }

    public TicketPublicKey Public { get; }

    public bool CanSign => _parameters.D is not null;

    /// <summary>Reads a key in PEM: SEC 1 or PKCS #8 for a pair, SubjectPublicKeyInfo for a public half. Throws <see cref="ArgumentException"/> with the reason.</summary>
    public static TicketKey FromPem(string pem)
    {
        using var algorithm = ECDsa.Create();
        try
        {
            algorithm.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            throw new ArgumentException("it is no key of an elliptic curve.", nameof(pem));
        }

        if (algorithm.ExportParameters(includePrivateParameters: false).Curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
        {
            throw new ArgumentException("its curve is not P-256.", nameof(pem));
        }

        try
        {
            return new TicketKey(algorithm.ExportParameters(includePrivateParameters: true));
        }
        catch (CryptographicException)
        {
            return new TicketKey(algorithm.ExportParameters(includePrivateParameters: false));
        }
    }

    /// <summary>The pair that a secret of the service stands for: always the same (FIPS 186-5, A.2.1, with bits from HKDF).</summary>
    public static TicketKey FromSecret(ReadOnlySpan<byte> secret)
    {
        var bits = new byte[Length + 16];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, bits, salt: default, info: "ticketing ticket key 1"u8);
        var scalar = (new BigInteger(bits, isUnsigned: true, isBigEndian: true) % (Order - 1)) + 1;
        var d = new byte[Length];
        scalar.TryWriteBytes(d.AsSpan(Length - scalar.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        using var algorithm = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = d });
        return new TicketKey(algorithm.ExportParameters(includePrivateParameters: true));
    }

    public ECDsa Open() => ECDsa.Create(_parameters);

    /// <summary>The first 32 bits of the thumbprint of RFC 7638.</summary>
    private static uint IdOf(ECPoint point)
    {
        var json = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes(json)));
    }
}
