namespace Ticketing.Webhooks;

/// <summary>What is configured for webhooks.</summary>
/// <param name="AllowPrivateNetworks">Receivers may be in private networks, and be called without TLS.</param>
/// <param name="Timeout">How long a receiver may take to answer.</param>
/// <param name="Source">The <c>source</c> of every CloudEvent: a URI reference.</param>
public sealed record WebhookOptions(bool AllowPrivateNetworks, TimeSpan Timeout, string Source)
{
    public static WebhookOptions Default { get; } = new(AllowPrivateNetworks: false, TimeSpan.FromSeconds(15), "/ticketing");
}
