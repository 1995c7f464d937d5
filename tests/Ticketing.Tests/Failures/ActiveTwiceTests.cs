using Orleans.Embedded.Storage;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>Two offices over one store: what an activation does that has missed what another one wrote.</summary>
public sealed class ActiveTwiceTests
{
    private const string Booking = "ticketing.booking/";

    [Fact]
    public async Task An_activation_that_knows_of_no_booking_leaves_its_reminder_to_the_one_that_does()
    {
        MemoryStateStore store = new();
        await using FaultyOffice knows = new(store);
        var hold = await HoldAsync(knows, 4);
        var id = BookingId.Of(hold.HoldId).GrainKey();
        var start = new StartBooking { Hold = hold, Customer = "ann" };
        knows.Store.FailOnce(Booking, WriteFault.BeforeEffect);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => knows.Grains.GetGrain<IBookingGrain>(id).Start(start));

        // The start has left its reminder, and nothing else.
        await using FaultyOffice missed = new(store);
        await missed.CrashAsync();
        var grain = missed.Grains.GetGrain<IBookingGrain>(id);
        Assert.Null(await grain.Get());
        Assert.Null((await knows.Grains.GetGrain<IBookingGrain>(id).Start(start)).Refusal);
        await missed.MinutesUntilAsync(async () => (await grain.Get())?.Status == BookingStatus.Expired);
        await missed.MinutesUntilAsync(() => Task.FromResult(missed.PassingReminders == 0));
    }

    [Fact]
    public async Task The_reminder_of_a_booking_whose_start_was_lost_goes_and_leaves_nothing()
    {
        MemoryStateStore store = new();
        await using FaultyOffice office = new(store);
        var hold = await HoldAsync(office, 4);
        var grain = office.Grains.GetGrain<IBookingGrain>(BookingId.Of(hold.HoldId).GrainKey());
        office.Store.FailOnce(Booking, WriteFault.BeforeEffect);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => grain.Start(new StartBooking { Hold = hold, Customer = "ann" }));
        await office.MinutesUntilAsync(() => Task.FromResult(office.PassingReminders == 0));
        Assert.Null(await grain.Get());
        await foreach (var (key, _) in store.ScanAsync(Booking, CancellationToken.None))
        {
            Assert.Fail($"{key} is left.");
        }
    }

    [Fact]
    public async Task A_block_that_has_missed_its_own_terms_says_so_once_and_then_knows_what_it_granted()
    {
        MemoryStateStore store = new();
        await using FaultyOffice knows = new(store);
        await using FaultyOffice missed = new(store);
        var id = await knows.GeneralEventAsync(600, new EventPolicy { MaxQuantity = 300 });
        var block = missed.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, 0));
        Assert.Equal(0, (await block.Counts()).Held);
        var placed = await knows.HoldAsync(id, 300);
        var hold = placed.Answer.Hold!.HoldId;
        var home = missed.Grains.GetGrain<IHoldGrain>(hold.CoordinatorKey());
        var until = missed.Time.GetUtcNow() + TimeSpan.FromMinutes(15);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => home.Extend(hold, until));
        Assert.Equal(until.ToUnixTimeMilliseconds(), (await home.Extend(hold, until)).Hold!.ExpiresAt.ToUnixTimeMilliseconds());
        Assert.Null((await missed.Desk.BookAsync(hold, placed.Token!)).Refusal);
        await missed.UntilAsync(async () => (await block.Counts()).Sold > 0);
    }

    private static async Task<HoldView> HoldAsync(FaultyOffice office, int quantity)
    {
        var id = await office.GeneralEventAsync(10);
        var wish = new HoldRequest { Event = id, Quantity = quantity, Customer = "ann", Ttl = TimeSpan.FromMinutes(15) };
        return (await office.Desk.PlaceAsync(wish)).Answer.Hold!;
    }
}
