using Ticketing.Attendees;
using Ticketing.Security;
using Ticketing.Tickets;

namespace Ticketing.Bookings;

/// <summary>Whose a booking's tickets are: one write says who has a ticket now, and ends the code that it had.</summary>
public static class BookingTransfers
{
    /// <summary>How often a ticket is passed on by those who have it. Each time is a step in its booking's history.</summary>
    public const int MaxTransfers = 20;

    /// <summary>A transition: those who follow the booking are told. Refused for a ticket that somebody came with.</summary>
    public static BookingDecision Transfer(BookingState booking, TransferTicket command, DateTimeOffset now)
    {
        if (booking.Version == 0)
        {
            return BookingDecision.Refuse(RefusalCode.BookingNotFound);
        }

        if (command.Place < 1 || command.Place > booking.Quantity)
        {
            return BookingDecision.Refuse(RefusalCode.TicketNotFound);
        }

        if (BookingGiveBacks.IsGone(booking, command.Place))
        {
            return BookingDecision.Refuse(RefusalCode.TicketGivenBack);
        }

        var passed = PassedOf(booking, command.Place);
        var (holder, to) = (passed?.Holder ?? booking.Customer, command.To ?? booking.Customer);
        if (to == holder)
        {
            return WhyNotAgain(passed, holder, command) is { } wrong ? new BookingDecision(null, wrong) : BookingDecision.Nothing;
        }

        if (WhyNot(booking, passed, holder, command) is { } refusal)
        {
            return new BookingDecision(null, refusal);
        }

        var next = booking.Copy();
        Pass(next, command.Place, to == booking.Customer ? null : to, command.IsStaff ? null : holder, now);
        BookingTickets.Revise(next, command.Place, command.Revision + 1, now);
        var decision = BookingDecisions.Become(next, booking.Status, now, command.By, command.Why);
        next.Audit[^1] = next.Audit[^1] with { Transferred = new TransferredTicket(command.Place, holder, to) };
        return decision;
    }

    /// <summary>Somebody else than who booked has one of its tickets.</summary>
    public static bool IsPassedOn(BookingState booking) => booking.Passed.Exists(static known => known.Holder is not null);

    /// <summary>How often its tickets were passed on. It only grows, so that what is refused for it stays so.</summary>
    public static int Count(BookingState booking) => booking.Passed.Sum(static known => known.Times);

    /// <summary>The tickets are for other places, and with who booked again, who is mailed them.</summary>
    internal static void TakeBackAll(BookingState next)
    {
        AttendeeDecisions.Forget(next, static ticket => ticket.Holder is not null);
        next.Passed = [.. next.Passed.Select(static known => known.Holder is null ? known : known with { Holder = null, From = null })];
        next.TicketsMailedAt = null;
        next.OwedLetters.Clear();
    }

    /// <summary>A ticket that is given back is nobody's any more.</summary>
    internal static void TakeBack(BookingState next, int place)
    {
        next.Passed = [.. next.Passed.Select(known => known.Place == place ? known with { Holder = null, From = null } : known)];
        next.OwedLetters.Remove(place);
    }

    /// <summary>The customer had one of its tickets at some time, or passed on a guest's.</summary>
    public static bool Names(BookingState booking, string customer) =>
        booking.Audit.Exists(step => step.Transferred is { } ticket && (ticket.From == customer || ticket.To == customer || step.By == customer));

    /// <summary>Who is to have the booking in their list before it is written, so that they find their ticket, and an erasure its traces.</summary>
    public static IEnumerable<string> ToList(BookingState booking, TransferTicket command) =>
        new[] { command.To, command.IsStaff ? null : command.By }
            .OfType<string>()
            .Where(customer => customer != booking.Customer && customer != ReservedNames.Guest && !Names(booking, customer))
            .Distinct(StringComparer.Ordinal);

    /// <summary>A pseudonym stands where the customer stood.</summary>
    internal static void Rename(BookingState next, string customer, string? pseudonym)
    {
        next.Passed = [.. next.Passed.Select(known => known with { Holder = Of(known.Holder), From = Of(known.From) })];
        next.Audit = [.. next.Audit.Select(step => step.Transferred is not { } ticket ? step : step with
        {
            Transferred = ticket with { From = Of(ticket.From), To = Of(ticket.To) },
        })];

        string? Of(string? name) => name == customer ? pseudonym : name;
    }

    private static PassedTicket? PassedOf(BookingState booking, int place) => booking.Passed.Find(known => known.Place == place);

    /// <summary>Null: it is so since the same was asked for before. Whoever has it can't pass it on to themselves.</summary>
    private static Refusal? WhyNotAgain(PassedTicket? passed, string? holder, TransferTicket command) =>
        command.IsStaff || (passed is not null && (passed.From is null || passed.From == command.By)) ? null
        : command.By == holder ? Refusal.Invalid([new FieldError("to", "to has the ticket already.")])
        : new Refusal(RefusalCode.TicketPassedOn);

    private static Refusal? WhyNot(BookingState booking, PassedTicket? passed, string? holder, TransferTicket command)
    {
        // What is nobody's may be passed on by whoever knows its booking.
        if (!command.IsStaff && holder is not null && command.By != holder)
        {
            return new Refusal(RefusalCode.TicketPassedOn);
        }

        if (booking.Status == BookingStatus.Completed)
        {
            return new Refusal(RefusalCode.TransferredTooLate);
        }

        if (booking.Status != BookingStatus.Confirmed)
        {
            return new Refusal(RefusalCode.NoTickets);
        }

        if (BookingTickets.AttendancesOf(booking, command.Place) != command.Attendances)
        {
            return new Refusal(RefusalCode.AlreadyAdmitted, "Somebody came to the door with this ticket. Ask the organizer.");
        }

        var (revision, _) = BookingTickets.RevisionOf(booking, command.Place);
        return revision != command.Revision ? new Refusal(RefusalCode.StaleVersion)
            : revision >= ushort.MaxValue || (passed?.Times >= MaxTransfers && !command.IsStaff) ? new Refusal(RefusalCode.TransferLimit)
            : null;
    }

    private static void Pass(BookingState next, int place, string? holder, string? from, DateTimeOffset now)
    {
        var times = PassedOf(next, place)?.Times ?? 0;
        next.Passed.RemoveAll(known => known.Place == place);
        next.Passed.Add(new PassedTicket { Place = place, Holder = holder, From = from, Times = times + 1, At = now });
        next.OwedLetters = [.. next.OwedLetters.Where(owed => owed != place), place];
        AttendeeDecisions.Forget(next, ticket => ticket.Place == place);
    }
}
