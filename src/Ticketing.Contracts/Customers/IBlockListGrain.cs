using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Customers;

/// <summary>Everybody who is blocked. There is one, keyed <see cref="All"/>; every gateway reads it once a second at most.</summary>
[Alias("ticketing.block-list")]
public interface IBlockListGrain : IGrainWithStringKey
{
    const string All = "all";

    const int MostBlocked = 10_000;

    [Alias("list"), ReadOnly]
    Task<ImmutableArray<BlockedCustomer>> List();

    /// <summary>Blocks, or keeps the first block. False: the list is full.</summary>
    [Alias("block")]
    Task<bool> Block(BlockedCustomer blocked);

    /// <summary>Again: no effect.</summary>
    [Alias("unblock")]
    Task Unblock(string customer);
}
