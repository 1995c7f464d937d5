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
    /// The bytes of a secret: base64 with whsec_ before it or without, since both are how the standard's secrets are shown, or any
    /// other text in UTF-8. Null: whsec_, and no base64 after it.
    /// </summary>
    public static byte[]? Read(string secret)
    {
        var hasPrefix = secret.StartsWith(Prefix, StringComparison.Ordinal);
        var text = hasPrefix ? secret[Prefix.Length..] : secret;
        var bytes = new byte[text.Length];

        // Spaces would be passed over: a text with some is no base64.
        return !text.Any(char.IsWhiteSpace) && Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length]
            : hasPrefix ? null
            : Encoding.UTF8.GetBytes(text);
    }

    /// <summary>One signature for each secret, with a space between; the last of several comes twice.</summary>
    public static string Sign(IEnumerable<byte[]> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        byte[] signed = [.. head, .. body];
        var signatures = secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}").ToList();
        if (signatures.Count > 1)
        {
            // StandardWebhooks 1.1.2 for .NET never compares the last of several: whoever receives with it, and has the oldest
            // secret still, would refuse everything.
            signatures.Add(signatures[^1]);
        }

        return string.Join(' ', signatures);
    }
}
