using Orleans;

namespace Ticketing.Customers;

/// <summary>What a customer told about themselves, as it is stored.</summary>
[GenerateSerializer, Alias("ticketing.customer-state")]
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

/// <summary>Everybody who is blocked, in the order in which they were.</summary>
[GenerateSerializer, Alias("ticketing.block-list-state")]
public sealed class BlockListState
{
    [Id(0)]
    public List<BlockedCustomer> Blocked { get; set; } = [];
}

/// <summary>The erasure of a customer's personal data, and where it is.</summary>
[GenerateSerializer, Alias("ticketing.erasure-state")]
public sealed class ErasureState
{
    /// <summary>The default: it was never started.</summary>
    [Id(0)]
    public DateTimeOffset StartedAt { get; set; }

    [Id(1)]
    public DateTimeOffset? FinishedAt { get; set; }

    [Id(2)]
    public string By { get; set; } = "";

    [Id(3)]
    public string? Why { get; set; }

    /// <summary>What stands in the customer's place. Forgotten at the end, so that nothing leads from it to the customer.</summary>
    [Id(4)]
    public string? Pseudonym { get; set; }

    /// <summary>The step under way. Null: the first.</summary>
    [Id(5)]
    public string? Step { get; set; }

    /// <summary>Where the step goes on.</summary>
    [Id(6)]
    public int Position { get; set; }

    [Id(7)]
    public long Bookings { get; set; }
}
