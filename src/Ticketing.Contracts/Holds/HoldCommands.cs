using System.Collections.Immutable;
using Orleans;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Payments;

namespace Ticketing.Holds;

/// <summary>
/// Confirms a hold. Its holder, who shows its token, may do so where it costs nothing; what costs something is confirmed by a
/// provider's payment or by staff, who need no token.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticketing.book-hold")]
public sealed record BookHold(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] ulong TokenHash)
{
    /// <summary>No proof is asked for: the payment was seen by an operator, or by a provider.</summary>
    [Id(2)]
    public bool Authorized { get; init; }

    /// <summary>Where a guest can be written to.</summary>
    [Id(20)]
    public string? Email { get; init; }

    /// <summary>What who buys reads (BCP 47). Null: nobody said.</summary>
    [Id(150)]
    public string? Locale { get; init; }

    /// <summary>Staff who saw the payment. Null: nobody vouches for one.</summary>
    [Id(40)]
    public PaymentVoucher? Voucher { get; init; }

    /// <summary>The booking that is to have the places. Null: one of the hold's own.</summary>
    [Id(30)]
    public BookingId? ExchangeFor { get; init; }

    /// <summary>On the word of staff who vouch for the payment, else by whoever has the token.</summary>
    public static BookHold Of(HoldId hold, string? token, PaymentVoucher? voucher, string? email, string? locale) =>
        new(hold, voucher is null ? PaymentToken.Hash(token) : 0) { Authorized = voucher is not null, Voucher = voucher, Email = email, Locale = locale };
}

/// <summary>Asks for a hold over several units: what it is to have, all or nothing.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.place-parts")]
public sealed record PlaceParts
{
    [Id(0)]
    public HoldId HoldId { get; init; }

    /// <summary>A hash of what was asked for, so that a repeat is told from another request with the same key.</summary>
    [Id(1)]
    public ulong Fingerprint { get; init; }

    /// <summary>No block is in two of them. What has seats comes before what has none: tickets are numbered so.</summary>
    [Id(43)]
    public ImmutableArray<PlacesWish> Wishes { get; init; } = [];

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

    /// <summary>What the places cost. Null: what their sections ask.</summary>
    [Id(40)]
    public PriceBreakdown? Prices { get; init; }

    /// <summary>The code of which the hold takes a use. Null: none.</summary>
    [Id(41)]
    public Codes.HeldCode? Code { get; init; }

    /// <summary>It may have places before the sale opens.</summary>
    [Id(42)]
    public bool OpensSale { get; init; }

    /// <summary>What it takes of the quotas of ticket types, in the order of their ids. Empty: nothing.</summary>
    [Id(75)]
    public ImmutableArray<HeldQuota> Quotas { get; init; } = [];

    /// <summary>How many places it is to have.</summary>
    public int Quantity => Wishes.Sum(static wish => wish.Quantity);

    /// <summary>Where they are. Empty: in several sections.</summary>
    public string SectionId => Wishes is [var first, ..] && Wishes.All(wish => wish.SectionId == first.SectionId) ? first.SectionId : "";
}

/// <summary>The named seats, or so many places of a section, to be sought in <see cref="Blocks"/> from the first on.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.places-wish")]
public sealed record PlacesWish
{
    [Id(0)]
    public SectionKind Kind { get; init; }

    /// <summary>Empty: seats of several sections.</summary>
    [Id(1)]
    public string SectionId { get; init; } = "";

    [Id(2)]
    public int Quantity { get; init; }

    /// <summary>Seats by block. Empty: the blocks choose.</summary>
    [Id(3)]
    public ImmutableArray<BlockSeats> Seats { get; init; } = [];

    /// <summary>Where to ask, the best first. Empty when seats are named.</summary>
    [Id(4)]
    public ImmutableArray<BlockRoom> Blocks { get; init; } = [];
}

/// <summary>So many places of a hold are sold as a ticket type of which there are only so many.</summary>
/// <param name="TypeId">The type.</param>
/// <param name="Quantity">How many places.</param>
/// <param name="Limit">How many of all holds and bookings may be at once: the type's quota, and what an exchange is to give back.</param>
[GenerateSerializer, Immutable, Alias("ticketing.held-quota")]
public sealed record HeldQuota(
    [property: Id(0)] string TypeId,
    [property: Id(1)] int Quantity,
    [property: Id(2)] int Limit);

/// <summary>Named seats of one block, by their number within it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.block-seats")]
public readonly record struct BlockSeats(
    [property: Id(0)] int Block,
    [property: Id(1)] ImmutableArray<int> Seats);

/// <summary>Ends a hold early: by its token, by its customer, or by an operator, who needs no proof.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.release-hold")]
public sealed record ReleaseHold(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] EndReason Reason,
    [property: Id(2)] bool Operator,
    [property: Id(3)] ulong TokenHash,
    [property: Id(4)] string? Customer)
{
    /// <summary>By the holder: whoever has the payment token, or is the customer.</summary>
    public static ReleaseHold ByHolder(HoldId hold, string? token, string? customer = null) =>
        new(hold, EndReason.Released, Operator: false, token is null ? 0 : PaymentToken.Hash(token), customer);

    /// <summary>By an operator, who needs no proof.</summary>
    public static ReleaseHold ByOperator(HoldId hold) => new(hold, EndReason.Released, Operator: true, TokenHash: 0, Customer: null);
}

/// <summary>Puts another name in the place of a holder's, and forgets where they can be written to. Whoever else's hold it is, it stays theirs. Both null: a guest's.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.rename-holder")]
public sealed record RenameHolder(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] string? Customer,
    [property: Id(2)] string? Pseudonym);

/// <summary>Holds the places of an expired hold once more, under the same id.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.revive-hold")]
public sealed record ReviveHold(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] int Quantity,
    [property: Id(2)] string? Customer,
    [property: Id(3)] DateTimeOffset Until)
{
    /// <summary>What it cost, in minor units: it costs the same again. Null: what the section asks now.</summary>
    [Id(4)]
    public long? AmountMinor { get; init; }
}
