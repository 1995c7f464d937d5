using Orleans;

namespace Ticketing.Customers;

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
