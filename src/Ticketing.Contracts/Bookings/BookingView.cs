using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Bookings;

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

    /// <summary>Somebody is in with one of its tickets.</summary>
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

    /// <summary>The hold whose places it has.</summary>
    public HoldId Places => PlacesHold ?? BookingId.Hold;

    /// <summary>What its places cost, in minor units.</summary>
    public long PriceMinor => PlacesMinor ?? AmountMinor;

    public int RevisionOf(int place) => Revisions.FirstOrDefault(known => known.Place == place)?.Revision ?? 1;

    /// <summary>Whose a ticket is. Null: a guest's.</summary>
    public string? HolderOf(int place) => PassedOf(place)?.Holder ?? Customer;

    /// <summary>Null: the ticket was never passed on. Bookings of older builds do not say.</summary>
    public PassedTicket? PassedOf(int place) => Passed.IsDefaultOrEmpty ? null : Passed.FirstOrDefault(known => known.Place == place);

    /// <summary>How often somebody came to the door with a ticket. Older builds noted it for the booking only.</summary>
    public int AttendancesOf(int place) => Attendances.IsDefaultOrEmpty
        ? IsAttended ? 1 : 0
        : Attendances.FirstOrDefault(known => known.Place == place)?.Times ?? 0;

    /// <summary>Somebody else than who booked has one of its tickets.</summary>
    public bool IsPassedOn => !Passed.IsDefaultOrEmpty && Passed.Any(static known => known.Holder is not null);

    /// <summary>How often its tickets were passed on. It only grows.</summary>
    public int Transfers => Passed.IsDefaultOrEmpty ? 0 : Passed.Sum(static known => known.Times);
}
