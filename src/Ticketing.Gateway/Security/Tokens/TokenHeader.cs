using System.Text.Json;

namespace Ticketing.Security;

/// <summary>What counts in a token's header. Keys that a header brings along (jwk, jku, x5c) are never looked at.</summary>
internal readonly record struct TokenHeader(TokenAlgorithm Algorithm, string? KeyId)
{
    private const int MaxKeyId = 256;

    public static TokenFault Read(ReadOnlyMemory<byte> bytes, IReadOnlyCollection<TokenAlgorithm> allowed, out TokenHeader header)
    {
        header = default;
        if (StrictJson.Parse(bytes) is not { } document)
        {
            return TokenFault.Malformed;
        }

        using (document)
        {
            var json = document.RootElement;
            if (json.TryGetProperty("crit"u8, out _))
            {
                return TokenFault.CriticalHeader;
            }

            if (!IsAcceptedType(json))
            {
                return TokenFault.WrongType;
            }

            string? keyId = null;
            if (json.TryGetProperty("kid"u8, out var kid))
            {
                keyId = kid.ValueKind == JsonValueKind.String ? kid.GetString() : null;
                if (keyId is not { Length: > 0 and <= MaxKeyId })
                {
                    return TokenFault.Malformed;
                }
            }

            if (!json.TryGetProperty("alg"u8, out var name) || name.ValueKind != JsonValueKind.String)
            {
                return TokenFault.Malformed;
            }

            foreach (var algorithm in allowed)
            {
                if (name.ValueEquals(NameOf(algorithm)))
                {
                    header = new TokenHeader(algorithm, keyId);
                    return TokenFault.None;
                }
            }

            return TokenFault.AlgorithmRefused;
        }
    }

    private static ReadOnlySpan<byte> NameOf(TokenAlgorithm algorithm) => algorithm switch
    {
        TokenAlgorithm.HS256 => "HS256"u8,
        TokenAlgorithm.RS256 => "RS256"u8,
        _ => "ES256"u8,
    };

    /// <summary>A token that was made for another purpose, and says so, is no access token (RFC 8725, 3.11).</summary>
    private static bool IsAcceptedType(JsonElement json)
    {
        if (!json.TryGetProperty("typ"u8, out var type))
        {
            return true;
        }

        if (type.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        var name = type.GetString()!;
        name = name.StartsWith("application/", StringComparison.OrdinalIgnoreCase) ? name["application/".Length..] : name;
        return name.Equals("JWT", StringComparison.OrdinalIgnoreCase) || name.Equals("at+jwt", StringComparison.OrdinalIgnoreCase);
    }
}
