namespace Ticketing;

/// <summary>What the gateway is configured with.</summary>
/// <param name="HouseHoldTtl">How long a seat of the house event is held.</param>
/// <param name="Grace">How long a claim outlives its hold's end.</param>
public sealed record GatewayOptions(TimeSpan HouseHoldTtl, TimeSpan Grace);
