using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Customers;

/// <summary>A customer whose tokens are refused, since when, by whom and why.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.blocked-customer")]
public sealed record BlockedCustomer(
    [property: Id(0)] string Customer,
    [property: Id(1)] DateTimeOffset Since,
    [property: Id(2)] string By,
    [property: Id(3)] string Why);
