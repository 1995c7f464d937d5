namespace Ticketing.Payments;

/// <summary>The account at Stripe. Checked at start.</summary>
public sealed record StripeOptions
{
    /// <summary>Payments:Stripe:SecretKey. A secret or restricted key of the account.</summary>
    public required string SecretKey { get; init; }

    /// <summary>Payments:Stripe:PublishableKey. What clients show Stripe's form with.</summary>
    public required string PublishableKey { get; init; }

    /// <summary>Payments:Stripe:WebhookSecret. What Stripe signs its webhooks to this service with.</summary>
    public required string WebhookSecret { get; init; }

    /// <summary>Payments:Stripe:ConnectWebhookSecret. What Stripe signs its webhooks of connected accounts with. Null: none is believed.</summary>
    public string? ConnectWebhookSecret { get; init; }

    /// <summary>Payments:Stripe:ApiBase. Where Stripe's API is. Default: https://api.stripe.com.</summary>
    public Uri ApiBase { get; init; } = new("https://api.stripe.com");

    /// <summary>The keys are those of a sandbox: no money moves.</summary>
    public bool IsTest => SecretKey.Contains("_test_", StringComparison.Ordinal);
}
