using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>Asks a unit for a lease on places.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.claim-unit")]
public sealed record ClaimUnit
{
    [Id(0)]
    public HoldId HoldId { get; init; }

    [Id(1)]
    public int Quantity { get; init; }

    /// <summary>Places of the unit; a unit learns it from its first claim.</summary>
    [Id(2)]
    public int Capacity { get; init; }

    [Id(3)]
    public string? Customer { get; init; }

    [Id(4)]
    public ulong TokenHash { get; init; }

    /// <summary>When the command was made. A unit that forgot claims released since then refuses it.</summary>
    [Id(5)]
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>The end of the hold.</summary>
    [Id(6)]
    public DateTimeOffset ExpiresAt { get; init; }

    [Id(7)]
    public TimeSpan Grace { get; init; }

    [Id(8)]
    public long UnitPriceMinor { get; init; }

    [Id(9)]
    public string Currency { get; init; } = "";

    [Id(10)]
    public string SectionId { get; init; } = "";

    /// <summary>The seat's name, for a seat.</summary>
    [Id(11)]
    public string? Seat { get; init; }

    /// <summary>A repeat by the same customer is granted whatever its hold id is: the house event's rule.</summary>
    [Id(12)]
    public bool CustomerIsProof { get; init; }

    /// <summary>The unit's number within its block.</summary>
    [Id(13)]
    public int Unit { get; init; }

    [Id(14)]
    public int Block { get; init; }

    [Id(15)]
    public ulong EventKey { get; init; }

    /// <summary>An expired claim of the same hold gives way to this one, which is a later wish and no late message.</summary>
    [Id(16)]
    public bool Revives { get; init; }
}
