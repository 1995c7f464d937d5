using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
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
    private readonly TicketSigner? _signer;

    private TicketKey(ECParameters parameters)
    {
        _parameters = parameters;
        _signer = parameters.D is { } scalar ? new TicketSigner(scalar) : null;
        Public = new TicketPublicKey(IdOf(parameters.Q), parameters.Q.X!, parameters.Q.Y!);
    }

    public TicketPublicKey Public { get; }

    public bool CanSign => _signer is not null;

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

    /// <summary>The signature of bytes: always the same.</summary>
    public byte[] Sign(ReadOnlySpan<byte> content) => (_signer ?? throw new InvalidOperationException("The public half of a key signs nothing.")).Sign(content);

    /// <summary>For checking.</summary>
    public ECDsa Open() => ECDsa.Create(_parameters);

    /// <summary>The first 32 bits of the thumbprint of RFC 7638.</summary>
    private static uint IdOf(ECPoint point)
    {
        var json = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        return BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.ASCII.GetBytes(json)));
    }
}

/// <summary>
/// Signs ticket codes with one key and checks them with several. For one caller at a time.
/// </summary>
public sealed class TicketKeyRing : IDisposable
{
    private readonly ImmutableArray<(TicketKey Key, ECDsa Algorithm)> _keys;

    /// <param name="keys">The first signs, if it can. A key that is there twice counts once.</param>
    public TicketKeyRing(params IEnumerable<TicketKey> keys) =>
        _keys = [.. keys.DistinctBy(static key => key.Public.Id).Select(static key => (key, key.Open()))];

    public ImmutableArray<TicketPublicKey> PublicKeys => [.. _keys.Select(static pair => pair.Key.Public)];

    /// <summary>What the options and the service's own secret give: a configured key signs, and the service's own goes on checking.</summary>
    public static TicketKeyRing Of(TicketOptions options, ReadOnlySpan<byte> secret)
    {
        var own = TicketKey.FromSecret(secret);
        return options.SigningKey is { } signing
            ? new TicketKeyRing([signing, .. options.PreviousKeys, own])
            : new TicketKeyRing([own, .. options.PreviousKeys]);
    }

    public string Sign(TicketClaims claims)
    {
        var (key, _) = _keys[0];
        var content = TicketCode.Write(claims, key.Public.Id);
        return Base32.Encode([.. content, .. key.Sign(content)]);
    }

    /// <summary>Whether a code lets its bearer into an event now, as far as the code alone tells.</summary>
    /// <param name="code">The code as it was read.</param>
    /// <param name="expected">The event that it must be for. Null: any.</param>
    /// <param name="now">The time.</param>
    /// <param name="window">When tickets of its event are good. Null: as the code says.</param>
    public TicketVerdict Check(string code, Identifiers.EventId? expected, DateTimeOffset now, TicketWindow? window = null)
    {
        if (Base32.Decode(code.AsSpan().Trim()) is not { } bytes)
        {
            return new TicketVerdict(null, TicketFault.Malformed);
        }

        var (claims, keyId, fault) = TicketCode.Read(bytes);
        if (claims is null)
        {
            return new TicketVerdict(null, fault);
        }

        var (_, algorithm) = _keys.FirstOrDefault(pair => pair.Key.Public.Id == keyId);
        if (algorithm is null)
        {
            return new TicketVerdict(null, TicketFault.UnknownKey);
        }

        var signed = bytes.AsSpan(..^TicketCode.SignatureLength);
        return algorithm.VerifyData(signed, bytes.AsSpan(signed.Length), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)
            ? Check(claims, expected, now, window)
            : new TicketVerdict(null, TicketFault.Forged);
    }

    /// <summary>The same for a ticket whose claims are known without its code.</summary>
    public static TicketVerdict Check(TicketClaims claims, Identifiers.EventId? expected, DateTimeOffset now, TicketWindow? window = null) =>
        new(claims, FaultOf(claims, expected, now, window ?? new TicketWindow(claims.ValidFrom, claims.ValidTo)));

    public void Dispose()
    {
        foreach (var (_, algorithm) in _keys)
        {
            algorithm.Dispose();
        }
    }

    private static TicketFault FaultOf(TicketClaims claims, Identifiers.EventId? expected, DateTimeOffset now, TicketWindow window) =>
        expected is { } served && claims.TicketId.Event != served ? TicketFault.WrongEvent
        : now < window.From ? TicketFault.NotYetValid
        : now >= window.To ? TicketFault.Expired
        : TicketFault.None;
}
