using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Ticketing.Feeds;

namespace Ticketing.Inventory;

/// <summary>An allowance: a unit whose places are what a customer may still take of an event or use of a code, or what may still be sold as a ticket type.</summary>
[GrainType("ticketing.allowance"), PreferLocalPlacement]
public sealed class AllowanceGrain([PersistentState("unit")] IPersistentState<UnitState> state, HoldFollowers followers, TimeProvider time)
    : UnitGrain(state, followers, time), IAllowanceGrain
{
    /// <summary>A customer who has taken too many is told so for good. What is for all may be had again a moment later.</summary>
    public override Task<UnitAnswer> Claim(ClaimUnit command) => command.Customer is null ? base.Claim(command) : ClaimSurely(command);

    public Task<int> Taken() => Seen(UnitDecisions.Taken);
}
