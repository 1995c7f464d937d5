using System.Collections.Immutable;
using System.Globalization;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
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
        var common = Common(booking, view, command.Holder, command.Locale);
        var places = command.Places.IsDefaultOrEmpty ? booking.Tickets : command.Places.Where(place => place >= 1 && place <= booking.Quantity && !booking.IsGivenBack(place));
        return new TicketsAnswer([.. places.Select(place =>
        {
            var line = LineOf(booking, place);
            var (section, row, seat) = PlaceOf(booking, place);
            return common with
            {
                Claims = ClaimsOf(booking, place, view, options),
                Section = sections.GetValueOrDefault(section)?.Name is { Length: > 0 } called ? called : section,
                Row = row,
                Seat = seat,
                PriceMinor = line?.PriceMinor ?? prices[place - 1],
                FeeMinor = line?.FeeMinor ?? 0,
                Currency = booking.Currency,
                TypeId = line is { TypeId.Length: > 0 } ? line.TypeId : null,
                TypeName = line is { Name.Length: > 0 } ? line.Name : null,
            };
        })]);
    }

    /// <summary>What a ticket's code says, whatever has become of the booking.</summary>
    public static TicketClaims ClaimsOf(BookingView booking, int place, EventView view, TicketOptions options)
    {
        var window = WindowOf(view, options) ?? new TicketWindow(Whole(booking.ConfirmedAt ?? booking.CreatedAt), null);
        return new TicketClaims
        {
            TicketId = new TicketId(booking.BookingId, place),
            Revision = booking.RevisionOf(place),
            Seat = SeatOf(booking, place) ?? PlaceOf(booking, place).Section,
            ValidFrom = window.From,
            ValidTo = window.To,
        };
    }

    /// <summary>When tickets of the event are good: from when its doors open, if that is earlier than any ticket is good. Null: nobody knows when it starts.</summary>
    public static TicketWindow? WindowOf(EventView view, TicketOptions options) => view.StartsAt is { } start
        ? new TicketWindow(Whole(Earlier(start - options.ValidBefore, view.Details?.DoorsOpenAt)), Whole((view.EndsAt ?? start) + options.ValidAfter))
        : null;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;

    /// <summary>What all tickets of a booking say; all that is left to be said of them when it is over. It lets nobody in.</summary>
    public static TicketView Common(BookingView booking, EventView view, string? holder, string? locale) => new()
    {
        Claims = new TicketClaims { TicketId = new TicketId(booking.BookingId, 1) },
        Reference = BookingReference.Of(booking.BookingId),
        Count = booking.Quantity,
        EventName = view.Name,
        Venue = view.Venue,
        StartsAt = view.StartsAt,
        EndsAt = view.EndsAt,
        Address = view.Details?.Address,
        DoorsOpenAt = view.Details?.DoorsOpenAt,
        TimeZone = view.Details?.TimeZone,
        Holder = holder,
        Locale = locale,
        Sequence = (int)Math.Clamp(booking.Version + view.Version - 2, 0, int.MaxValue),
    };

    private static string? SeatOf(BookingView booking, int place) => place <= booking.Seats.Length ? booking.Seats[place - 1] : null;

    private static PriceLine? LineOf(BookingView booking, int place) => booking.Prices?.LineOf(place, SeatOf(booking, place));

    private static (string Section, string? Row, string? Seat) PlaceOf(BookingView booking, int place) =>
        SeatOf(booking, place) is null && LineOf(booking, place) is { } line ? (line.SectionId, null, null) : PartsOf(booking, SeatOf(booking, place));

    private static (string Section, string? Row, string? Seat) PartsOf(BookingView booking, string? name) =>
        name is not null && SeatNames.TrySplit(name, out var section, out var row, out var label)
            ? (section.ToString(), row.ToString(), label.ToString())
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

/// <summary>How tickets are signed and when they are good.</summary>
public sealed record TicketOptions
{
    /// <summary>Tickets:SigningKey. Default: none, the service makes its own and keeps it.</summary>
    public TicketKey? SigningKey { get; init; }

    /// <summary>Tickets:PreviousKeys. What they signed stays good. Default: none.</summary>
    public ImmutableArray<TicketKey> PreviousKeys { get; init; } = [];

    /// <summary>Tickets:ValidBefore. How long before the event's start its tickets begin to be good. Default: 12:00:00.</summary>
    public TimeSpan ValidBefore { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Tickets:ValidAfter. How long after the event's end (its start, where that is not known) they stay good. Default: 12:00:00.</summary>
    public TimeSpan ValidAfter { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Tickets:ClockSkew. How far a gate's clock may be off when it reports scans of its own. Default: 00:02:00.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Tickets:UploadWithin. How long after a scan a gate may report it. Default: 7.00:00:00.</summary>
    public TimeSpan UploadWithin { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Pages:Url. Where the service's pages are for those who get letters, without a slash at its end. Default: none, and letters have no links.</summary>
    public string? PagesUrl { get; init; }
}
