using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Ticketing.Http;
using Ticketing.Webhooks;

namespace Ticketing.Payments;

/// <summary>
/// Checks webhooks that are signed as Standard Webhooks are: <c>webhook-signature: v1,</c> and the base64 of an
/// HMAC-SHA256 over <c>id.timestamp.body</c>.
/// </summary>
public sealed class WebhookSigner(byte[] secret, TimeProvider time)
{
    private const int MaxId = 128;
    private const int MaxSignatures = 1_024;
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private static readonly string[] Needed = ["webhook-id", "webhook-timestamp", "webhook-signature"];

    public WebhookNews Read(Func<string, string?> header, ReadOnlySpan<byte> body) => WhyNotGenuine(header, body) is { } doubt
        ? WebhookNews.NotGenuine(doubt)
        : KeyIn(body, out var isText, out var account) is { } key ? WebhookNews.Of(key, account: account)
        : isText ? WebhookNews.Nothing
        : WebhookNews.NotGenuine("The body is no text: its bytes are no UTF-8, or it has half of a surrogate pair.");

    public string Sign(string id, long seconds, ReadOnlySpan<byte> body) => WebhookSigning.Sign([secret], id, seconds, body);

    /// <summary>Null: it was signed with the secret, not long ago.</summary>
    private string? WhyNotGenuine(Func<string, string?> header, ReadOnlySpan<byte> body)
    {
        if (Needed.FirstOrDefault(name => header(name) is not { Length: > 0 }) is { } missing)
        {
            return $"The header {missing} is missing. Send webhook-id, webhook-timestamp and webhook-signature, as Standard Webhooks has them.";
        }

        if (!long.TryParse(header("webhook-timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return "webhook-timestamp must be whole seconds since 1970, in UTC.";
        }

        var age = time.GetUtcNow().ToUnixTimeSeconds() - seconds;
        if (Math.Abs(age) > Tolerance.TotalSeconds)
        {
            return age > 0
                ? "webhook-timestamp is more than five minutes ago. Sign it anew each time that it is sent, and set the sender's clock."
                : "webhook-timestamp is more than five minutes from now. Set the sender's clock.";
        }

        return header("webhook-id") is { Length: <= MaxId } id && header("webhook-signature") is { Length: <= MaxSignatures } signatures
            && IsRight(signatures, Encoding.ASCII.GetBytes(Sign(id, seconds, body)))
            ? null
            : "webhook-signature is not of this id, time and body. Sign the bytes that are sent, with the secret that is Payments:WebhookSecret here.";
    }

    private static bool IsRight(string signatures, byte[] right)
    {
        var isRight = false;
        foreach (var signature in signatures.Split(' '))
        {
            isRight |= CryptographicOperations.FixedTimeEquals(right, Encoding.UTF8.GetBytes(signature));
        }

        return isRight;
    }

    /// <summary>The payment that the body speaks of, and of whose account: <c>{"account":"…","data":{"payment":"…"}}</c>.</summary>
    private static string? KeyIn(ReadOnlySpan<byte> body, out bool isText, out string? account)
    {
        account = null;
        isText = Utf8.IsValid(body);
        try
        {
            if (!isText || !(isText = JsonText.IsText(body)))
            {
                return null;
            }

            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            account = document.RootElement.TryGetProperty("account", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
            return document.RootElement.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
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
