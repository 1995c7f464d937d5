using Orleans;

namespace Ticketing.Customers;

/// <summary>A customer whose tokens are refused, since when, by whom and why.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.blocked-customer")]
public sealed record BlockedCustomer(
    [property: Id(0)] string Customer,
    [property: Id(1)] DateTimeOffset Since,
    [property: Id(2)] string By,
    [property: Id(3)] string Why);

/// <summary>What a customer told about themselves.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.customer-view")]
public sealed record CustomerView
{
    /// <summary>0: nothing yet.</summary>
    [Id(0)]
    public long Version { get; init; }

    [Id(1)]
    public string? Name { get; init; }

    [Id(2)]
    public string? Email { get; init; }

    /// <summary>A language tag (BCP 47), such as "en" or "de-AT".</summary>
    [Id(3)]
    public string? Locale { get; init; }

    [Id(4)]
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>The erasure of a customer's personal data, and how far it is.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.erasure-view")]
public sealed record ErasureView
{
    [Id(0)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Null: it is under way.</summary>
    [Id(1)]
    public DateTimeOffset? FinishedAt { get; init; }

    [Id(2)]
    public string By { get; init; } = "";

    [Id(3)]
    public string? Why { get; init; }

    /// <summary>Bookings that were the customer's and are nobody's now.</summary>
    [Id(4)]
    public long Bookings { get; init; }
}
