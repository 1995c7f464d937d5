using Orleans;
using Orleans.Placement;
using Orleans.Runtime;

namespace Ticketing.Inventory;

/// <summary>One seat. Placed with its block, which alone calls it.</summary>
[GrainType("ticketing.seat"), PreferLocalPlacement]
public sealed class SeatGrain([PersistentState("unit")] IPersistentState<UnitState> state, TimeProvider time)
    : UnitGrain(state, time), ISeatGrain;
