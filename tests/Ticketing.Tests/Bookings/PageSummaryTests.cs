using System.Globalization;
using Ticketing.Bookings;
using Ticketing.Identifiers;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Bookings;

/// <summary>What is said of a page without reading it is never a no where the page has it.</summary>
public sealed class PageSummaryTests
{
    [Fact]
    public void What_a_page_has_is_never_denied_and_most_of_what_it_has_not_is()
    {
        BookingRow[] rows = [.. Enumerable.Range(0, 128).Select(Row)];
        var summary = PageSummary.Of(rows);
        Assert.All(rows, row => Assert.True(summary.MayHave(row.BookingId.Hold.Event) && summary.MayHave(BookingReference.Of(row.BookingId))));
        BookingRow[] others = [.. Enumerable.Range(1_000, 1_000).Select(Row)];
        Assert.InRange(others.Count(row => summary.MayHave(row.BookingId.Hold.Event)), 0, 60);
        Assert.InRange(others.Count(row => summary.MayHave(BookingReference.Of(row.BookingId))), 0, 60);
        Assert.True(summary.MayHave(BookingStatus.Confirmed) && summary.MayHave(PaymentStatus.Completed));
        Assert.False(summary.MayHave(BookingStatus.Pending) || summary.MayHave(PaymentStatus.Failed));
        Assert.Equal((rows[0].CreatedAt, rows[127].CreatedAt), (summary.Oldest, summary.Youngest));
    }

    [Fact]
    public async Task A_row_that_changes_in_a_full_page_is_found_by_what_it_becomes_and_no_longer_by_what_it_was()
    {
        await using var office = new BoxOffice();
        var index = office.Grains.GetGrain<IBookingIndexGrain>(IBookingIndexGrain.All);
        var pending = Row(7) with { Status = BookingStatus.Pending, PaymentStatus = PaymentStatus.Pending };
        await index.Append([.. Enumerable.Range(0, 300).Select(number => number == 7 ? pending : Row(number))]);
        Assert.Equal("1:1 0:1", await MayAsync(office, BookingStatus.Pending, BookingStatus.Confirmed));
        await index.Put(Row(7), 7);
        Assert.Equal("0:1 0:1", await MayAsync(office, BookingStatus.Pending, BookingStatus.Confirmed));
        await index.Put(Row(200) with { Status = BookingStatus.Cancelled }, 200);
        Assert.Equal("0:1 1:1", await MayAsync(office, BookingStatus.Cancelled, BookingStatus.Confirmed));
        await office.CrashAsync();
        Assert.Equal("0:1 1:1", await MayAsync(office, BookingStatus.Cancelled, BookingStatus.Confirmed));
    }

    /// <summary>For the two full pages, whether they may have the first and the last of these.</summary>
    private static async Task<string> MayAsync(BoxOffice office, params BookingStatus[] wanted)
    {
        var pages = await office.Grains.GetGrain<IBookingIndexSummaryGrain>("0").Get();
        Assert.Equal(2, pages.Length);
        return string.Join(' ', pages.Select(page => string.Create(CultureInfo.InvariantCulture, $"{Bit(page, wanted[0])}:{Bit(page, wanted[^1])}")));
    }

    private static int Bit(PageSummary page, BookingStatus status) => page.MayHave(status) ? 1 : 0;

    private static BookingRow Row(int number) => new()
    {
        BookingId = BookingId.Of(HoldId.InUnit((ulong)(500 + number), 0, 0, (ulong)number)),
        Status = BookingStatus.Confirmed,
        PaymentStatus = PaymentStatus.Completed,
        CreatedAt = new DateTimeOffset(2027, 1, 31, 19, 30, 0, TimeSpan.Zero).AddSeconds(number),
    };
}
