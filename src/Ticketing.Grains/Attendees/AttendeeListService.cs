using Ticketing.Bookings;
using Ticketing.Identifiers;

namespace Ticketing.Attendees;

/// <summary>
/// A walk over the bookings of an event, as lists of bookings walk: names have no second place where they would have to be forgotten, too. Pages of
/// the index without the event are passed over; each booking on the way is asked once.
/// </summary>
public sealed class AttendeeListService(IBookingListService bookings) : IAttendeeListService
{
    /// <summary>Bookings that are asked at once.</summary>
    private const int AtOnce = 50;

    /// <summary>Bookings that are asked for one answer.</summary>
    private const int MaxAsked = 2_000;

    public async Task<(IReadOnlyList<AttendeeRow> Items, long? Next)> ListAsync(EventId id, string? search, long start, int limit)
    {
        List<AttendeeRow> items = [];
        var (at, place) = ((long?)(start / IAttendeeListService.Places), (int)(start % IAttendeeListService.Places) + 1);
        var first = at;
        for (var asked = 0; at is { } from;)
        {
            (var found, at) = await bookings.ListAsync(new BookingFilter { Event = id }, newestFirst: false, from, Math.Min(AtOnce, limit));
            foreach (var booking in found)
            {
                for (var number = booking.IndexPosition == first ? place : 1; booking.TicketStatus is not null && number <= booking.Quantity; number++)
                {
                    if (booking.IsGivenBack(number) || (new AttendeeRow(booking, number) is var row && !IsMeant(row, search)))
                    {
                        continue;
                    }

                    if (items.Count == limit)
                    {
                        return (items, (booking.IndexPosition * IAttendeeListService.Places) + number - 1);
                    }

                    items.Add(row);
                }
            }

            asked += found.Count;
            if (asked >= MaxAsked || found.Count == 0)
            {
                break;
            }
        }

        return (items, at * IAttendeeListService.Places);
    }

    private static bool IsMeant(AttendeeRow row, string? search) => search is null
        || BookingReference.Of(row.Booking.BookingId).Contains(search, StringComparison.OrdinalIgnoreCase)
        || new[] { row.Attendee.Name, row.Attendee.Email, row.Booking.Email, row.Booking.HolderOf(row.Place) }.Any(text => text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true);
}
