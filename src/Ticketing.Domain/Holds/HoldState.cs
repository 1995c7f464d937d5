using System.Collections.Immutable;
using Orleans;
using Ticketing.Codes;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Payments;

namespace Ticketing.Holds;

/// <summary>A hold over several units, as its hold grain keeps it.</summary>
[GenerateSerializer, OmitDefaultMemberValues, Alias("ticketing.hold-state")]
public sealed class HoldState
{
    [Id(0)]
    public HoldId HoldId { get; set; }

    [Id(1)]
    public HoldPhase Phase { get; set; }

    [Id(2)]
    public ulong Fingerprint { get; set; }

    [Id(3)]
    public bool Keyed { get; set; }

    [Id(4)]
    public string SectionId { get; set; } = "";

    [Id(5)]
    public List<HoldPart> Parts { get; set; } = [];

    [Id(6)]
    public string? Customer { get; set; }

    [Id(7)]
    public ulong TokenHash { get; set; }

    [Id(8)]
    public DateTimeOffset CreatedAt { get; set; }

    [Id(9)]
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When it was confirmed or ended.</summary>
    [Id(10)]
    public DateTimeOffset? EndedAt { get; set; }

    [Id(11)]
    public string Currency { get; set; } = "";

    /// <summary>The customer's allowance was claimed too.</summary>
    [Id(12)]
    public bool HasAllowance { get; set; }

    /// <summary>The units have not all been told the verdict, or the booking does not have its facts.</summary>
    [Id(13)]
    public bool Untold { get; set; }

    /// <summary>Why the places were not to be had.</summary>
    [Id(14)]
    public int RefusalCode { get; set; }

    [Id(15)]
    public string? RefusalDetail { get; set; }

    [Id(16)]
    public List<string> RefusedSeats { get; set; } = [];

    /// <summary>The booking was cancelled or refunded, and every place has gone back.</summary>
    [Id(17)]
    public bool Returned { get; set; }

    /// <summary>An offer of the waitlist.</summary>
    [Id(18)]
    public bool IsOffer { get; set; }

    /// <summary>Where a guest can be written to, until the booking has it.</summary>
    [Id(20)]
    public string? Email { get; set; }

    /// <summary>What they read (BCP 47), until the booking has it.</summary>
    [Id(150)]
    public string? Locale { get; set; }

    /// <summary>Staff who saw the payment, until the booking has it.</summary>
    [Id(50)]
    public PaymentVoucher? Voucher { get; set; }

    /// <summary>What of it the feed has, as far as is known.</summary>
    [Id(40)]
    public HoldNews Told { get; set; }

    /// <summary>Until when it was placed, where it lasts for longer by now.</summary>
    [Id(41)]
    public DateTimeOffset? PlacedUntil { get; set; }

    /// <summary>The booking that is to have the places for those that it has. Null: the hold becomes a booking of its own.</summary>
    [Id(30)]
    public BookingId? ExchangeFor { get; set; }

    /// <summary>What it costs, as it was when it was placed. Null: what the sections asked.</summary>
    [Id(60)]
    public PriceBreakdown? Prices { get; set; }

    /// <summary>The code of which it has a use. Null: none.</summary>
    [Id(61)]
    public HeldCode? Code { get; set; }

    /// <summary>What it has of the quotas of ticket types. Empty: nothing.</summary>
    [Id(75)]
    public ImmutableArray<HeldQuota> Quotas { get; set; } = [];

    /// <summary>It may have places before the sale opens.</summary>
    [Id(62)]
    public bool OpensSale { get; set; }

    /// <summary>The section that was short, where several were asked for.</summary>
    [Id(64)]
    public string? RefusedSection { get; set; }

    /// <summary>What it cost when it was first placed, where it was placed again since, and has no <see cref="Prices"/>. Null: what its places cost.</summary>
    [Id(63)]
    public long? PlacedMinor { get; set; }

    /// <summary>Places that its booking gave back while it kept others: which of them, from 1.</summary>
    [Id(90)]
    public List<int> GivenBack { get; set; } = [];
}

/// <summary>What a coordinated hold has in one block. No units: asked for, the answer is not known.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.hold-part")]
public sealed record HoldPart
{
    [Id(0)]
    public int Block { get; init; }

    [Id(1)]
    public ImmutableArray<GrantedUnit> Units { get; init; } = [];

    [Id(2)]
    public int Groups { get; init; }
}

/// <summary>Where a coordinated hold is. Numbers are stored: never reuse one.</summary>
public enum HoldPhase
{
    None = 0,

    /// <summary>Asking for places. Nothing was acknowledged.</summary>
    Placing = 1,
    Active = 2,
    Confirmed = 3,
    Expired = 4,
    Released = 5,

    /// <summary>The places were not to be had; remembered only for a request with an idempotency key.</summary>
    Refused = 6,
}
