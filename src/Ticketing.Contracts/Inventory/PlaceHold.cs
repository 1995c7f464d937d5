using Orleans;

namespace Ticketing.Inventory;

/// <summary>
/// Asks a block for a hold within one unit: <see cref="Quantity"/> places of one pool, the named seat, or, where
/// neither a pool nor a seat is named, the best single seat.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticketing.place-hold")]
public sealed record PlaceHold
{
    /// <summary>The low 51 bits become part of the hold's id.</summary>
    [Id(0)]
    public ulong Nonce { get; init; }

    [Id(1)]
    public int Quantity { get; init; } = 1;

    /// <summary>The seat's number within the block. Null: any.</summary>
    [Id(2)]
    public int? Seat { get; init; }

    /// <summary>A seat of the house event, by its id.</summary>
    [Id(3)]
    public string? OpenSeat { get; init; }

    [Id(4)]
    public string? Customer { get; init; }

    /// <summary>The first 64 bits of the payment token's SHA-256. 0: there is no token, the customer is the proof.</summary>
    [Id(5)]
    public ulong TokenHash { get; init; }

    /// <summary>Sent when the block answered that it does not know its terms.</summary>
    [Id(6)]
    public BlockTerms? Terms { get; init; }

    /// <summary>How long the hold lasts. Null: as the event says.</summary>
    [Id(7)]
    public TimeSpan? HoldTtl { get; init; }
}
