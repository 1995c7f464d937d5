using System.Text;
using System.Text.Json;
using Stripe;

namespace Ticketing.Payments;

/// <summary>
/// What Stripe's webhooks speak of. Of one that Stripe signed only names are read, whatever version of the API it was written
/// for: the payment's key, or what Stripe calls it. What became of that is asked.
/// </summary>
/// <param name="secret">Of the endpoint that hears of the platform's own account.</param>
/// <param name="connectSecret">Of the endpoint that hears of connected accounts. Null: there is none.</param>
/// <param name="time">The time.</param>
internal sealed class StripeWebhooks(string secret, string? connectSecret, TimeProvider time)
{
    /// <summary>Seconds that a webhook may be old.</summary>
    private const long Tolerance = 300;
    private const string Header = "Stripe-Signature";
    private const string TooOld = $"{Header} is more than five minutes off. Sign it anew each time that it is sent, and set the clocks.";

    private static readonly UTF8Encoding Text = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Why it is not believed, and what helps. Null: Stripe signed it, not long ago.</summary>
    public string? Doubt(Func<string, string?> header, ReadOnlyMemory<byte> body)
    {
        if (header(Header) is not { Length: > 0 } signature)
        {
            return $"The header {Header} is missing. Send what Stripe sends, unchanged.";
        }

        // Either endpoint may send it. One that is right but too old is told as that.
        var doubt = Doubt(signature, body, secret);
        return doubt is null or TooOld || connectSecret is null ? doubt : Doubt(signature, body, connectSecret);
    }

    private string? Doubt(string signature, ReadOnlyMemory<byte> body, string signedWith)
    {
        try
        {
            EventUtility.ValidateSignature(Text.GetString(body.Span), signature, signedWith, Tolerance, time.GetUtcNow().ToUnixTimeSeconds());
            return null;
        }
        catch (StripeException e) when (e.Message.Contains("tolerance", StringComparison.Ordinal))
        {
            return TooOld;
        }
        catch (Exception e) when (e is StripeException or FormatException or OverflowException or ArgumentException)
        {
            return $"{Header} is not of this body. Set Payments:Stripe:WebhookSecret (for connected accounts: Payments:Stripe:ConnectWebhookSecret) to the signing secret of the endpoint that sends it, and change nothing on its way.";
        }
    }

    public static StripeNews Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (TextOf(root, "type") is not { } type || Member(Member(root, "data"), "object") is not { } about)
            {
                return default;
            }

            if (type.StartsWith("account.", StringComparison.Ordinal))
            {
                return new StripeNews(Key: null, Intent: null, IsAfterwards: false, TextOf(root, "account"), IsOfAccount: true);
            }

            var isAfterwards = type.StartsWith("charge.dispute.", StringComparison.Ordinal) || type.StartsWith("refund.", StringComparison.Ordinal) || type == "charge.refunded";
            if (!isAfterwards && !type.StartsWith("payment_intent.", StringComparison.Ordinal) && !type.StartsWith("charge.", StringComparison.Ordinal))
            {
                return default;
            }

            return new StripeNews(
                TextOf(Member(about, "metadata"), StripePaymentProvider.KeyName),
                TextOf(about, "object") == "payment_intent" ? TextOf(about, "id") : TextOf(about, "payment_intent"),
                isAfterwards,
                TextOf(root, "account"),
                IsOfAccount: false);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(name, out var member) ? member : null;

    private static string? TextOf(JsonElement? element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}

/// <summary>What a webhook is about.</summary>
/// <param name="Key">The payment's key. Null: it does not say.</param>
/// <param name="Intent">What Stripe calls the payment. Null: it does not say.</param>
/// <param name="IsAfterwards">About what came after the payment: a dispute, a refund.</param>
/// <param name="Account">The connected account that it comes from. Null: the platform's own.</param>
/// <param name="IsOfAccount">About that account itself.</param>
internal readonly record struct StripeNews(string? Key, string? Intent, bool IsAfterwards, string? Account, bool IsOfAccount);
