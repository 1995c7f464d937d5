using System.Collections.Immutable;
using Ticketing.Bookings;
using Ticketing.Tickets;

namespace Ticketing.Attendees;

/// <summary>
/// Who comes with a booking's tickets. A ticket that is passed on loses its attendee: the next holder learns nothing of the one before, and who
/// booked neither sees nor changes what is said of it from then on.
/// </summary>
public static class AttendeeDecisions
{
    /// <summary>How often who has booked may change them: each change is told, and stays in the history.</summary>
    public const int MostChanges = 100;

    /// <summary>A transition: the history says who did it, and not what they wrote.</summary>
    public static BookingDecision Set(BookingState booking, SetAttendees command, DateTimeOffset now)
    {
        if (booking.Version == 0)
        {
            return BookingDecision.Refuse(RefusalCode.BookingNotFound);
        }

        if (command.ExpectedVersion is { } version && version != booking.Version)
        {
            return BookingDecision.Refuse(RefusalCode.StaleVersion);
        }

        if (booking.Status is not (BookingStatus.Pending or BookingStatus.Confirmed) && !(command.IsStaff && booking.Status == BookingStatus.Completed))
        {
            return BookingDecisions.Illegal(booking, "get other attendees");
        }

        if (!command.IsStaff && now >= command.Until)
        {
            return BookingDecision.Refuse(RefusalCode.AttendeesTooLate, $"They could be changed until {command.Until:yyyy-MM-ddTHH:mm:ssZ}. Ask the organizer.");
        }

        if (!command.IsStaff && booking.Audit.Count(static entry => entry.NamesAttendees) >= MostChanges)
        {
            return BookingDecision.Refuse(RefusalCode.AttendeesLimit);
        }

        ImmutableArray<int> others = [.. BookingGiveBacks.Gone(booking), .. command.IsStaff ? [] : OfOthers(booking)];
        var (given, errors) = AttendeeRules.Check(command.Form, command.Attendees, booking.Quantity, command.IsStaff, others);
        if (errors.Count > 0)
        {
            return new BookingDecision(null, Refusal.Invalid(errors));
        }

        var changed = Merged(booking.Attendees ?? new BookingAttendees(), given ?? new BookingAttendees(), command.Form ?? new AttendeeForm(), others);
        if (changed == booking.Attendees)
        {
            return BookingDecision.Nothing;
        }

        var next = booking.Copy();
        next.Attendees = changed;
        var decision = BookingDecisions.Become(next, booking.Status, now, command.By, command.Why);
        next.Audit[^1] = next.Audit[^1] with { NamesAttendees = true };
        return decision;
    }

    /// <summary>Takes the attendees from tickets that were passed on, and are as is said.</summary>
    internal static void Forget(BookingState next, Func<PassedTicket, bool> isMeant)
    {
        if (next.Attendees is { } known)
        {
            next.Attendees = WithoutNothing(known with
            {
                Tickets = [.. known.Tickets.Select((attendee, i) => next.Passed.Exists(ticket => ticket.Place == i + 1 && isMeant(ticket)) ? Attendee.Nobody : attendee)],
            });
        }
    }

    /// <summary>Nobody comes with a ticket that was given back.</summary>
    internal static void Forget(BookingState next, int place)
    {
        if (next.Attendees is { } known)
        {
            next.Attendees = WithoutNothing(known with { Tickets = [.. known.Tickets.Select((attendee, i) => i + 1 == place ? Attendee.Nobody : attendee)] });
        }
    }

    /// <summary>The tickets are numbered anew, without those that were given back.</summary>
    internal static void NumberAnew(BookingState next)
    {
        if (next.Attendees is { } known)
        {
            next.Attendees = WithoutNothing(known with { Tickets = [.. known.Tickets.Where((_, i) => !BookingGiveBacks.IsGone(next, i + 1))] });
        }
    }

    /// <summary>Tickets that somebody else has than who booked.</summary>
    private static IEnumerable<int> OfOthers(BookingState booking) => booking.Passed.Where(static ticket => ticket.Holder is not null).Select(static ticket => ticket.Place);

    /// <summary>What is not asked any more stays as it was given.</summary>
    private static BookingAttendees? Merged(BookingAttendees known, BookingAttendees given, AttendeeForm form, ImmutableArray<int> others)
    {
        var asked = form.Questions.Select(static question => question.QuestionId).ToHashSet(StringComparer.Ordinal);
        return WithoutNothing(new BookingAttendees
        {
            Tickets = [.. Enumerable.Range(1, Math.Max(known.Tickets.Length, given.Tickets.Length)).Select(Of)],
            Answers = Answers(known.Answers, given.Answers),
        });

        Attendee Of(int place)
        {
            var (before, after) = (known.Of(place), given.Of(place));
            return others.Contains(place) ? before : new Attendee
            {
                Name = form.Names == Asking.None ? before.Name : after.Name,
                Email = form.Emails == Asking.None ? before.Email : after.Email,
                Answers = Answers(before.Answers, after.Answers),
            };
        }

        ImmutableArray<QuestionAnswer> Answers(ImmutableArray<QuestionAnswer> before, ImmutableArray<QuestionAnswer> after) =>
            [.. before.Where(answer => !asked.Contains(answer.QuestionId)), .. after];
    }

    private static BookingAttendees? WithoutNothing(BookingAttendees attendees) => attendees.IsNothing ? null : attendees;
}
