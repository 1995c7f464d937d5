using Ticketing.Payments;

namespace Ticketing.Configuration;

/// <summary>The settings of the account at Stripe, read and checked once at start.</summary>
internal static class StripeSettings
{
    private const string Dashboard = "https://dashboard.stripe.com";
    private const string ConnectSecret = "Payments:Stripe:ConnectWebhookSecret";
    private static readonly string[] Names = ["Payments:Stripe:SecretKey", "Payments:Stripe:PublishableKey", "Payments:Stripe:WebhookSecret", ConnectSecret, "Payments:Stripe:ApiBase"];

    /// <summary>Null: nothing is said of Stripe. Where it takes no new payments, its keys bring those that it took to their end.</summary>
    public static StripeOptions? From(IConfiguration configuration, PaymentChoice choice, SellerChoice seller = SellerChoice.Platform)
    {
        if (choice != PaymentChoice.Stripe && Names.All(name => configuration[name] is not { Length: > 0 }))
        {
            return null;
        }

        var reader = new SettingsReader(configuration);
        var secret = Key(reader, "Payments:Stripe:SecretKey", ["sk_live_", "sk_test_", "rk_live_", "rk_test_"], $"the secret key, or a restricted one that may write PaymentIntents and Refunds and read Charges and Disputes ({Dashboard}/apikeys)");
        var publishable = Key(reader, "Payments:Stripe:PublishableKey", ["pk_live_", "pk_test_"], $"the publishable key ({Dashboard}/apikeys)");
        var webhook = Key(reader, "Payments:Stripe:WebhookSecret", ["whsec_"], $"the signing secret of the webhook endpoint /api/v1/payments/webhooks/stripe ({Dashboard}/webhooks)");

        // Disputes of connected accounts are heard of by it alone.
        var needsConnect = choice == PaymentChoice.Stripe && seller == SellerChoice.Organizations;
        var connect = needsConnect || reader.Text(ConnectSecret, "").Trim().Length > 0
            ? Key(reader, ConnectSecret, ["whsec_"], $"the signing secret of another webhook endpoint with the same address, for events on connected accounts ({Dashboard}/webhooks)")
            : null;
        reader.Check(
            reader.Errors.Count > 0 || IsTest(secret) == IsTest(publishable),
            "Payments:Stripe:SecretKey and Payments:Stripe:PublishableKey must be of the same mode: both live, or both test.");
        var given = reader.Text("Payments:Stripe:ApiBase", "https://api.stripe.com");
        var isAddress = Uri.TryCreate(given, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) && address.AbsolutePath == "/";
        reader.Check(isAddress, $"Payments:Stripe:ApiBase must be an address such as https://api.stripe.com, without a path (http:// for this machine alone), not '{given}'. Leave it out for Stripe's own.");
        return reader.Errors.Count == 0
            ? new StripeOptions { SecretKey = secret, PublishableKey = publishable, WebhookSecret = webhook, ConnectWebhookSecret = connect, ApiBase = address! }
            : throw new SettingsException(reader.Errors);
    }

    /// <summary>What is wrong of a key is said without the key.</summary>
    private static string Key(SettingsReader reader, string name, string[] beginnings, string what)
    {
        // A mounted file often ends with a line end, which is no part of the secret.
        var text = reader.Text(name, "").Trim();
        if (text.Length == 0)
        {
            reader.Errors.Add($"{name} is missing: set it to {what}, or choose another Payments:Provider.");
        }
        else if (!Array.Exists(beginnings, beginning => text.StartsWith(beginning, StringComparison.Ordinal) && text.Length >= beginning.Length + 8)
            || !text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '+' or '/' or '='))
        {
            reader.Errors.Add($"{name} must begin with {string.Join(" or ", beginnings)} and be copied whole: it is {what}.");
        }

        return text;
    }

    private static bool IsTest(string key) => key.Contains("_test_", StringComparison.Ordinal);
}
