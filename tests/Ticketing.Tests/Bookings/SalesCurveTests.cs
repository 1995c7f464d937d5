using Ticketing.Bookings;
using Ticketing.Identifiers;

namespace Ticketing.Tests.Bookings;

public sealed class SalesCurveTests
{
    private static readonly DateTimeOffset Opening = new(2030, 3, 30, 9, 15, 0, TimeSpan.Zero);

    private readonly SalesCurve _curve = new("Europe/Vienna");

    [Fact]
    public void Within_48_hours_of_the_first_sales_are_told_by_the_hour_of_the_clocks_at_the_venue()
    {
        _curve.Add(Row(3, TimeSpan.FromHours(48), quantity: 1, minor: 500));
        _curve.Add(Row(2, TimeSpan.FromMinutes(44), quantity: 4, minor: 8_000));
        _curve.Add(Row(1, TimeSpan.Zero, quantity: 2, minor: 4_000));

        var view = _curve.View(Opening);

        Assert.Equal(SalesStep.Hour, view.Step);
        Assert.Equal(
            [
                new SalesPeriod(new DateTimeOffset(2030, 3, 30, 10, 0, 0, TimeSpan.FromHours(1)), 2, 6, 12_000),
                new SalesPeriod(new DateTimeOffset(2030, 4, 1, 11, 0, 0, TimeSpan.FromHours(2)), 1, 1, 500),
            ],
            view.Periods.AsEnumerable());
    }

    [Fact]
    public void After_that_they_are_told_by_the_day_which_begins_at_the_venue()
    {
        _curve.Add(Row(3, TimeSpan.FromHours(49), quantity: 1, minor: 500));
        _curve.Add(Row(2, TimeSpan.FromHours(14), quantity: 4, minor: 8_000));
        _curve.Add(Row(1, TimeSpan.Zero, quantity: 2, minor: 4_000));

        var view = _curve.View(Opening);

        Assert.Equal(SalesStep.Day, view.Step);
        Assert.Equal(
            [
                new SalesPeriod(new DateTimeOffset(2030, 3, 30, 0, 0, 0, TimeSpan.FromHours(1)), 1, 2, 4_000),
                new SalesPeriod(new DateTimeOffset(2030, 3, 31, 0, 0, 0, TimeSpan.FromHours(1)), 1, 4, 8_000),
                new SalesPeriod(new DateTimeOffset(2030, 4, 1, 0, 0, 0, TimeSpan.FromHours(2)), 1, 1, 500),
            ],
            view.Periods.AsEnumerable());
    }

    [Theory]
    [InlineData(BookingStatus.Pending, 0)]
    [InlineData(BookingStatus.Confirmed, 2)]
    [InlineData(BookingStatus.Completed, 2)]
    [InlineData(BookingStatus.Cancelled, 0)]
    [InlineData(BookingStatus.Refunded, 0)]
    [InlineData(BookingStatus.Expired, 0)]
    public void What_is_not_sold_any_more_or_not_yet_is_left_out(BookingStatus status, int sold)
    {
        _curve.Add(Row(1, TimeSpan.Zero, quantity: 2, minor: 4_000) with { Status = status });

        Assert.Equal(sold, _curve.View(Opening).Periods.Sum(static period => period.Quantity));
    }

    [Fact]
    public void Of_a_booking_with_two_rows_what_it_says_itself_counts()
    {
        var row = Row(1, TimeSpan.Zero, quantity: 2, minor: 4_000);
        _curve.Add(row);
        _curve.Add(row with { PlacesMinor = 9_000 });
        _curve.Add(Row(2, TimeSpan.Zero, quantity: 1, minor: 500));

        Assert.Equal([row.BookingId], _curve.Doubled);

        _curve.Settle(new BookingView { BookingId = row.BookingId, Status = BookingStatus.Confirmed, CreatedAt = row.CreatedAt, Quantity = 2, AmountMinor = 9_000, PlacesMinor = 1_000 });

        Assert.Equal([new SalesPeriod(new DateTimeOffset(2030, 3, 30, 10, 0, 0, TimeSpan.FromHours(1)), 2, 3, 1_500)], _curve.View(Opening).Periods.AsEnumerable());
    }

    [Fact]
    public void A_row_that_does_not_tell_its_places_is_left_out()
    {
        _curve.Add(Row(1, TimeSpan.Zero, quantity: 2, minor: 4_000) with { Quantity = null, PlacesMinor = null });

        Assert.Empty(_curve.View(Opening).Periods);
    }

    private static BookingRow Row(ulong number, TimeSpan after, int quantity, long minor) => new()
    {
        BookingId = BookingId.Of(HoldId.InUnit(7, 0, 0, number)),
        Status = BookingStatus.Confirmed,
        CreatedAt = Opening + after,
        Quantity = quantity,
        PlacesMinor = minor,
    };
}
