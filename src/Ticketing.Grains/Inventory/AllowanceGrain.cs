using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Ticketing.Feeds;

namespace Ticketing.Inventory;

/// <summary>A customer's allowance at an event: a unit whose places are what the customer may still take.</summary>
[GrainType("ticketing.allowance"), PreferLocalPlacement]
public sealed class AllowanceGrain([PersistentState("unit")] IPersistentState<UnitState> state, HoldFollowers followers, TimeProvider time)
    : UnitGrain(state, followers, time), IAllowanceGrain
{
    /// <summary>Who has taken too many is told so for good.</summary>
    public override Task<UnitAnswer> Claim(ClaimUnit command) => ClaimSurely(command);
}
