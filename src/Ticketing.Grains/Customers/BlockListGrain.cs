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
        if (list.Exists(known => known.Customer == blocked.Customer))
        {
            return true;
        }

        if (list.Count >= IBlockListGrain.MostBlocked)
        {
            return false;
        }

        list.Add(blocked);
        await _list.Changed();
        return true;
    }

    public async Task Unblock(string customer)
    {
        if (_list.Value.Blocked.RemoveAll(known => known.Customer == customer) > 0)
        {
            await _list.Changed();
        }
    }
}
