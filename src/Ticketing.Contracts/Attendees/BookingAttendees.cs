using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Attendees;

/// <summary>Who comes with the tickets of a booking, and what was answered. Personal: it stays in the booking, and goes with its customer.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.booking-attendees")]
public sealed record BookingAttendees
{
    /// <summary>In the order of the tickets. Those beyond the end are not known.</summary>
    [Id(0)]
    public ImmutableArray<Attendee> Tickets { get; init; } = [];

    /// <summary>To what is asked once for the order.</summary>
    [Id(1)]
    public ImmutableArray<QuestionAnswer> Answers { get; init; } = [];

    public bool IsNothing => Answers.IsEmpty && Tickets.All(static attendee => attendee.IsNothing);

    /// <summary>Who comes with a ticket. Nobody whose name is known: an attendee without one.</summary>
    public Attendee Of(int place) => place >= 1 && place <= Tickets.Length ? Tickets[place - 1] : Attendee.Nobody;

    public bool Equals(BookingAttendees? other) => other is not null && Tickets.AsSpan().SequenceEqual(other.Tickets.AsSpan()) && Answers.AsSpan().SequenceEqual(other.Answers.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Tickets.Length, Answers.Length);
}

/// <summary>Who comes with a ticket.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.attendee")]
public sealed record Attendee
{
    public const int LongestName = 100;

    public static Attendee Nobody { get; } = new();

    [Id(0)]
    public string? Name { get; init; }

    [Id(1)]
    public string? Email { get; init; }

    [Id(2)]
    public ImmutableArray<QuestionAnswer> Answers { get; init; } = [];

    public bool IsNothing => Name is null && Email is null && Answers.IsEmpty;

    public bool Equals(Attendee? other) => other is not null && Name == other.Name && Email == other.Email && Answers.AsSpan().SequenceEqual(other.Answers.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Name, Email, Answers.Length);
}

/// <summary>An answer, with the question as it was asked: the event's may be changed later.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.question-answer")]
public sealed record QuestionAnswer
{
    [Id(0)]
    public string QuestionId { get; init; } = "";

    /// <summary>What was asked.</summary>
    [Id(1)]
    public string Text { get; init; } = "";

    [Id(2)]
    public string Answer { get; init; } = "";
}

/// <summary>What is given with an order, and by whom.</summary>
/// <param name="Attendees">Null: nothing.</param>
/// <param name="IsStaff">Staff sell without what is required: who buys at the door gives no name.</param>
public sealed record GivenAttendees(BookingAttendees? Attendees, bool IsStaff);

/// <summary>Puts others in the place of a booking's attendees and answers.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.set-attendees")]
public sealed record SetAttendees
{
    [Id(0)]
    public BookingAttendees? Attendees { get; init; }

    /// <summary>What the event asks. Null: nothing.</summary>
    [Id(1)]
    public AttendeeForm? Form { get; init; }

    [Id(2)]
    public string By { get; init; } = "";

    [Id(3)]
    public string? Why { get; init; }

    /// <summary>The version that is to be changed. Null: whichever it is.</summary>
    [Id(4)]
    public long? ExpectedVersion { get; init; }

    /// <summary>Staff leave out what is required, at any time, and also for tickets that were passed on.</summary>
    [Id(5)]
    public bool IsStaff { get; init; }

    /// <summary>From when on staff alone may. Null: nobody knows when it begins.</summary>
    [Id(6)]
    public DateTimeOffset? Until { get; init; }
}

/// <summary>A ticket of an event's list of attendees.</summary>
public sealed record AttendeeRow(Bookings.BookingView Booking, int Place)
{
    public TicketId Ticket => new(Booking.BookingId, Place);

    public Attendee Attendee => Booking.Attendees?.Of(Place) ?? Attendee.Nobody;

    /// <summary>Null: places have no names.</summary>
    public string? Seat => Place <= Booking.Seats.Length ? Booking.Seats[Place - 1] : null;

    public string Section => Booking.Prices?.LineOf(Place, Seat)?.SectionId
        ?? (Booking.SectionId.Length > 0 ? Booking.SectionId : Seat is { } seat && Events.SeatNames.TrySplit(seat, out var section, out _, out _) ? section.ToString() : "");
}

/// <summary>Who comes to an event: a ticket of each booking that counts after the other.</summary>
public interface IAttendeeListService
{
    /// <summary>The last position that there is.</summary>
    const long LastPosition = (long)int.MaxValue * Places;

    /// <summary>A position is that of a booking in the index, and of a ticket within it.</summary>
    const int Places = TicketId.MaxPlace + 1;

    /// <summary>From a position on. A walk over the event's bookings, so many for one answer: what is not found among them is found by the next position. Null: that was all.</summary>
    /// <param name="id">The event.</param>
    /// <param name="search">A part of a name, an address or a reference, in capitals or not. Null: all.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="limit">The most tickets.</param>
    Task<(IReadOnlyList<AttendeeRow> Items, long? Next)> ListAsync(EventId id, string? search, long start, int limit);
}
