using System.Diagnostics.Metrics;

namespace Ticketing.Webhooks;

/// <summary>What deliveries measure of themselves.</summary>
internal static class WebhookInstruments
{
    private static readonly Meter Meter = new("Ticketing.Webhooks");

    public static readonly Counter<long> Attempts = Meter.CreateCounter<long>(
        "ticketing.webhook.attempts", "{attempt}", "Tries to deliver an event to a webhook, by what followed");

    public static KeyValuePair<string, object?> Tag(DeliveryOutcome outcome) => new("outcome", outcome switch
    {
        DeliveryOutcome.Delivered => "delivered",
        DeliveryOutcome.Failed => "failed",
        DeliveryOutcome.GivenUp => "given_up",
        _ => "stopped",
    });
}
