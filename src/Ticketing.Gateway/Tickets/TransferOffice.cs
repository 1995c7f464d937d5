using Orleans;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Directories;
using Ticketing.Doors;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Tickets;

/// <summary>Passing tickets on, turned into grain calls; and what a customer was passed.</summary>
public sealed class TransferOffice(
    IGrainFactory grains, BookingOffice bookings, CheckInOffice door, IEventCatalog events, BlockedCustomers blocked)
{
    /// <summary>Bookings that are asked for one answer; what is not found among them is found by the next cursor.</summary>
    private const int MaxAsked = 2_000;

    /// <summary>A position in the list of a customer's tickets is that of a booking, and of a place within it.</summary>
    private const int Places = TicketId.MaxPlace + 1;

    /// <summary>The last position to begin at.</summary>
    public const long LastPosition = (long)int.MaxValue * Places;

    /// <summary>Bookings that are asked at once.</summary>
    private const int AtOnce = 50;

    /// <param name="booking">The booking as it is.</param>
    /// <param name="place">Which of its tickets.</param>
    /// <param name="to">Who is to have it. Null: who booked.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="why">A reason, for the booking's history.</param>
    public async Task<BookingAnswer> TransferAsync(BookingView booking, int place, string? to, Caller caller, string? why)
    {
        var isStaff = IsStaff(caller, booking, place);
        var isRepeat = (to ?? booking.Customer) == booking.HolderOf(place);
        if (!isRepeat && await WhyNotAsync(booking, to) is { } refusal)
        {
            return new BookingAnswer(null, refusal);
        }

        var attendances = 0;
        if (isStaff && !isRepeat && booking.AttendancesOf(place) is > 0 and var times)
        {
            // Somebody came with it; the door knows whether they are in.
            if (await door.FindAsync(new TicketId(booking.BookingId, place)) is { Admission: not null })
            {
                return BookingAnswer.Refused(RefusalCode.AlreadyAdmitted);
            }

            attendances = times;
        }

        return await grains.GetGrain<IBookingGrain>(booking.BookingId.GrainKey()).Transfer(new TransferTicket
        {
            Place = place,
            Revision = booking.RevisionOf(place),
            To = to,
            By = Ownership.ActorOf(caller, booking.Customer),
            IsStaff = isStaff,
            Why = why,
            Attendances = attendances,
        });
    }

    /// <summary>They act for somebody else.</summary>
    public static bool IsStaff(Caller caller, BookingView booking, int place) => Ownership.ActsForOther(caller, booking.HolderOf(place));

    /// <summary>The tickets that a customer was passed and still has, in the order in which they first came.</summary>
    public async Task<(IReadOnlyList<(BookingView Booking, int Place)> Items, long? Next)> ListAsync(string customer, long start, int limit)
    {
        var directory = grains.GetGrain<IDirectoryGrain>(ReceivedTickets.Directory(customer));
        List<(BookingView, int)> items = [];
        for (var (at, after) = ((int)(start / Places), (int)(start % Places)); ;)
        {
            var page = await directory.List(at, AtOnce);
            foreach (var booking in await Task.WhenAll(page.Ids.Select(id => bookings.FindAsync(new BookingId(id)))))
            {
                foreach (var place in HeldBy(customer, booking, after))
                {
                    if (items.Count == limit)
                    {
                        return (items, ((long)at * Places) + after);
                    }

                    items.Add((booking!, place));
                    after = place;
                }

                (at, after) = (at + 1, 0);
            }

            if (page.Next is null)
            {
                return (items, null);
            }

            if (at - (start / Places) >= MaxAsked)
            {
                return (items, (long)at * Places);
            }
        }
    }

    /// <summary>None of a booking that is over, or was listed and then not written.</summary>
    private static IEnumerable<int> HeldBy(string customer, BookingView? booking, int after) => booking?.TicketStatus is null
        ? []
        : booking.Passed.Where(passed => passed.Holder == customer && passed.Place > after).Select(static passed => passed.Place).Order();

    /// <summary>So that a slip of the pen loses no ticket. Who booked may always have it back.</summary>
    private async Task<Refusal?> WhyNotAsync(BookingView booking, string? to)
    {
        if (await events.FindAsync(booking.BookingId.Hold.Event) is not { View: { } view } || view.Status == EventStatus.Cancelled)
        {
            // Seats of the house event have no tickets.
            return new Refusal(RefusalCode.NoTickets, "The event is cancelled, or has no tickets.");
        }

        return to is null || to == booking.Customer || (await grains.GetGrain<ICustomerGrain>(to).Get() is { Version: > 0 } && !await blocked.ContainsAsync(to))
            ? null
            : Refusal.Invalid([new FieldError("to", "to is the id of nobody who is known here. Whoever is to have the ticket saves their profile first (PUT /api/v1/customers/me).")]);
    }
}
