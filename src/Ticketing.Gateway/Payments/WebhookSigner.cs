using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ticketing.Webhooks;

namespace Ticketing.Payments;

/// <summary>
/// Checks webhooks that are signed as Standard Webhooks are: <c>webhook-signature: v1,</c> and the base64 of an
/// HMAC-SHA256 over <c>id.timestamp.body</c>.
/// </summary>
public sealed class WebhookSigner(byte[] secret, TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>It was signed with the secret, not long ago.</summary>
    public bool IsGenuine(Func<string, string?> header, ReadOnlySpan<byte> body)
    {
        if (header("webhook-id") is not { Length: > 0 and <= 128 } id
            || !long.TryParse(header("webhook-timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || header("webhook-signature") is not { Length: <= 1_024 } signatures
            || Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
        {
            return false;
        }

        var right = Encoding.ASCII.GetBytes(Sign(id, seconds, body));
        var isRight = false;
        foreach (var signature in signatures.Split(' '))
        {
            isRight |= CryptographicOperations.FixedTimeEquals(right, Encoding.UTF8.GetBytes(signature));
        }

        return isRight;
    }

    public string Sign(string id, long seconds, ReadOnlySpan<byte> body) => WebhookSigning.Sign([secret], id, seconds, body);

    /// <summary>The payment that the body speaks of: <c>{"data":{"payment":"…"}}</c>.</summary>
    public static string? KeyIn(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
                && data.TryGetProperty("payment", out var key) && key.ValueKind == JsonValueKind.String
                ? key.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
