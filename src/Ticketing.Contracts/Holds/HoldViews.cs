using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;
using Ticketing.Payments;

namespace Ticketing.Holds;

/// <summary>The hold after the command, or the refusal. <see cref="Repeated"/>: the command had been carried out before.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.hold-answer")]
public sealed record HoldAnswer(
    [property: Id(0)] HoldView? Hold,
    [property: Id(1)] Refusal? Refusal = null,
    [property: Id(2)] bool Repeated = false)
{
    public static HoldAnswer Refused(RefusalCode code, string? detail = null) => new(null, new Refusal(code, detail));
}

/// <summary>Where a hold is in its life. Numbers are stored: never reuse one.</summary>
public enum HoldStatus
{
    Active = 0,
    Confirmed = 1,
    Expired = 2,
    Released = 3,
}

/// <summary>A hold as its home knows it; or, of one over several units, what one unit has of it.</summary>
[GenerateSerializer, OmitDefaultMemberValues, Immutable, Alias("ticketing.hold-view")]
public sealed record HoldView
{
    [Id(0)]
    public HoldId HoldId { get; init; }

    [Id(1)]
    public HoldStatus Status { get; init; }

    [Id(2)]
    public int Quantity { get; init; }

    [Id(3)]
    public string SectionId { get; init; } = "";

    /// <summary>Names of the seats. Empty for general admission.</summary>
    [Id(4)]
    public ImmutableArray<string> Seats { get; init; } = [];

    [Id(5)]
    public string? Customer { get; init; }

    [Id(6)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(7)]
    public DateTimeOffset ExpiresAt { get; init; }

    [Id(8)]
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The sum over all places, in minor units.</summary>
    [Id(9)]
    public long AmountMinor { get; init; }

    [Id(10)]
    public string Currency { get; init; } = "";

    /// <summary>Groups of seats side by side; 1 when all sit together, 0 without seats.</summary>
    [Id(11)]
    public int Groups { get; init; }

    /// <summary>What a guest left with the confirmation, until the booking has it.</summary>
    [Id(20)]
    public string? Email { get; init; }

    /// <summary>What who buys reads (BCP 47). Null: nobody said.</summary>
    [Id(150)]
    public string? Locale { get; init; }

    /// <summary>Staff who saw the payment, until the booking has it.</summary>
    [Id(40)]
    public PaymentVoucher? Voucher { get; init; }

    /// <summary>The hash of the token that its holder shows. 0: it has none. Nobody outside is told.</summary>
    [Id(41)]
    public ulong SecretHash { get; init; }

    /// <summary>The place of the booking's row in the index, plus one, where its home keeps the booking's facts until somebody asks. Else 0.</summary>
    [Id(42)]
    public long IndexSlot { get; init; }

    /// <summary>The booking that is to have these places for those that it has. Null: the hold becomes a booking of its own.</summary>
    [Id(30)]
    public BookingId? ExchangeFor { get; init; }

    /// <summary>What the amount is made of. Null: the prices of the sections alone.</summary>
    [Id(50)]
    public PriceBreakdown? Prices { get; init; }

    /// <summary>What each place costs, where they don't cost the same and it has no <see cref="Prices"/>; else empty.</summary>
    [Id(90)]
    public ImmutableArray<long> PlacePrices { get; init; } = [];
}
