using System.Collections.Immutable;
using Orleans;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;

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

    /// <summary>How often the block has made room for another seat. A seat that gave its room up since refuses the claim: the block goes on beside the one that does.</summary>
    [Id(17)]
    public long Fence { get; init; }

    /// <summary>When the places are kept from sale, they are taken away for good.</summary>
    [Id(78)]
    public bool Removes { get; init; }
}

/// <summary>Sells a claim. With <see cref="Verdict"/> the coordinator has decided; without it the unit checks proof and time.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.confirm-unit")]
public sealed record ConfirmUnit(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] bool Verdict,
    [property: Id(2)] ulong TokenHash,
    [property: Id(3)] string? Customer)
{
    /// <summary>No proof is asked for; time is looked at all the same.</summary>
    [Id(4)]
    public bool Authorized { get; init; }

    /// <summary>Where a guest can be written to; kept until the booking has it.</summary>
    [Id(20)]
    public string? Email { get; init; }

    /// <summary>What they read (BCP 47); kept until the booking has it.</summary>
    [Id(150)]
    public string? Locale { get; init; }

    /// <summary>Staff who saw the payment; kept until the booking has it.</summary>
    [Id(40)]
    public PaymentVoucher? Voucher { get; init; }

    /// <summary>What the places are sold for. Null: each for the claim's price.</summary>
    [Id(50)]
    public SoldFor? SoldFor { get; init; }
}

/// <summary>What a block says to <see cref="PlaceHold"/>: the hold, or why there is none.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.place-answer")]
public sealed record PlaceAnswer(
    [property: Id(1)] HoldView? Hold = null,
    [property: Id(2)] Refusal? Refusal = null)
{
    /// <summary>Refused since no unit has so many places; the block has them, in several units.</summary>
    [Id(3)]
    public bool HasInParts { get; init; }
}

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

    /// <summary>How long the hold lasts. Null: as the event says.</summary>
    [Id(7)]
    public TimeSpan? HoldTtl { get; init; }
}

/// <summary>How many of its sold places a unit keeps sold; the others are free again. Of two commands that meet, the one that knows of more given back is the later.</summary>
/// <param name="HoldId">The hold that was sold.</param>
/// <param name="Kept">How many places stay. 0: none, the claim ends.</param>
/// <param name="GivenBack">How many places of the whole hold were given back by now.</param>
[GenerateSerializer, Immutable, Alias("ticketing.keep-sold")]
public sealed record KeepSold(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] int Kept,
    [property: Id(2)] int GivenBack)
{
    /// <summary>What the places that stay were sold for. Null: each for the claim's price.</summary>
    [Id(3)]
    public SoldFor? SoldFor { get; init; }
}

/// <summary>As <see cref="KeepSold"/>, for the units of one block.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.keep-part")]
public sealed record KeepPart(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] ImmutableArray<KeptUnit> Units,
    [property: Id(2)] int GivenBack)
{
    /// <summary>For each unit. Null: what the section asks.</summary>
    [Id(3)]
    public ImmutableArray<SoldFor>? SoldFor { get; init; }
}

/// <summary>How many of its claimed places each unit keeps from sale; 0: none, the claim ends.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.withhold-part")]
public sealed record WithholdPart(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] ImmutableArray<KeptUnit> Units);

/// <summary>So many places of a unit.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.kept-unit")]
public readonly record struct KeptUnit(
    [property: Id(0)] int Unit,
    [property: Id(1)] int Places);

/// <summary>Ends a claim. With <see cref="Authorized"/> no proof is asked for (the operator, the sweeper, the coordinator).</summary>
[GenerateSerializer, Immutable, Alias("ticketing.release-unit")]
public sealed record ReleaseUnit(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] EndReason Reason,
    [property: Id(2)] bool Authorized,
    [property: Id(3)] ulong TokenHash,
    [property: Id(4)] string? Customer)
{
    /// <summary>When the attempt was made whose claim this ends: a later attempt's is left alone. Null: whichever it is.</summary>
    [Id(5)]
    public DateTimeOffset? IssuedAt { get; init; }
}
