using System.Collections.Immutable;
using Orleans;
using Ticketing.Attendees;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Receipts;
using Ticketing.Tickets;

namespace Ticketing.Bookings;

/// <summary>The booking after the command, or the refusal. <see cref="Repeated"/>: the command had been carried out before.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.booking-answer")]
public sealed record BookingAnswer(
    [property: Id(0)] BookingView? Booking,
    [property: Id(1)] Refusal? Refusal = null,
    [property: Id(2)] bool Repeated = false)
{
    public static BookingAnswer Refused(RefusalCode code, string? detail = null) => new(null, new Refusal(code, detail));
}

/// <summary>What the index knows of a booking: enough to pass over those that nobody asks for. The booking knows better.</summary>
[GenerateSerializer, SuppressReferenceTracking, Immutable, Alias("ticketing.booking-row")]
public sealed record BookingRow
{
    [Id(0)]
    public BookingId BookingId { get; init; }

    [Id(1)]
    public BookingStatus Status { get; init; }

    [Id(2)]
    public PaymentStatus PaymentStatus { get; init; }

    [Id(3)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>It is over, and its customer is to be told.</summary>
    [Id(4)]
    public bool OwesFarewell { get; init; }

    /// <summary>Its places. Null: the row is of a version that did not tell it.</summary>
    [Id(5)]
    public int? Quantity { get; init; }

    /// <summary>What they cost without fees, in minor units. Null where <see cref="Quantity"/> is.</summary>
    [Id(6)]
    public long? PlacesMinor { get; init; }

    /// <summary>The booking's version that the row is of. 0: its first, or the row is of a build that did not tell it.</summary>
    [Id(7)]
    public long Version { get; init; }

    /// <summary>A call that comes late must not undo what the booking has become since.</summary>
    public bool IsOlderThan(BookingRow known) => known.BookingId == BookingId && Version < known.Version;
}

/// <summary>Where a booking is in its life. Numbers are stored: never reuse one.</summary>
public enum BookingStatus
{
    Pending = 0,
    Confirmed = 1,
    Cancelled = 2,
    Expired = 3,
    Refunded = 4,
    Completed = 5,
}

/// <summary>One transition of a booking: what it became, when, by whom and why.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.booking-step")]
public sealed record BookingStep
{
    /// <summary>The booking's version after the transition.</summary>
    [Id(0)]
    public long Version { get; init; }

    [Id(1)]
    public BookingStatus Status { get; init; }

    [Id(2)]
    public PaymentStatus PaymentStatus { get; init; }

    [Id(3)]
    public DateTimeOffset At { get; init; }

    [Id(4)]
    public string By { get; init; } = "";

    [Id(5)]
    public string? Why { get; init; }

    /// <summary>What it had before, where it was exchanged.</summary>
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
}

/// <summary>A booking as its grain knows it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.booking-view")]
public sealed record BookingView
{
    [Id(0)]
    public BookingId BookingId { get; init; }

    [Id(1)]
    public string SectionId { get; init; } = "";

    [Id(2)]
    public int Quantity { get; init; }

    [Id(3)]
    public ImmutableArray<string> Seats { get; init; } = [];

    [Id(4)]
    public string? Customer { get; init; }

    [Id(5)]
    public long AmountMinor { get; init; }

    [Id(6)]
    public string Currency { get; init; } = "";

    [Id(7)]
    public BookingStatus Status { get; init; }

    [Id(8)]
    public PaymentStatus PaymentStatus { get; init; }

    [Id(9)]
    public string PaymentProvider { get; init; } = "";

    [Id(10)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(11)]
    public DateTimeOffset UpdatedAt { get; init; }

    [Id(12)]
    public long Version { get; init; }

    /// <summary>Until when a pending booking's places are kept.</summary>
    [Id(13)]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Id(14)]
    public DateTimeOffset? ConfirmedAt { get; init; }

    [Id(15)]
    public DateTimeOffset? CancelledAt { get; init; }

    [Id(16)]
    public string? PaymentMethod { get; init; }

    /// <summary>What the provider calls the payment.</summary>
    [Id(17)]
    public string? PaymentReference { get; init; }

    /// <summary>What was paid back, in minor units.</summary>
    [Id(18)]
    public long RefundedMinor { get; init; }

    /// <summary>Where the booking stands in the index of all; -1 while it does not.</summary>
    [Id(19)]
    public long IndexPosition { get; init; } = -1;

    /// <summary>Where a guest can be written to.</summary>
    [Id(30)]
    public string? Email { get; init; }

    /// <summary>What who buys reads (BCP 47). Null: nobody said.</summary>
    [Id(150)]
    public string? Locale { get; init; }

    /// <summary>Tickets that were made out anew; the others have revision 1.</summary>
    [Id(40)]
    public ImmutableArray<TicketRevision> Revisions { get; init; } = [];

    /// <summary>Null: it has no tickets, since it is not confirmed, or is over.</summary>
    [Id(50)]
    public TicketStatus? TicketStatus { get; init; }

    /// <summary>When its tickets were made out. Null also for what was confirmed before that was noted.</summary>
    [Id(51)]
    public DateTimeOffset? FinalizedAt { get; init; }

    /// <summary>When its tickets were mailed by the service itself.</summary>
    [Id(52)]
    public DateTimeOffset? TicketsMailedAt { get; init; }

    /// <summary>The hold whose places it has, where that is another than it was made of.</summary>
    [Id(60)]
    public HoldId? PlacesHold { get; init; }

    /// <summary>What its places cost, where they were exchanged.</summary>
    [Id(61)]
    public long? PlacesMinor { get; init; }

    /// <summary>Somebody came with one of its tickets, and that was not taken back.</summary>
    [Id(62)]
    public bool IsAttended { get; init; }

    /// <summary>Tickets that were passed on at least once.</summary>
    [Id(70)]
    public ImmutableArray<PassedTicket> Passed { get; init; } = [];

    /// <summary>Tickets that somebody came to the door with.</summary>
    [Id(71)]
    public ImmutableArray<TicketAttendance> Attendances { get; init; } = [];

    /// <summary>Tickets that are to be mailed to whom they were passed.</summary>
    [Id(72)]
    public ImmutableArray<int> OwedLetters { get; init; } = [];

    /// <summary>Money is to be paid back here, and the provider has not yet done all of it. Bookings of older builds do not say.</summary>
    [Id(80)]
    public bool RefundPending { get; init; }

    /// <summary>The hash of the token that whoever made it has. 0: there is none. Nobody outside is told.</summary>
    [Id(90)]
    public ulong SecretHash { get; init; }

    /// <summary>What its cancellation paid back, in minor units: what was paid back before is not in it. Bookings of older builds do not say.</summary>
    [Id(91)]
    public long CancelRefundMinor { get; init; }

    /// <summary>Its customer was mailed its tickets, and is to be told that it is cancelled.</summary>
    [Id(92)]
    public bool OwesFarewell { get; init; }

    /// <summary>What its places cost, and what that is made of. Null: the prices of the sections alone.</summary>
    [Id(100)]
    public PriceBreakdown? Prices { get; init; }

    /// <summary>The event's version that who has it was last told of by a letter of its own. 0: none.</summary>
    [Id(110)]
    public long NoticeVersion { get; init; }

    /// <summary>What was taken and paid back, in order. Those without a number will soon have one.</summary>
    [Id(120)]
    public ImmutableArray<Receipt> Receipts { get; init; } = [];

    /// <summary>The marks of the event's messages that it was sent.</summary>
    [Id(140)]
    public ulong Messages { get; init; }

    /// <summary>Who comes, and what was answered. Null: nothing was given.</summary>
    [Id(54)]
    public BookingAttendees? Attendees { get; init; }

    /// <summary>Tickets that were given back, while the others stayed. Bookings of older builds do not say.</summary>
    [Id(93)]
    public ImmutableArray<GivenBackTicket> GivenBack { get; init; } = [];

    /// <summary>As <see cref="Prices"/>, of the tickets that it still has. Null: it has all of them, or the prices of the sections alone.</summary>
    [Id(94)]
    public PriceBreakdown? PricesLeft { get; init; }

    /// <summary>When its places were held. Bookings of older builds do not say.</summary>
    [Id(141)]
    public DateTimeOffset? HeldAt { get; init; }

    /// <summary>What the tickets that it has cost.</summary>
    public PriceBreakdown? PricesNow => PricesLeft ?? Prices;

    /// <summary>The tickets that it has, by their numbers.</summary>
    public IEnumerable<int> Tickets => Enumerable.Range(1, Quantity).Where(place => !IsGivenBack(place));

    /// <summary>How many tickets it has.</summary>
    public int TicketCount => Quantity - GivenBackNumbers.Count();

    /// <summary>The tickets that were given back, by their numbers.</summary>
    public IEnumerable<int> GivenBackNumbers => GivenBack.IsDefaultOrEmpty ? [] : GivenBack.Where(static ticket => ticket.Place > 0).Select(static ticket => ticket.Place);

    /// <summary>The seats that it has.</summary>
    public ImmutableArray<string> SeatsNow => GivenBack.IsDefaultOrEmpty ? Seats : [.. Seats.Where((_, i) => !IsGivenBack(i + 1))];

    /// <summary>The sections that its places are in, each once.</summary>
    public IEnumerable<string> Sections => SectionId.Length > 0 ? [SectionId]
        : (PricesNow?.Lines.Select(static line => line.SectionId) ?? SeatsNow.Select(static seat => SeatNames.TrySplit(seat, out var section, out _, out _) ? section.ToString() : ""))
            .Distinct(StringComparer.Ordinal);

    /// <summary>The hold whose places it has.</summary>
    public HoldId Places => PlacesHold ?? BookingId.Hold;

    /// <summary>What its places cost with the fees, in minor units.</summary>
    public long PriceMinor => PlacesMinor ?? AmountMinor;

    /// <summary>The part of that which is of the tickets that it has.</summary>
    public long PriceLeftMinor => PriceMinor - (GivenBack.IsDefaultOrEmpty ? 0 : GivenBack.Where(static ticket => ticket.Place > 0).Sum(static ticket => ticket.PriceMinor));

    public bool IsGivenBack(int place) => !GivenBack.IsDefaultOrEmpty && GivenBack.Any(ticket => ticket.Place == place);

    public int RevisionOf(int place) => Revisions.FirstOrDefault(known => known.Place == place)?.Revision ?? 1;

    /// <summary>Whose a ticket is. Null: a guest's.</summary>
    public string? HolderOf(int place) => PassedOf(place)?.Holder ?? Customer;

    /// <summary>Null: the ticket was never passed on. Bookings of older builds do not say.</summary>
    public PassedTicket? PassedOf(int place) => Passed.IsDefaultOrEmpty ? null : Passed.FirstOrDefault(known => known.Place == place);

    /// <summary>What a ticket's type is called. Null: it has none.</summary>
    public string? TypeNameOf(int place) => Prices?.TypeNameOf(place, Seats);

    /// <summary>How often somebody came to the door with a ticket. Older builds noted it for the booking only.</summary>
    public int AttendancesOf(int place) => Attendances.IsDefaultOrEmpty
        ? IsAttended ? 1 : 0
        : Attendances.FirstOrDefault(known => known.Place == place)?.Times ?? 0;

    /// <summary>Somebody came with a ticket, and that was not taken back.</summary>
    public bool HasCome(int place) => AttendancesOf(place) > 0 && (Attendances.IsDefaultOrEmpty || !Attendances.Any(known => known.Place == place && known.IsUndone));

    /// <summary>Somebody else than who booked has one of its tickets.</summary>
    public bool IsPassedOn => !Passed.IsDefaultOrEmpty && Passed.Any(static known => known.Holder is not null);

    /// <summary>How often its tickets were passed on. It only grows.</summary>
    public int Transfers => Passed.IsDefaultOrEmpty ? 0 : Passed.Sum(static known => known.Times);
}

/// <summary>Confirmed bookings in the order in which the index heard of them. All of it is durable.</summary>
/// <param name="Bookings">Some of them may have been cancelled since, or may not exist yet.</param>
/// <param name="Position">Where in the index the next slice begins.</param>
/// <param name="Late">Where, among the bookings that were confirmed after they came, the next slice begins.</param>
/// <param name="Behind">How many rows there are after this slice, and late bookings.</param>
/// <param name="Oldest">When the first booking after this slice was made, where that is at hand.</param>
[GenerateSerializer, Immutable, Alias("ticketing.confirmed-slice")]
public sealed record ConfirmedSlice(
    [property: Id(0)] ImmutableArray<BookingId> Bookings,
    [property: Id(1)] long Position,
    [property: Id(2)] long Late,
    [property: Id(3)] long Behind,
    [property: Id(4)] DateTimeOffset? Oldest);

/// <summary>What a booking had before an exchange, and the hold that it was exchanged for.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.exchanged-places")]
public sealed record ExchangedPlaces
{
    /// <summary>The hold whose places the booking got.</summary>
    [Id(0)]
    public HoldId Hold { get; init; }

    /// <summary>The section that it had places in before.</summary>
    [Id(1)]
    public string SectionId { get; init; } = "";

    /// <summary>The seats that it had before. Empty for general admission.</summary>
    [Id(2)]
    public ImmutableArray<string> Seats { get; init; } = [];

    /// <summary>What those places cost, in minor units.</summary>
    [Id(3)]
    public long PriceMinor { get; init; }

    /// <summary>All that had been charged for the booking by then, in minor units.</summary>
    [Id(4)]
    public long AmountMinor { get; init; }

    /// <summary>How many tickets it was made out with, those that were given back among them. 0: as many as it has now.</summary>
    [Id(90)]
    public int Quantity { get; init; }
}

/// <summary>
/// What a full page of the index may have, in few bytes, so that a search passes over pages without reading them. It may
/// say yes for what is not there, never no for what is.
/// </summary>
[GenerateSerializer, Immutable, Alias("ticketing.page-summary")]
public sealed record PageSummary
{
    /// <summary>A bit for each <see cref="BookingStatus"/>. 0: nothing is known of the page.</summary>
    [Id(0)]
    public int Statuses { get; init; }

    /// <summary>A bit for each <see cref="PaymentStatus"/>.</summary>
    [Id(1)]
    public int PaymentStatuses { get; init; }

    /// <summary>When the oldest booking was made.</summary>
    [Id(2)]
    public DateTimeOffset Oldest { get; init; }

    [Id(3)]
    public DateTimeOffset Youngest { get; init; }

    /// <summary>The events, as a Bloom filter.</summary>
    [Id(4)]
    public ImmutableArray<byte> Events { get; init; } = [];

    /// <summary>The references, as a Bloom filter.</summary>
    [Id(5)]
    public ImmutableArray<byte> References { get; init; } = [];

    public static PageSummary Of(IReadOnlyCollection<BookingRow> rows)
    {
        var (statuses, payments) = Masks(rows);
        return new PageSummary
        {
            Statuses = statuses,
            PaymentStatuses = payments,
            Oldest = rows.Min(row => row.CreatedAt),
            Youngest = rows.Max(row => row.CreatedAt),
            Events = RowFilter.Of(rows.Select(row => RowFilter.Hash(row.BookingId.Hold.EventKey))),
            References = RowFilter.Of(rows.Select(row => RowFilter.Hash(BookingReference.Of(row.BookingId)))),
        };
    }

    /// <summary>The bits of what changes in a row.</summary>
    public static (int Statuses, int PaymentStatuses) Masks(IEnumerable<BookingRow> rows)
    {
        var (statuses, payments) = (0, 0);
        foreach (var row in rows)
        {
            statuses |= 1 << (int)row.Status;
            payments |= 1 << (int)row.PaymentStatus;
        }

        return (statuses, payments);
    }

    public bool MayHave(BookingStatus status) => (Statuses & (1 << (int)status)) != 0;

    public bool MayHave(PaymentStatus status) => (PaymentStatuses & (1 << (int)status)) != 0;

    public bool MayHave(EventId wanted) => RowFilter.MayHave(Events, RowFilter.Hash(wanted.Key));

    public bool MayHave(string reference) => RowFilter.MayHave(References, RowFilter.Hash(reference));
}

/// <summary>Where a booking's payment is. Numbers are stored: never reuse one.</summary>
public enum PaymentStatus
{
    Pending = 0,
    Processing = 1,
    Completed = 2,
    Failed = 3,
    Refunded = 4,
}

/// <summary>Whether the tickets of a booking that counts were made out.</summary>
public enum TicketStatus
{
    Pending,
    Finalized,
}

/// <summary>A ticket of a booking that was passed on, from whom and to whom. Null: a guest.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.transferred-ticket")]
public sealed record TransferredTicket(
    [property: Id(0)] int Place,
    [property: Id(1)] string? From,
    [property: Id(2)] string? To);
