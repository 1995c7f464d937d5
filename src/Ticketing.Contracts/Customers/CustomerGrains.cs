using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Customers;

/// <summary>Everybody who is blocked. There is one, keyed <see cref="All"/>; every gateway reads it once a second at most.</summary>
[Alias("ticketing.block-list")]
public interface IBlockListGrain : IGrainWithStringKey
{
    const string All = "all";

    const int MostBlocked = 10_000;

    [Alias("list")]
    Task<ImmutableArray<BlockedCustomer>> List();

    /// <summary>Blocks, or keeps the first block. False: the list is full.</summary>
    [Alias("block")]
    Task<bool> Block(BlockedCustomer blocked);

    /// <summary>Again: no effect.</summary>
    [Alias("unblock")]
    Task Unblock(string customer);
}

/// <summary>A customer's profile. Keyed by the subject of their tokens.</summary>
[Alias("ticketing.customer")]
public interface ICustomerGrain : IGrainWithStringKey
{
    [Alias("get")]
    Task<CustomerView> Get();

    /// <summary>Replaces the profile when it still has the expected version (null: whichever it has); null when it does not.</summary>
    [Alias("put")]
    Task<CustomerView?> Put(CustomerView profile, long? expectedVersion);

    /// <summary>Forgets the profile. Again: no effect.</summary>
    [Alias("erase")]
    Task Erase();
}

/// <summary>Erases a customer's personal data, in the background, through crashes. Keyed by the subject of their tokens.</summary>
[Alias("ticketing.erasure")]
public interface IErasureGrain : IGrainWithStringKey
{
    /// <summary>Null: there never was one.</summary>
    [Alias("get")]
    Task<ErasureView?> Get();

    /// <summary>Starts, or goes on where it was cut off. After the end of an earlier one it looks anew.</summary>
    [Alias("start")]
    Task<ErasureView> Start(string by, string? why);
}
