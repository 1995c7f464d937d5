namespace Ticketing;

/// <summary>What the gateway is configured with.</summary>
public sealed record GatewayOptions
{
    /// <summary>How events can be followed.</summary>
    public Streaming.StreamOptions Streams { get; init; } = new();

    /// <summary>Webhooks may be called without TLS and at private addresses.</summary>
    public bool AllowPrivateWebhooks { get; init; }
}
