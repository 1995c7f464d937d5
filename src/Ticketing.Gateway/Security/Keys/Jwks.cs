using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace Ticketing.Security;

/// <summary>
/// Reads a JSON Web Key Set (RFC 7517). Keys for other purposes or of other kinds are passed over, as the RFC asks; a key
/// that should serve and can't is a problem.
/// </summary>
public static class Jwks
{
    public const int MaxBytes = 256 << 10;
    private const int MaxKeys = 64;

    /// <returns>The keys, null when the document is no key set, and what is wrong with those that are left out.</returns>
    public static (ImmutableArray<TokenKey>? Keys, IReadOnlyList<string> Problems) Parse(ReadOnlyMemory<byte> bytes)
    {
        if (StrictJson.Parse(bytes) is not { } document)
        {
            return (null, ["It is no JSON object."]);
        }

        using (document)
        {
            if (!document.RootElement.TryGetProperty("keys"u8, out var list) || list.ValueKind != JsonValueKind.Array)
            {
                return (null, ["It has no array 'keys'."]);
            }

            if (list.GetArrayLength() > MaxKeys)
            {
                return (null, [$"It has more than {MaxKeys} keys."]);
            }

            return ReadAll(list);
        }
    }

    private static (ImmutableArray<TokenKey>? Keys, IReadOnlyList<string> Problems) ReadAll(JsonElement list)
    {
        List<string> problems = [];
        List<TokenKey> keys = [];
        foreach (var json in list.EnumerateArray().Where(json => json.ValueKind == JsonValueKind.Object))
        {
            try
            {
                if (Read(json) is { } key)
                {
                    keys.Add(key);
                }
            }
            catch (WeakKeyException e)
            {
                problems.Add($"Key '{json.Text("kid"u8)}': {e.Message}");
            }
        }

        // Two keys of one name: which of them a token means can't be said, so neither serves.
        foreach (var twins in keys.Where(key => key.Id is not null).GroupBy(key => key.Id).Where(group => group.Count() > 1).ToArray())
        {
            problems.Add($"Key '{twins.Key}' is there more than once.");
            keys.RemoveAll(key => key.Id == twins.Key);
        }

        return ([.. keys], problems);
    }

    private static TokenKey? Read(JsonElement json)
    {
        var id = json.Text("kid"u8);
        var algorithm = json.Text("alg"u8);
        if (json.Text("use"u8) is not (null or "sig") || !ServesChecking(json))
        {
            return null;
        }

        return (json.Text("kty"u8), algorithm) switch
        {
            ("RSA", null or "RS256") => new RsaKey(id, new RSAParameters
            {
                Modulus = Number(json, "n"u8, "n"),
                Exponent = Number(json, "e"u8, "e"),
            }),
            ("EC", null or "ES256") when json.Text("crv"u8) == "P-256" => new EcKey(id, new ECPoint
            {
                X = Number(json, "x"u8, "x"),
                Y = Number(json, "y"u8, "y"),
            }),
            ("oct", _) => throw new WeakKeyException("A secret does not belong into a key set; it is Auth:SigningKey."),
            _ => null,
        };
    }

    private static bool ServesChecking(JsonElement json) => !json.TryGetProperty("key_ops"u8, out var uses)
        || (uses.ValueKind == JsonValueKind.Array
            && uses.EnumerateArray().Any(use => use.ValueKind == JsonValueKind.String && use.ValueEquals("verify"u8)));

    private static byte[] Number(JsonElement json, ReadOnlySpan<byte> name, string shown) =>
        StrictBase64Url.Decode(json.Text(name)) ?? throw new WeakKeyException($"'{shown}' must be base64url.");
}
