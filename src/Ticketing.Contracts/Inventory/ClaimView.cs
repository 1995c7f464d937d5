using Orleans;
using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>One claim as its unit keeps it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.claim-view")]
public sealed record ClaimView
{
    [Id(0)]
    public HoldId HoldId { get; init; }

    [Id(1)]
    public int Quantity { get; init; }

    [Id(2)]
    public string? Customer { get; init; }

    [Id(3)]
    public HoldStatus Status { get; init; }

    [Id(4)]
    public bool Pinned { get; init; }

    [Id(5)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(6)]
    public DateTimeOffset ExpiresAt { get; init; }

    [Id(7)]
    public DateTimeOffset? ConfirmedAt { get; init; }

    [Id(8)]
    public long UnitPriceMinor { get; init; }

    [Id(9)]
    public string Currency { get; init; } = "";

    [Id(20)]
    public string? Email { get; init; }
}
