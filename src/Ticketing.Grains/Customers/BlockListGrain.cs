using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;

namespace Ticketing.Customers;

/// <summary>Everybody who is blocked.</summary>
[GrainType("ticketing.block-list")]
public sealed class BlockListGrain : Grain, IBlockListGrain
{
    private readonly Durable<BlockListState> _list;

    public BlockListGrain([PersistentState("blocked")] IPersistentState<BlockListState> state) => _list = new Durable<BlockListState>(state, this);

    public Task<ImmutableArray<BlockedCustomer>> List() => Task.FromResult(_list.Value.Blocked.ToImmutableArray());

    public async Task<bool> Block(BlockedCustomer blocked)
    {
        var list = _list.Value.Blocked;
        var isKnown = list.Exists(known => known.Customer == blocked.Customer);
        if (!isKnown && list.Count >= IBlockListGrain.MostBlocked)
        {
            return false;
        }

        if (!isKnown)
        {
            list.Add(blocked);
        }

        // Also what seems to be so already: an activation beside the one that knows better fails here.
        await _list.Changed();
        return true;
    }

    public async Task Unblock(string customer)
    {
        _list.Value.Blocked.RemoveAll(known => known.Customer == customer);
        await _list.Changed();
    }
}
