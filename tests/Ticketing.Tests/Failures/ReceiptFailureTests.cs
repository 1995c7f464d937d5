using Ticketing.Bookings;
using Ticketing.Identifiers;
using Ticketing.Receipts;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>An event's receipts are numbered from 1 on, none twice and none left out, whatever is lost on the way.</summary>
public sealed class ReceiptFailureTests
{
    [Theory]
    [InlineData("ticketing.receipt-book/", WriteFault.BeforeEffect, 0)]
    [InlineData("ticketing.receipt-book/", WriteFault.AfterEffect, 0)]
    [InlineData("ticketing.receipt-book/", WriteFault.BeforeEffect, 1)]
    [InlineData("ticketing.receipt-book/", WriteFault.AfterEffect, 1)]
    [InlineData("ticketing.booking/", WriteFault.BeforeEffect, 1)]
    [InlineData("ticketing.booking/", WriteFault.AfterEffect, 1)]
    public async Task A_lost_write_and_a_crash_leave_no_gap_and_no_number_twice(string state, WriteFault fault, int passing)
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        office.Store.FailOnce(state, fault, passing);
        List<BookingId> bookings = [];
        for (var i = 0; i < 3; i++)
        {
            var placed = await office.HoldAsync(id, 2, "ann");
            Assert.Null((await office.SellAsync(placed.Answer.Hold!.HoldId, placed.Token!)).Refusal);
            bookings.Add(BookingId.Of(placed.Answer.Hold.HoldId));
        }

        await office.CrashAsync();
        await office.MinutesUntilAsync(async () => (await NumbersAsync(office, bookings)).Length == 3);
        Assert.Equal(1, office.Store.Failures);

        // Half of one is paid back, and all of another.
        Assert.Null((await Grain(office, bookings[0]).Refund(new RefundBooking { By = "boss", AmountMinor = 500 })).Refusal);
        Assert.Null((await Grain(office, bookings[1]).Refund(new RefundBooking { By = "boss" })).Refusal);
        await office.CrashAsync();
        await office.MinutesUntilAsync(async () => (await NumbersAsync(office, bookings)).Length == 5);
        var numbers = await NumbersAsync(office, bookings);
        Assert.Equal([1, 2, 3, 4, 5], numbers);
        var second = (await Grain(office, bookings[1]).Get())!.Receipts;
        Assert.Equal([ReceiptKind.Payment, ReceiptKind.CreditNote], second.Select(static receipt => receipt.Kind));
    }

    private static IBookingGrain Grain(BoxOffice office, BookingId booking) => office.Grains.GetGrain<IBookingGrain>(booking.GrainKey());

    private static async Task<long[]> NumbersAsync(BoxOffice office, List<BookingId> bookings)
    {
        var views = await Task.WhenAll(bookings.Select(booking => Grain(office, booking).Get()));
        return [.. views.SelectMany(static view => view?.Receipts ?? []).Select(static receipt => receipt.Number).Where(static number => number > 0).Order()];
    }
}
