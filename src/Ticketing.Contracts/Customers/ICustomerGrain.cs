using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Customers;

/// <summary>A customer's profile. Keyed by the subject of their tokens.</summary>
[Alias("ticketing.customer")]
public interface ICustomerGrain : IGrainWithStringKey
{
    [Alias("get"), ReadOnly]
    Task<CustomerView> Get();

    /// <summary>Replaces the profile when it still has the expected version (null: whichever it has); null when it does not.</summary>
    [Alias("put")]
    Task<CustomerView?> Put(CustomerView profile, long? expectedVersion);

    /// <summary>Forgets the profile. Again: no effect.</summary>
    [Alias("erase")]
    Task Erase();
}
