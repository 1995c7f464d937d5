using System.Globalization;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Tickets;

/// <summary>What the tickets of a booking say.</summary>
public static class TicketIssue
{
    /// <summary>One for each place, still without its code; or the refusal.</summary>
    public static TicketsAnswer Of(IssueTickets command, EventView view, TicketOptions options)
    {
        var booking = command.Booking;
        if (booking.Status is not (BookingStatus.Confirmed or BookingStatus.Completed))
        {
            return TicketsAnswer.Refused(RefusalCode.NoTickets);
        }

        var sections = view.Sections.ToDictionary(static plan => plan.SectionId, StringComparer.Ordinal);
        var prices = PricesOf(booking, sections);
        var places = command.Places.IsDefaultOrEmpty ? Enumerable.Range(1, booking.Quantity) : command.Places.Where(place => place >= 1 && place <= booking.Quantity);
        return new TicketsAnswer([.. places.Select(place =>
        {
            var name = SeatOf(booking, place);
            var (section, row, seat) = PartsOf(booking, name);
            return new TicketView
            {
                Claims = new TicketClaims
                {
                    TicketId = new TicketId(booking.BookingId, place),
                    Revision = booking.RevisionOf(place),
                    Seat = name ?? booking.SectionId,
                    ValidFrom = Whole(view.StartsAt - options.ValidBefore ?? booking.ConfirmedAt ?? booking.CreatedAt),
                    ValidTo = (view.EndsAt ?? view.StartsAt) + options.ValidAfter is { } end ? Whole(end) : null,
                },
                Reference = BookingReference.Of(booking.BookingId),
                Count = booking.Quantity,
                EventName = view.Name,
                Venue = view.Venue,
                StartsAt = view.StartsAt,
                EndsAt = view.EndsAt,
                Section = sections.GetValueOrDefault(section)?.Name is { Length: > 0 } called ? called : section,
                Row = row,
                Seat = seat,
                Holder = command.Holder,
                PriceMinor = prices[place - 1],
                Currency = booking.Currency,
            };
        })]);
    }

    private static string? SeatOf(BookingView booking, int place) => place <= booking.Seats.Length ? booking.Seats[place - 1] : null;

    private static (string Section, string? Row, string? Seat) PartsOf(BookingView booking, string? name) =>
        name is not null && SeatNames.TrySplit(name, out var section, out var row, out var number)
            ? (section.ToString(), row.ToString(), number.ToString(CultureInfo.InvariantCulture))
            : (booking.SectionId, null, name);

    /// <summary>What the sections ask where that is what was paid; else what was paid, shared out, so that the sum is right.</summary>
    private static long[] PricesOf(BookingView booking, Dictionary<string, SectionPlan> sections)
    {
        long[] asked =
        [
            .. Enumerable.Range(1, booking.Quantity)
                .Select(place => sections.GetValueOrDefault(PartsOf(booking, SeatOf(booking, place)).Section)?.PriceMinor ?? 0),
        ];
        if (asked.Sum() == booking.PriceMinor)
        {
            return asked;
        }

        var (share, rest) = Math.DivRem(booking.PriceMinor, booking.Quantity);
        return [.. Enumerable.Range(0, booking.Quantity).Select(i => share + (i < rest ? 1 : 0))];
    }

    /// <summary>Codes count in seconds.</summary>
    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
