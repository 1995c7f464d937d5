using Ticketing.Doors;
using Ticketing.Tickets;

namespace Ticketing.Bookings;

/// <summary>What a booking decides about its tickets: which are good, and which of their codes.</summary>
public static class BookingTickets
{
    /// <summary>Which revision of a ticket counts, and since when.</summary>
    public static (int Revision, DateTimeOffset? Since) RevisionOf(BookingState booking, int place) =>
        booking.Revisions.Find(known => known.Place == place) is { } known ? (known.Revision, known.At) : (1, null);

    public static Standing Standing(BookingState booking, int place)
    {
        if (booking.Version == 0 || place < 1 || place > booking.Quantity || booking.ConfirmedAt is null)
        {
            return new Standing();
        }

        var (revision, since) = RevisionOf(booking, place);
        return new Standing
        {
            IsKnown = true,
            EndedAt = booking.GivenBack.Find(ticket => ticket.Place == place)?.At ?? EndOf(booking),
            Revision = revision,
            RevisedAt = since,
            Former = [.. booking.FormerRevisions.Where(known => known.Place == place)],
            TypeName = booking.Prices?.TypeNameOf(place, booking.Seats),
        };
    }

    /// <summary>No transition: the booking stays what it is. Null: it is done already, or the refusal.</summary>
    public static BookingDecision Reissue(BookingState booking, ReissueTicket command, DateTimeOffset now)
    {
        if (booking.Version == 0)
        {
            return BookingDecision.Refuse(RefusalCode.BookingNotFound);
        }

        if (EndOf(booking) is not null || booking.ConfirmedAt is null)
        {
            return BookingDecision.Refuse(RefusalCode.NoTickets);
        }

        if (command.Place < 1 || command.Place > booking.Quantity)
        {
            return BookingDecision.Refuse(RefusalCode.TicketNotFound);
        }

        if (BookingGiveBacks.IsGone(booking, command.Place))
        {
            return BookingDecision.Refuse(RefusalCode.TicketGivenBack);
        }

        var (revision, _) = RevisionOf(booking, command.Place);
        if (revision == command.Revision + 1)
        {
            return BookingDecision.Nothing;
        }

        if (revision != command.Revision || revision >= ushort.MaxValue)
        {
            return BookingDecision.Refuse(RefusalCode.StaleVersion);
        }

        var next = booking.Copy();
        Revise(next, command.Place, revision + 1, now);
        return new BookingDecision(next);
    }

    /// <summary>How often somebody came to the door with a ticket. Older builds noted it for the booking only.</summary>
    public static int AttendancesOf(BookingState booking, int place) =>
        booking.Attendances.Find(known => known.Place == place)?.Times ?? (booking.AttendedAt is not null && booking.Attendances.Count == 0 ? 1 : 0);

    /// <summary>Somebody came with a ticket, and that was not taken back.</summary>
    public static bool HasCome(BookingState booking, int place) =>
        AttendancesOf(booking, place) > 0 && !booking.Attendances.Exists(known => known.Place == place && known.IsUndone);

    /// <summary>The same, with any of its tickets.</summary>
    public static bool IsAttended(BookingState booking) =>
        booking.AttendedAt is not null && (booking.Attendances.Count == 0 || booking.Attendances.Exists(static known => !known.IsUndone));

    /// <summary>Somebody is at the door with a ticket that is good. Always something new, so that it is always written.</summary>
    public static void Attend(BookingState booking, int place, DateTimeOffset now)
    {
        NameTickets(booking);
        var times = AttendancesOf(booking, place);
        booking.AttendedAt ??= now;
        booking.Attendances.RemoveAll(known => known.Place == place);
        booking.Attendances.Add(new TicketAttendance(place, times + 1));
    }

    /// <summary>The door took back the admission of a ticket. Nothing if somebody came with it since. True: it is new.</summary>
    public static bool TakeBackAttendance(BookingState booking, int place, int times)
    {
        if (times == 0 || AttendancesOf(booking, place) != times || !HasCome(booking, place))
        {
            return false;
        }

        NameTickets(booking);
        booking.Attendances.RemoveAll(known => known.Place == place);
        booking.Attendances.Add(new TicketAttendance(place, times, IsUndone: true));
        return true;
    }

    /// <summary>The codes of a ticket before a revision count no more.</summary>
    internal static void Revise(BookingState next, int place, int revision, DateTimeOffset now)
    {
        next.FormerRevisions.AddRange(next.Revisions.Where(known => known.Place == place));
        next.Revisions.RemoveAll(known => known.Place == place);
        next.Revisions.Add(new TicketRevision(place, revision, now));
        next.Revocations.Add(new Revocation { Booking = next.BookingId, Place = place, BelowRevision = revision, At = now });
    }

    /// <summary>The tickets are for other places: no code so far counts any more.</summary>
    internal static void ReissueAll(BookingState next, DateTimeOffset now)
    {
        var revision = next.Revisions.Select(static known => known.Revision).DefaultIfEmpty(1).Max() + 1;
        next.FormerRevisions.AddRange(next.Revisions);
        next.Revisions = [.. Enumerable.Range(1, next.Quantity).Select(place => new TicketRevision(place, revision, now))];
        next.Revocations.Add(new Revocation { Booking = next.BookingId, BelowRevision = revision, At = now });
    }

    /// <summary>An older build did not say with which ticket somebody came: then it may have been any.</summary>
    private static void NameTickets(BookingState booking)
    {
        if (booking is { AttendedAt: not null, Attendances.Count: 0 })
        {
            booking.Attendances.AddRange(Enumerable.Range(1, booking.Quantity).Select(static each => new TicketAttendance(each, 1)));
        }
    }

    /// <summary>When it stopped being good. A refund of what was cancelled changes nothing about that.</summary>
    private static DateTimeOffset? EndOf(BookingState booking) => booking.Status is BookingStatus.Confirmed or BookingStatus.Completed
        ? null
        : booking.Audit.Find(static step => step.Status is BookingStatus.Cancelled or BookingStatus.Refunded)?.At ?? booking.UpdatedAt;
}
