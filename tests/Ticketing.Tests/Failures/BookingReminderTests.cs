using Ticketing.Bookings;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>What must follow from a change to a booking follows, although whoever asked for it is gone.</summary>
public sealed class BookingReminderTests
{
    [Fact]
    public async Task A_pending_booking_expires_although_nobody_looks_at_it()
    {
        await using var office = new BoxOffice();
        var (grain, _) = await PendingAsync(office);
        await office.MinutesUntilAsync(async () => (await grain.Get())!.Status == BookingStatus.Expired);
        await office.MinutesUntilAsync(() => Task.FromResult(office.PassingReminders == 0));
    }

    [Fact]
    public async Task A_booking_that_its_home_confirmed_is_confirmed_although_the_admin_is_gone()
    {
        await using var office = new BoxOffice();
        var (grain, hold) = await PendingAsync(office);
        Assert.Null((await Home(office, hold).Book(new BookHold(hold, 0) { Authorized = true })).Refusal);
        await office.MinutesUntilAsync(async () => (await grain.Get())!.Status == BookingStatus.Confirmed);
    }

    [Fact]
    public async Task The_places_of_a_cancelled_booking_go_back_although_the_customer_is_gone()
    {
        await using var office = new BoxOffice();
        var (grain, hold) = await PendingAsync(office);
        await Home(office, hold).Book(new BookHold(hold, 0) { Authorized = true });
        await office.MinutesUntilAsync(async () => (await grain.Get())!.Status == BookingStatus.Confirmed);
        Assert.Null((await grain.Cancel(new CancelBooking { By = "ann" })).Refusal);
        Assert.Equal((6, 0, 4), await office.CountsAsync(hold.Event));
        await office.CrashAsync();
        var crashed = office.Time.GetUtcNow();
        await office.MinutesUntilAsync(async () => await office.CountsAsync(hold.Event) == (10, 0, 0));

        // And not only when its time to be paid would have been over.
        Assert.InRange(office.Time.GetUtcNow() - crashed, TimeSpan.Zero, TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task A_booking_that_waits_for_its_payment_is_reminded_once_soon_and_then_at_its_end()
    {
        await using var office = new BoxOffice();
        var (grain, _) = await PendingAsync(office);
        var before = office.Store.WritesTo("reminder/ticketing.booking/");
        for (var minute = 0; minute < 13; minute++)
        {
            office.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(BookingStatus.Pending, (await grain.Get())!.Status);
        }

        Assert.InRange(office.Store.WritesTo("reminder/ticketing.booking/") - before, 0, 4);
        await office.MinutesUntilAsync(async () => (await grain.Get())!.Status == BookingStatus.Expired);
    }

    private static ISectionGrain Home(BoxOffice office, HoldId hold) => office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(hold.EventKey, hold.Block));

    private static async Task<(IBookingGrain Grain, HoldId Hold)> PendingAsync(BoxOffice office)
    {
        var id = await office.GeneralEventAsync(10);
        var placed = await office.Holds.PlaceAsync(new HoldRequest { Event = id, Quantity = 4, Customer = "ann", Ttl = TimeSpan.FromMinutes(15) });
        var hold = placed.Answer.Hold!;
        var grain = office.Grains.GetGrain<IBookingGrain>(BookingId.Of(hold.HoldId).GrainKey());
        Assert.Equal(BookingStatus.Pending, (await grain.Start(new StartBooking { Hold = hold, Customer = "ann" })).Booking!.Status);
        return (grain, hold.HoldId);
    }
}
