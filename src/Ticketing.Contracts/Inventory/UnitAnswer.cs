using Orleans;
using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>What a unit says: done or why not, the claim it speaks of, and its counts after that.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.unit-answer")]
public sealed record UnitAnswer(
    [property: Id(0)] RefusalCode Refusal,
    [property: Id(1)] ClaimView? Claim,
    [property: Id(2)] UnitCounts Counts,
    [property: Id(3)] bool Repeated = false)
{
    public bool Ok => Refusal == RefusalCode.None;
}

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
}

/// <summary>A unit's places now, what ever happened to them, and when it next wants to be swept.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.unit-counts")]
public readonly record struct UnitCounts
{
    /// <summary>Grows with every change of the unit, so that a late answer is told from a newer one.</summary>
    [Id(0)]
    public long Revision { get; init; }

    [Id(1)]
    public BlockCounts Places { get; init; }

    /// <summary>Bookings that the unit still has to hand over.</summary>
    [Id(2)]
    public int Undelivered { get; init; }

    /// <summary>The earliest moment at which a sweep has something to do, in Unix milliseconds. 0: none.</summary>
    [Id(3)]
    public long NextSweepMs { get; init; }
}
