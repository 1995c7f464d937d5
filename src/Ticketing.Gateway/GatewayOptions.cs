namespace Ticketing;

/// <summary>What the gateway is configured with.</summary>
/// <param name="HouseHoldTtl">How long a seat of the house event is held.</param>
/// <param name="Grace">How long a claim outlives its hold's end.</param>
public sealed record GatewayOptions(TimeSpan HouseHoldTtl, TimeSpan Grace)
{
    /// <summary>How long the places of a booking wait for its payment.</summary>
    public TimeSpan BookingTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How events can be followed.</summary>
    public Streaming.StreamOptions Streams { get; init; } = new();

    /// <summary>Webhooks may be called without TLS and at private addresses.</summary>
    public bool AllowPrivateWebhooks { get; init; }
}
