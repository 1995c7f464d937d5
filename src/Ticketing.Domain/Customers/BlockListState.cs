using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Customers;

/// <summary>Everybody who is blocked, in the order in which they were.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.block-list-state")]
public sealed class BlockListState
{
    [Id(0)]
    public List<BlockedCustomer> Blocked { get; set; } = [];
}
