using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Ticketing.Security;

/// <summary>A key that signatures are checked with. It knows its one algorithm, so that no header can choose another for it.</summary>
public abstract class TokenKey(string? id, TokenAlgorithm algorithm)
{
    /// <summary>The <c>kid</c>. Null: it has none.</summary>
    public string? Id { get; } = id;

    public TokenAlgorithm Algorithm { get; } = algorithm;

    public abstract bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature);
}

/// <summary>The signatures that are understood (RFC 7518). There is no <c>none</c>.</summary>
public enum TokenAlgorithm
{
    HS256,
    RS256,
    ES256,
}

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

/// <summary>Instances of one key: the framework's are not promised to serve several threads at once.</summary>
internal sealed class KeyPool<T>(Func<T> create)
    where T : class, IDisposable
{
    private readonly ConcurrentBag<T> _idle = [create()];

    public TResult Use<TState, TResult>(TState state, Func<T, TState, TResult> use)
        where TState : allows ref struct
    {
        var key = _idle.TryTake(out var idle) ? idle : create();
        var result = use(key, state);

        // One that threw is not put back.
        _idle.Add(key);
        return result;
    }
}

/// <summary>What was signed, and the signature.</summary>
internal readonly ref struct Signed(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
{
    public readonly ReadOnlySpan<byte> Input = input;
    public readonly ReadOnlySpan<byte> Signature = signature;
}

/// <summary>The keys of one moment. A rotation makes another set, so what was decided with this one can be told apart.</summary>
public sealed class KeySet(ImmutableArray<TokenKey> keys)
{
    public static KeySet Empty { get; } = new([]);

    public ImmutableArray<TokenKey> Keys { get; } = keys;

    /// <summary>
    /// Whether a key of that algorithm, and of that id where the token names one, has made the signature. A named key is
    /// the only one that is tried.
    /// </summary>
    public TokenFault Check(TokenAlgorithm algorithm, string? id, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        var fault = TokenFault.UnknownKey;
        foreach (var key in Keys)
        {
            if (key.Algorithm != algorithm || (id is not null && !string.Equals(key.Id, id, StringComparison.Ordinal)))
            {
                continue;
            }

            if (key.Verifies(signed, signature))
            {
                return TokenFault.None;
            }

            fault = TokenFault.BadSignature;
        }

        return fault;
    }
}

/// <summary>A key is too weak, or is no key at all.</summary>
public sealed class WeakKeyException(string message) : Exception(message);

/// <summary>A secret for HS256. It never shows itself in a text, so that no log or dump of settings has it.</summary>
public sealed class SigningSecret(byte[] bytes)
{
    /// <summary>RFC 7518, 3.2: a key at least as long as the hash.</summary>
    public const int LeastBytes = 32;

    public ReadOnlySpan<byte> Bytes => bytes;

    public static SigningSecret FromText(string text) => new(Encoding.UTF8.GetBytes(text));

    public override string ToString() => "(secret)";
}
