using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>A coordinated hold's wish for places in one block. Repeating it with the same hold gives the same places.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.claim-part")]
public sealed record ClaimPart
{
    [Id(0)]
    public HoldId HoldId { get; init; }

    [Id(1)]
    public PartWish Wish { get; init; }

    /// <summary>The seats, for <see cref="PartWish.NamedSeats"/>.</summary>
    [Id(2)]
    public ImmutableArray<int> Seats { get; init; } = [];

    /// <summary>How many places, for the other wishes.</summary>
    [Id(3)]
    public int Quantity { get; init; }

    /// <summary>When true, fewer places than <see cref="Quantity"/> are claimed where there are no more.</summary>
    [Id(4)]
    public bool TakeFewer { get; init; }

    [Id(5)]
    public string? Customer { get; init; }

    [Id(6)]
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>When the hold ends.</summary>
    [Id(7)]
    public DateTimeOffset ExpiresAt { get; init; }

    [Id(8)]
    public BlockTerms? Terms { get; init; }

    /// <summary>The customer's allowance has been claimed.</summary>
    [Id(9)]
    public bool HasAllowance { get; init; }

    /// <summary>The waitlist asks: it may have what is behind its gate.</summary>
    [Id(10)]
    public bool IsOffer { get; init; }
}

/// <summary>How places are chosen.</summary>
public enum PartWish
{
    NamedSeats = 0,

    /// <summary>Any places of the block's pools.</summary>
    Places = 1,

    /// <summary>The best seats side by side in one row, or none.</summary>
    BestTogether = 2,

    /// <summary>The best seats with the fewest splits.</summary>
    BestSplit = 3,
}
