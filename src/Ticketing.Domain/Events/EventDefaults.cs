namespace Ticketing.Events;

/// <summary>What is configured for events that don't decide it themselves.</summary>
/// <param name="HoldTtl">How long a hold lasts.</param>
/// <param name="MaxQuantity">The most places in one hold.</param>
/// <param name="PoolSize">Places of one pool of a general section; fixed for an event at its creation.</param>
/// <param name="Grace">How long a claim outlives its hold's end.</param>
public sealed record EventDefaults(TimeSpan HoldTtl, int MaxQuantity, int PoolSize, TimeSpan Grace);
