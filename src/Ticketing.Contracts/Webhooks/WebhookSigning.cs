using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ticketing.Webhooks;

/// <summary>Signatures as Standard Webhooks has them: HMAC-SHA256 over id, time and body.</summary>
public static class WebhookSigning
{
    /// <summary>Bytes of a secret.</summary>
    public const int SecretLength = 32;

    private const string Prefix = "whsec_";

    /// <summary>A secret as its receiver is told it.</summary>
    public static string Show(byte[] secret) => Prefix + Convert.ToBase64String(secret);

    /// <summary>
    /// The bytes of a secret: what follows whsec_ in base64, or any other text in UTF-8. Null: whsec_, and no base64 after it.
    /// </summary>
    public static byte[]? Read(string secret)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return Encoding.UTF8.GetBytes(secret);
        }

        var bytes = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[Prefix.Length..], bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>One signature for each secret, with a space between.</summary>
    public static string Sign(IEnumerable<byte[]> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        byte[] signed = [.. head, .. body];
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}"));
    }
}
