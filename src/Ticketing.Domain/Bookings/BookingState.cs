using System.Collections.Immutable;
using Orleans;
using Ticketing.Attendees;
using Ticketing.Doors;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Receipts;
using Ticketing.Tickets;

namespace Ticketing.Bookings;

/// <summary>A booking and its audit trail, written together.</summary>
[GenerateSerializer, OmitDefaultMemberValues, Alias("ticketing.booking-state")]
public sealed class BookingState
{
    [Id(0)]
    public BookingId BookingId { get; set; }

    /// <summary>Grows with every change. 0: there is no booking yet.</summary>
    [Id(1)]
    public long Version { get; set; }

    [Id(2)]
    public BookingStatus Status { get; set; }

    [Id(3)]
    public PaymentStatus PaymentStatus { get; set; }

    [Id(4)]
    public string PaymentProvider { get; set; } = "";

    [Id(5)]
    public string SectionId { get; set; } = "";

    [Id(6)]
    public int Quantity { get; set; }

    [Id(7)]
    public ImmutableArray<string> Seats { get; set; } = [];

    [Id(8)]
    public string? Customer { get; set; }

    [Id(9)]
    public long AmountMinor { get; set; }

    [Id(10)]
    public string Currency { get; set; } = "";

    [Id(11)]
    public DateTimeOffset CreatedAt { get; set; }

    [Id(12)]
    public DateTimeOffset UpdatedAt { get; set; }

    [Id(13)]
    public List<AuditEntry> Audit { get; set; } = [];

    /// <summary>Until when the places of a pending booking are kept.</summary>
    [Id(14)]
    public DateTimeOffset? ExpiresAt { get; set; }

    [Id(15)]
    public DateTimeOffset? ConfirmedAt { get; set; }

    [Id(16)]
    public DateTimeOffset? CancelledAt { get; set; }

    [Id(17)]
    public string? PaymentMethod { get; set; }

    [Id(18)]
    public string? PaymentReference { get; set; }

    [Id(19)]
    public long RefundedMinor { get; set; }

    /// <summary>The places that it was made of are to go back, and their home has not said that they have.</summary>
    [Id(20)]
    public bool OwesPlaces { get; set; }

    /// <summary>One more than the booking's position in the index of all; 0 while it is not there.</summary>
    [Id(21)]
    public long IndexSlot { get; set; }

    /// <summary>The version that the index knows.</summary>
    [Id(22)]
    public long IndexedVersion { get; set; }

    /// <summary>Where a guest can be written to.</summary>
    [Id(30)]
    public string? Email { get; set; }

    /// <summary>What who buys reads (BCP 47). Null: nobody said.</summary>
    [Id(150)]
    public string? Locale { get; set; }

    /// <summary>The feed of events has every step up to this version. The audit trail is the outbox.</summary>
    [Id(23)]
    public long PublishedVersion { get; set; }

    /// <summary>The payment that is under way, or was the last to be.</summary>
    [Id(24)]
    public int PaymentAttempt { get; set; }

    /// <summary>Money is to be paid back, and it was not said that it is.</summary>
    [Id(25)]
    public bool OwesMoney { get; set; }

    /// <summary>When somebody first came to the door with one of its tickets.</summary>
    [Id(40)]
    public DateTimeOffset? AttendedAt { get; set; }

    /// <summary>Tickets that were made out anew; the others have revision 1.</summary>
    [Id(41)]
    public List<TicketRevision> Revisions { get; set; } = [];

    /// <summary>Revocations that the event's list does not have yet.</summary>
    [Id(42)]
    public List<Revocation> Revocations { get; set; } = [];

    /// <summary>Revisions that count no more, but the first: which code ended when.</summary>
    [Id(43)]
    public List<TicketRevision> FormerRevisions { get; set; } = [];

    /// <summary>It was confirmed by a build that makes tickets out in the background. False: its tickets count as made out.</summary>
    [Id(50)]
    public bool OwesTickets { get; set; }

    /// <summary>When its tickets were made out.</summary>
    [Id(51)]
    public DateTimeOffset? FinalizedAt { get; set; }

    /// <summary>The version that it had then; 0: they were not.</summary>
    [Id(52)]
    public long FinalizedVersion { get; set; }

    [Id(53)]
    public DateTimeOffset? TicketsMailedAt { get; set; }

    /// <summary>The hold whose places it has, since an exchange. Null: those that it was made of.</summary>
    [Id(60)]
    public HoldId? PlacesHold { get; set; }

    /// <summary>What the places that it has cost, since an exchange. Null: what it was made for.</summary>
    [Id(61)]
    public long? PlacesMinor { get; set; }

    /// <summary>Holds whose places it had by an exchange, which are to go back.</summary>
    [Id(62)]
    public List<HoldId> OwedHolds { get; set; } = [];

    /// <summary>Tickets that were passed on at least once; the others are its customer's.</summary>
    [Id(70)]
    public List<PassedTicket> Passed { get; set; } = [];

    /// <summary>Tickets that somebody came to the door with.</summary>
    [Id(71)]
    public List<TicketAttendance> Attendances { get; set; } = [];

    /// <summary>Tickets that are to be mailed to whom they were passed.</summary>
    [Id(72)]
    public List<int> OwedLetters { get; set; } = [];

    /// <summary>The hash of the token that whoever made it has: the proof of guests, who have no account. 0: there is none.</summary>
    [Id(90)]
    public ulong SecretHash { get; set; }

    /// <summary>Its customer was mailed its tickets, and is to be told that it is cancelled.</summary>
    [Id(91)]
    public bool OwesFarewell { get; set; }

    /// <summary>Tickets that were given back, while the others stayed.</summary>
    [Id(92)]
    public List<GivenBackTicket> GivenBack { get; set; } = [];

    /// <summary>Of how many of them the home has said that their places are back.</summary>
    [Id(93)]
    public int TicketsReturned { get; set; }

    /// <summary>What its places cost, as it was when they were held. Null: what their sections asked.</summary>
    [Id(100)]
    public PriceBreakdown? Prices { get; set; }

    /// <summary>The event's version that who has it was last told of by a letter of its own. 0: none.</summary>
    [Id(110)]
    public long NoticeVersion { get; set; }

    /// <summary>What was taken and paid back, in order. Those without a number are to have one.</summary>
    [Id(120)]
    public List<Receipt> Receipts { get; set; } = [];

    /// <summary>The marks of the event's messages that it was sent.</summary>
    [Id(140)]
    public ulong Messages { get; set; }

    /// <summary>When its places were held. Null: an older build made it.</summary>
    [Id(141)]
    public DateTimeOffset? HeldAt { get; set; }

    /// <summary>Who comes, and what was answered. Null: nothing was given.</summary>
    [Id(54)]
    public BookingAttendees? Attendees { get; set; }

    /// <summary>A copy whose lists can be added to.</summary>
    public BookingState Copy()
    {
        var copy = (BookingState)MemberwiseClone();
        copy.Audit = [.. Audit];
        copy.Revisions = [.. Revisions];
        copy.Revocations = [.. Revocations];
        copy.FormerRevisions = [.. FormerRevisions];
        copy.OwedHolds = [.. OwedHolds];
        copy.Passed = [.. Passed];
        copy.Attendances = [.. Attendances];
        copy.OwedLetters = [.. OwedLetters];
        copy.Receipts = [.. Receipts];
        copy.GivenBack = [.. GivenBack];
        return copy;
    }
}

/// <summary>One transition of a booking: what it became, when, by whom and why.</summary>
[GenerateSerializer, OmitDefaultMemberValues, Immutable, Alias("ticketing.audit-entry")]
public sealed record AuditEntry
{
    /// <summary>The booking's version after the transition.</summary>
    [Id(0)]
    public long Version { get; init; }

    [Id(1)]
    public BookingStatus Status { get; init; }

    [Id(2)]
    public DateTimeOffset At { get; init; }

    [Id(3)]
    public string By { get; init; } = "";

    [Id(4)]
    public string? Why { get; init; }

    [Id(5)]
    public PaymentStatus PaymentStatus { get; init; }

    /// <summary>What had been paid back by then, in minor units.</summary>
    [Id(6)]
    public long RefundedMinor { get; init; }

    /// <summary>What the booking had before, where it was exchanged.</summary>
    [Id(30)]
    public ExchangedPlaces? Exchanged { get; init; }

    /// <summary>The ticket that was passed on by it.</summary>
    [Id(70)]
    public TransferredTicket? Transferred { get; init; }

    /// <summary>The tickets that were given back by it.</summary>
    [Id(90)]
    public GivenBackStep? GaveBack { get; init; }

    /// <summary>Others were named as attendees by it, or other answers given.</summary>
    [Id(50)]
    public bool NamesAttendees { get; init; }

    /// <summary>The step of a dispute about the payment that it tells.</summary>
    [Id(80)]
    public string? Disputed { get; init; }
}

/// <summary>What is to become of a booking: the next state, or why not, or nothing to do since it is so already.</summary>
public readonly record struct BookingDecision(BookingState? Next, Refusal? Refusal = null)
{
    /// <summary>It is so already.</summary>
    public static BookingDecision Nothing { get; }

    public static BookingDecision Refuse(RefusalCode code, string? detail = null) => new(null, new Refusal(code, detail));
}
