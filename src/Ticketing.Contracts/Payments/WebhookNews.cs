namespace Ticketing.Payments;

/// <summary>What a provider makes of a webhook that came in its name.</summary>
public sealed record WebhookNews
{
    /// <summary>It is the provider's, and about nothing that concerns this service.</summary>
    public static WebhookNews Nothing { get; } = new();

    private WebhookNews()
    {
    }

    /// <summary>The key of the payment that it speaks of. Null: of none.</summary>
    public string? Payment { get; private init; }

    /// <summary>Why it is not believed, and what helps, in words for who sent it. Null: it is the provider's.</summary>
    public string? Doubt { get; private init; }

    /// <summary>It is the provider's, and about the payment of that key. What became of that is asked of the provider.</summary>
    public static WebhookNews Of(string payment) => new() { Payment = payment };

    /// <summary>It is not the provider's, or not of now.</summary>
    public static WebhookNews NotGenuine(string doubt) => new() { Doubt = doubt };
}
