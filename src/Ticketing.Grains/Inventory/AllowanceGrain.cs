using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Ticketing.Feeds;

namespace Ticketing.Inventory;

/// <summary>A customer's allowance at an event: a unit whose places are what the customer may still take.</summary>
[GrainType("ticketing.allowance"), PreferLocalPlacement]
public sealed class AllowanceGrain([PersistentState("unit")] IPersistentState<UnitState> state, HoldFollowers followers, TimeProvider time)
    : UnitGrain(state, followers, time), IAllowanceGrain;
