using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>Adds up what was booked, by hour as long as that is within 48 hours of the first, and by day.</summary>
/// <param name="zone">By which clocks. Null: UTC.</param>
public sealed class SalesCurve(string? zone)
{
    public static readonly TimeSpan HoursWithin = TimeSpan.FromHours(48);

    private readonly Dictionary<Guid, BookingRow> _rows = [];
    private readonly HashSet<BookingId> _doubled = [];

    /// <summary>Bookings with several rows: a lost write leaves one behind that is void. They are to be asked themselves.</summary>
    public IReadOnlyCollection<BookingId> Doubled => _doubled;

    public void Add(BookingRow row)
    {
        if (!_rows.TryAdd(row.BookingId.Value, row))
        {
            _doubled.Add(row.BookingId);
        }
    }

    /// <summary>What a booking says of itself.</summary>
    public void Settle(BookingView booking) => _rows[booking.BookingId.Value] = new BookingRow
    {
        BookingId = booking.BookingId,
        Status = booking.Status,
        CreatedAt = booking.CreatedAt,
        Quantity = booking.TicketCount,
        PlacesMinor = booking.PricesNow?.PlacesMinor ?? booking.PriceLeftMinor,
    };

    public SalesView View(DateTimeOffset at)
    {
        var sold = _rows.Values.Where(static row => row is { Status: BookingStatus.Confirmed or BookingStatus.Completed, Quantity: not null, PlacesMinor: not null }).ToArray();
        var step = sold.Length == 0 || sold.Max(static row => row.CreatedAt) - sold.Min(static row => row.CreatedAt) <= HoursWithin ? SalesStep.Hour : SalesStep.Day;
        return new SalesView(at, step,
        [
            .. sold.GroupBy(row => step == SalesStep.Hour ? HourOf(row.CreatedAt) : VenueClock.DayOf(row.CreatedAt, zone))
                .Select(static period => new SalesPeriod(period.Key, period.Count(), period.Sum(static row => row.Quantity!.Value), period.Sum(static row => row.PlacesMinor!.Value)))
                .OrderBy(static period => period.StartsAt),
        ]);
    }

    private DateTimeOffset HourOf(DateTimeOffset time)
    {
        var there = VenueClock.At(time, zone);
        return there - TimeSpan.FromTicks(there.TimeOfDay.Ticks % TimeSpan.TicksPerHour);
    }
}
