using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ticketing.Security;

namespace Ticketing.Tests.Security;

/// <summary>Makes keys and tokens, good ones and such as an attacker would.</summary>
internal static class Forge
{
    public const string Secret = "a-secret-of-the-tests-with-more-than-32-bytes";
    public const string Issuer = "https://issuer.example";
    public const string Audience = "ticketing";

    /// <summary>The moment at which the tests' clock starts.</summary>
    public static readonly DateTimeOffset Now = new(2027, 1, 31, 19, 30, 0, TimeSpan.Zero);

    public static AuthOptions Options => new()
    {
        Mode = AuthMode.Strict,
        SigningKey = SigningSecret.FromText(Secret),
        Algorithms = [TokenAlgorithm.HS256, TokenAlgorithm.RS256, TokenAlgorithm.ES256],
        Issuer = Issuer,
        Audience = Audience,
        ClockSkew = TimeSpan.FromSeconds(30),
    };

    public static RSA Rsa { get; } = RSA.Create(2_048);

    public static ECDsa Ec { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    public static string Encode(string text) => Encode(Encoding.UTF8.GetBytes(text));

    /// <summary>Good claims, with members changed (or, where null, left out).</summary>
    public static string Claims(params (string Name, JsonNode? Value)[] changes)
    {
        var claims = new JsonObject
        {
            ["sub"] = "ann",
            ["roles"] = new JsonArray("customer"),
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["iat"] = Now.ToUnixTimeSeconds(),
            ["exp"] = Now.AddMinutes(30).ToUnixTimeSeconds(),
        };
        foreach (var (name, value) in changes)
        {
            claims.Remove(name);
            if (value is not null)
            {
                claims[name] = value;
            }
        }

        return claims.ToJsonString();
    }

    public static string Token(string header, string claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Hs256(string claims, string header = """{"alg":"HS256","typ":"JWT"}""", string secret = Secret) =>
        Token(header, claims, signed => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));

    public static string Rs256(string claims, string? kid, RSA? key = null) =>
        Token(Header("RS256", kid), claims, signed => (key ?? Rsa).SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string Es256(string claims, string? kid, ECDsa? key = null, DSASignatureFormat format = DSASignatureFormat.IeeeP1363FixedFieldConcatenation) =>
        Token(Header("ES256", kid), claims, signed => (key ?? Ec).SignData(signed, HashAlgorithmName.SHA256, format));

    public static JsonObject Jwk(RSA key, string? kid)
    {
        var parts = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = kid, ["alg"] = "RS256", ["n"] = Encode(parts.Modulus), ["e"] = Encode(parts.Exponent) };
    }

    public static JsonObject Jwk(ECDsa key, string? kid)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = kid, ["x"] = Encode(point.X), ["y"] = Encode(point.Y) };
    }

    public static byte[] KeySetOf(params JsonObject[] keys) =>
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["keys"] = new JsonArray([.. keys]) });

    /// <summary>The keys of a service with the tests' secret, the RSA key "r" and the EC key "e".</summary>
    public static KeySet AllKeys()
    {
        var (keys, problems) = Jwks.Parse(KeySetOf(Jwk(Rsa, "r"), Jwk(Ec, "e")));
        Assert.Empty(problems);
        return new KeySet([.. Own.Keys, .. keys!.Value]);
    }

    public static TokenVerdict Judge(string token, AuthOptions? options = null, DateTimeOffset? now = null) =>
        new TokenValidator(options ?? Options).Validate(Encoding.ASCII.GetBytes(token), AllKeys(), now ?? Now);

    private static KeySet Own { get; } = new KeyRing(
        Options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<KeyRing>.Instance).Current;

    private static string Header(string algorithm, string? kid) =>
        kid is null ? $$"""{"alg":"{{algorithm}}"}""" : $$"""{"alg":"{{algorithm}}","kid":"{{kid}}"}""";
}
