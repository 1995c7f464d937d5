using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Customers;

/// <summary>What a customer told about themselves, as it is stored.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.customer-state")]
public sealed class CustomerState
{
    [Id(0)]
    public long Version { get; set; }

    [Id(1)]
    public string? Name { get; set; }

    [Id(2)]
    public string? Email { get; set; }

    [Id(3)]
    public string? Locale { get; set; }

    [Id(4)]
    public DateTimeOffset? UpdatedAt { get; set; }
}
