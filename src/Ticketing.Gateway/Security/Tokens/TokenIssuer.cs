using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ticketing.Identifiers;

namespace Ticketing.Security;

/// <summary>Makes tokens with the configured secret, such as this service accepts.</summary>
public sealed class TokenIssuer(AuthOptions options, TimeProvider time, IIdSource ids)
{
    private static readonly byte[] Header = """{"alg":"HS256","typ":"JWT"}"""u8.ToArray();

    /// <summary>A token for <paramref name="subject"/>, good for <paramref name="lifetime"/> (default: Auth:TokenLifetime).</summary>
    public string Issue(string subject, Roles roles, TimeSpan? lifetime = null)
    {
        var secret = options.SigningKey ?? throw new InvalidOperationException("Tokens are issued only where Auth:SigningKey is set.");
        if (!TokenClaims.IsSubject(subject))
        {
            throw new ArgumentException($"The subject must have 1 to {TokenClaims.MaxSubject} visible ASCII characters.", nameof(subject));
        }

        var text = $"{Base64Url.EncodeToString(Header)}.{Base64Url.EncodeToString(Payload(subject, roles, lifetime ?? options.TokenLifetime))}";
        var signature = HMACSHA256.HashData(secret.Bytes, Encoding.ASCII.GetBytes(text));
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private ReadOnlySpan<byte> Payload(string subject, Roles roles, TimeSpan lifetime)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer);
        var now = time.GetUtcNow();
        json.WriteStartObject();
        json.WriteString("sub"u8, subject);
        json.WriteStartArray("roles"u8);
        foreach (var name in RoleNames.NamesOf(roles))
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        if (options.Issuer is { } issuer)
        {
            json.WriteString("iss"u8, issuer);
        }

        if (options.Audience is { } audience)
        {
            json.WriteString("aud"u8, audience);
        }

        json.WriteNumber("iat"u8, now.ToUnixTimeSeconds());
        json.WriteNumber("exp"u8, (now + lifetime).ToUnixTimeSeconds());
        json.WriteString("jti"u8, ids.Next().ToString("x32", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }
}
