using Ticketing.Events;

namespace Ticketing.Bookings;

/// <summary>Adds up what was booked, by hour as long as that is within 48 hours of the first, and by day.</summary>
/// <param name="zone">By which clocks. Null: UTC.</param>
public sealed class SalesCurve(string? zone)
{
    public static readonly TimeSpan HoursWithin = TimeSpan.FromHours(48);

    private readonly Dictionary<Guid, BookingRow> _rows = [];

    /// <summary>Adds a row of the index; the youngest first. A lost write may have left another row of the same booking behind: the one that is further on in its life counts.</summary>
    public void Add(BookingRow row)
    {
        if (!_rows.TryGetValue(row.BookingId.Value, out var known) || StageOf(row.Status) > StageOf(known.Status))
        {
            _rows[row.BookingId.Value] = row;
        }
    }

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

    private static int StageOf(BookingStatus status) => status switch
    {
        BookingStatus.Pending => 0,
        BookingStatus.Expired => 1,
        BookingStatus.Confirmed => 2,
        BookingStatus.Completed => 3,
        _ => 4,
    };

    private DateTimeOffset HourOf(DateTimeOffset time)
    {
        var there = VenueClock.At(time, zone);
        return there - TimeSpan.FromTicks(there.TimeOfDay.Ticks % TimeSpan.TicksPerHour);
    }
}
