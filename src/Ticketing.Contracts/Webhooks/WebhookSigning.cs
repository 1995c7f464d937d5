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

    /// <summary>One signature for each secret, with a space between.</summary>
    public static string Sign(IEnumerable<byte[]> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        byte[] signed = [.. head, .. body];
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}"));
    }
}
