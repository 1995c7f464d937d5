using System.Collections.Immutable;
using Orleans;
using Orleans.Placement;
using Orleans.Runtime;
using Ticketing.Feeds;

namespace Ticketing.Inventory;

/// <summary>A pool of places. Placed with its block, which alone calls it.</summary>
[GrainType("ticketing.pool"), PreferLocalPlacement]
public sealed class PoolGrain([PersistentState("unit")] IPersistentState<UnitState> state, HoldFollowers followers, TimeProvider time)
    : UnitGrain(state, followers, time), IPoolGrain
{
    public async Task<ImmutableArray<UnitAnswer>> ClaimAll(ImmutableArray<ClaimUnit> commands) => [.. await Task.WhenAll(commands.Select(Claim))];

    public async Task<ImmutableArray<UnitAnswer>> ConfirmAll(ImmutableArray<ConfirmUnit> commands) => [.. await Task.WhenAll(commands.Select(Confirm))];
}
