using System.Collections.Immutable;
using Orleans;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;

namespace Ticketing.Inventory;

/// <summary>What a block, or several, hold now and what ever happened in them.</summary>
[GenerateSerializer, OmitDefaultMemberValues, Immutable, Alias("ticketing.block-counts")]
public readonly record struct BlockCounts
{
    /// <summary>Places held now; a lapsed hold no longer counts.</summary>
    [Id(0)]
    public int Held { get; init; }

    [Id(1)]
    public int Sold { get; init; }

    /// <summary>Places ever held.</summary>
    [Id(2)]
    public long Placed { get; init; }

    /// <summary>Places whose hold lapsed.</summary>
    [Id(3)]
    public long Expired { get; init; }

    /// <summary>Places whose hold was released before its end.</summary>
    [Id(4)]
    public long Released { get; init; }

    /// <summary>Places ever confirmed.</summary>
    [Id(5)]
    public long Confirmed { get; init; }

    /// <summary>Price of what is sold without fees, in minor units.</summary>
    [Id(6)]
    public long RevenueMinor { get; init; }

    /// <summary>Fees of what is sold, in minor units.</summary>
    [Id(8)]
    public long FeesMinor { get; init; }

    /// <summary>Taxes of what is sold, included or added, in minor units.</summary>
    [Id(9)]
    public long TaxesMinor { get; init; }

    /// <summary>
    /// The revisions of the units, added up: grows with every change of any of them, so equal revisions mean equal counts.
    /// Blocks fill it in from what their units say.
    /// </summary>
    [Id(7)]
    public long Revision { get; init; }

    /// <summary>Places that staff keep from sale now.</summary>
    [Id(10)]
    public int Withheld { get; init; }

    /// <summary>Places ever withheld or taken away. Only grows.</summary>
    [Id(11)]
    public long EverWithheld { get; init; }

    /// <summary>Places that were taken away for good: they don't count as the event's any more.</summary>
    [Id(78)]
    public int Removed { get; init; }

    /// <summary>Places that nobody else can have.</summary>
    public int Taken => Held + Sold + Withheld + Removed;

    /// <summary>Places that are not for sale: sold, or kept from it.</summary>
    public int Gone => Sold + Withheld + Removed;

    /// <summary>Places ever held or withheld.</summary>
    public long EverTaken => Placed + EverWithheld;

    public static BlockCounts operator +(BlockCounts a, BlockCounts b) => new()
    {
        Held = a.Held + b.Held,
        Sold = a.Sold + b.Sold,
        Placed = a.Placed + b.Placed,
        Expired = a.Expired + b.Expired,
        Released = a.Released + b.Released,
        Confirmed = a.Confirmed + b.Confirmed,
        RevenueMinor = a.RevenueMinor + b.RevenueMinor,
        FeesMinor = a.FeesMinor + b.FeesMinor,
        TaxesMinor = a.TaxesMinor + b.TaxesMinor,
        Revision = a.Revision + b.Revision,
        Withheld = a.Withheld + b.Withheld,
        EverWithheld = a.EverWithheld + b.EverWithheld,
        Removed = a.Removed + b.Removed,
    };

    public static BlockCounts operator -(BlockCounts a, BlockCounts b) => new()
    {
        Held = a.Held - b.Held,
        Sold = a.Sold - b.Sold,
        Placed = a.Placed - b.Placed,
        Expired = a.Expired - b.Expired,
        Released = a.Released - b.Released,
        Confirmed = a.Confirmed - b.Confirmed,
        RevenueMinor = a.RevenueMinor - b.RevenueMinor,
        FeesMinor = a.FeesMinor - b.FeesMinor,
        TaxesMinor = a.TaxesMinor - b.TaxesMinor,
        Revision = a.Revision - b.Revision,
        Withheld = a.Withheld - b.Withheld,
        EverWithheld = a.EverWithheld - b.EverWithheld,
        Removed = a.Removed - b.Removed,
    };

    public static BlockCounts Add(BlockCounts left, BlockCounts right) => left + right;

    public static BlockCounts Subtract(BlockCounts left, BlockCounts right) => left - right;
}

/// <summary>What a block has for the waitlist.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.block-line")]
public readonly record struct BlockLine
{
    [Id(0)]
    public int Block { get; init; }

    /// <summary>All that is free, whoever may have it. -1: the block was never used.</summary>
    [Id(1)]
    public int Free { get; init; }

    /// <summary>The most seats side by side in one row.</summary>
    [Id(2)]
    public int LongestRun { get; init; }

    /// <summary>Places ever held or withheld in the block.</summary>
    [Id(3)]
    public long Placed { get; init; }

    /// <summary>How much of what is free the public may have.</summary>
    [Id(4)]
    public int Public { get; init; }
}

/// <summary>
/// All that a block must know of its event to decide by itself: kept durably by the block from its first claim on.
/// Later versions replace earlier ones, never the other way round.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticketing.block-terms")]
public sealed record BlockTerms
{
    /// <summary>The event's version that these terms come from.</summary>
    [Id(0)]
    public long Version { get; init; }

    [Id(1)]
    public EventStatus Status { get; init; }

    [Id(2)]
    public SaleWindow SaleWindow { get; init; } = SaleWindow.Always;

    [Id(3)]
    public TimeSpan HoldTtl { get; init; }

    [Id(4)]
    public int MaxQuantity { get; init; }

    [Id(5)]
    public int? MaxPerCustomer { get; init; }

    [Id(6)]
    public string Currency { get; init; } = "";

    [Id(7)]
    public long PriceMinor { get; init; }

    [Id(8)]
    public string SectionId { get; init; } = "";

    [Id(9)]
    public SectionKind Kind { get; init; }

    /// <summary>Rows of a seated block. Empty for pools, and for the house block, whose seats are whatever is asked for.</summary>
    [Id(10)]
    public ImmutableArray<RowPlan> Rows { get; init; } = [];

    /// <summary>How many rows of the section lie before this block's first.</summary>
    [Id(11)]
    public int RowsBefore { get; init; }

    /// <summary>Places of a general block.</summary>
    [Id(12)]
    public int Capacity { get; init; }

    [Id(13)]
    public int PoolSize { get; init; }

    /// <summary>How long a claim outlives its hold's end, for a confirmation that was in time but arrives late.</summary>
    [Id(14)]
    public TimeSpan Grace { get; init; }

    /// <summary>The house event: any id is a seat, and the customer alone is the holder's proof.</summary>
    [Id(15)]
    public bool OpenSeating { get; init; }

    /// <summary>Somebody waits for places of this section: what is free needs the waitlist's authority, unless it was given back to the public.</summary>
    [Id(16)]
    public bool IsGated { get; init; }

    /// <summary>Counts how often a gate of the event was opened or closed.</summary>
    [Id(17)]
    public long GateVersion { get; init; }

    /// <summary>When the event is over, and nothing is sold of it any more. Null: never by itself.</summary>
    [Id(18)]
    public DateTimeOffset? OverAt { get; init; }

    /// <summary>An event changes its facts and its gates one after the other, so of two terms one is newer in either or both.</summary>
    public bool IsNewerThan(BlockTerms known) => Version > known.Version || GateVersion > known.GateVersion;
}

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

    /// <summary>The customer's allowance has been claimed.</summary>
    [Id(9)]
    public bool HasAllowance { get; init; }

    /// <summary>The waitlist asks: it may have what is behind its gate.</summary>
    [Id(10)]
    public bool IsOffer { get; init; }

    /// <summary>It may have places before the sale opens.</summary>
    [Id(11)]
    public bool OpensSale { get; init; }

    /// <summary>Staff keep the places from sale, whether or not the event sells now, and for whomever they are kept.</summary>
    [Id(12)]
    public bool Withholds { get; init; }

    /// <summary>The places are taken away for good.</summary>
    [Id(78)]
    public bool Removes { get; init; }
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

/// <summary>Why a claim ended without a booking, or a booking gave its places back. Numbers are stored.</summary>
public enum EndReason
{
    None = 0,
    Expired = 1,
    Released = 2,

    /// <summary>Another part of the same hold was refused; the claim never counted as a hold.</summary>
    Withdrawn = 3,
    Cancelled = 4,
}

/// <summary>What a block granted of a coordinated hold's wish. On a refusal nothing stays claimed in the block.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.part-answer")]
public sealed record PartAnswer(
    [property: Id(1)] Refusal? Refusal)
{
    /// <summary>Granted. For the serializer too, so that what bytes lack is as its initializer says.</summary>
    public PartAnswer()
        : this(Refusal: null)
    {
    }

    [Id(2)]
    public ImmutableArray<GrantedUnit> Units { get; init; } = [];

    /// <summary>Groups of seats side by side; 1 when all sit together, 0 without seats.</summary>
    [Id(3)]
    public int Groups { get; init; }

    [Id(4)]
    public string Currency { get; init; } = "";

    /// <summary>Fewer places than wished, and others were refused that may be free when they are asked for again.</summary>
    [Id(5)]
    public bool Contended { get; init; }
}

/// <summary>A claim that a unit granted: places, the seat's name where it is a seat, and the price of each place.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.granted-unit")]
public readonly record struct GrantedUnit(
    [property: Id(0)] int Unit,
    [property: Id(1)] int Quantity,
    [property: Id(2)] string? Seat,
    [property: Id(3)] long UnitPriceMinor);

/// <summary>Tells the units of one block what became of a coordinated hold's claims.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.part-command")]
public sealed record PartCommand(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] ImmutableArray<int> Units,
    [property: Id(2)] EndReason Reason = EndReason.None)
{
    /// <summary>When the attempt was made that this speaks of. A message of an earlier attempt does nothing to a later one.</summary>
    [Id(3)]
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>For a confirmation: what the places of each unit are sold for. Null: what the section asks.</summary>
    [Id(4)]
    public ImmutableArray<SoldFor>? SoldFor { get; init; }
}

/// <summary>The states of a block's seats, row by row, seat by seat; fewer than there are seats: the rest was never touched.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.seat-states")]
public sealed record SeatStates(
    [property: Id(0)] ImmutableArray<SeatStatus> Seats,
    [property: Id(1)] long Revision = 0);

/// <summary>What anybody may know of a seat.</summary>
public enum SeatStatus : byte
{
    Available = 0,
    Held = 1,
    Sold = 2,

    /// <summary>Staff keep it from sale.</summary>
    Withheld = 3,

    /// <summary>It was taken away.</summary>
    Removed = 4,
}

/// <summary>What a unit says: done or why not, what it has of the hold it speaks of, and its counts after that.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.unit-answer")]
public sealed record UnitAnswer(
    [property: Id(0)] RefusalCode Refusal,
    [property: Id(1)] HoldView? Hold,
    [property: Id(2)] UnitCounts Counts,
    [property: Id(3)] bool Repeated = false)
{
    public bool Ok => Refusal == RefusalCode.None;
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

    /// <summary>Bookings that the unit still has to hand over; one more while it has something to tell to those who follow holds.</summary>
    [Id(2)]
    public int Undelivered { get; init; }

    /// <summary>The earliest moment at which a sweep has something to do, in Unix milliseconds. 0: none.</summary>
    [Id(3)]
    public long NextSweepMs { get; init; }
}
