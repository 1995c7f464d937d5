using System.Collections.Immutable;
using Orleans;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Holds;

/// <summary>
/// Asks for a hold over several units: the named seats, or <see cref="Quantity"/> places of a section, to be sought in
/// <see cref="Blocks"/> from the first on.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticketing.place-parts")]
public sealed record PlaceParts
{
    [Id(0)]
    public HoldId HoldId { get; init; }

    /// <summary>A hash of what was asked for, so that a repeat is told from another request with the same key.</summary>
    [Id(1)]
    public ulong Fingerprint { get; init; }

    [Id(2)]
    public SectionKind Kind { get; init; }

    [Id(3)]
    public string SectionId { get; init; } = "";

    [Id(4)]
    public int Quantity { get; init; }

    /// <summary>Seats by block. Empty: the blocks choose.</summary>
    [Id(5)]
    public ImmutableArray<BlockSeats> Seats { get; init; } = [];

    /// <summary>Where to ask, the best first. Empty when seats are named.</summary>
    [Id(6)]
    public ImmutableArray<BlockRoom> Blocks { get; init; } = [];

    [Id(7)]
    public string? Customer { get; init; }

    [Id(8)]
    public ulong TokenHash { get; init; }

    /// <summary>How long the hold lasts from the moment in which it is placed.</summary>
    [Id(9)]
    public TimeSpan Ttl { get; init; }

    /// <summary>Places of one customer over all holds and bookings of the event. Null: no limit.</summary>
    [Id(10)]
    public int? MaxPerCustomer { get; init; }

    /// <summary>True when an idempotency key named the hold: its answer is then remembered for a day.</summary>
    [Id(11)]
    public bool Keyed { get; init; }

    /// <summary>An offer of the waitlist: it may have what is behind its gate.</summary>
    [Id(12)]
    public bool IsOffer { get; init; }

    /// <summary>It was asked for before, and the answer is not known: what that attempt may have claimed is given back first.</summary>
    [Id(13)]
    public bool IsAgain { get; init; }

    /// <summary>The booking that is to have the places for as many that it has. They don't count against its customer's limit on top of those.</summary>
    [Id(30)]
    public BookingId? ExchangeFor { get; init; }
}

/// <summary>Named seats of one block, by their number within it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.block-seats")]
public readonly record struct BlockSeats(
    [property: Id(0)] int Block,
    [property: Id(1)] ImmutableArray<int> Seats);
