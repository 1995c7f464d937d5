using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Ticketing.Feeds;

namespace Ticketing.Inventory;

/// <summary>One seat. Placed with its block, which alone calls it.</summary>
[GrainType("ticketing.seat"), PreferLocalPlacement]
public sealed class SeatGrain([PersistentState("unit")] IPersistentState<UnitState> state, HoldFollowers followers, TimeProvider time)
    : UnitGrain(state, followers, time), ISeatGrain;
