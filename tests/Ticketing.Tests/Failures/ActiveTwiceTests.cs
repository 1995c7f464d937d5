using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Payments;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>Two offices over one store: what an activation does that has missed what another one wrote.</summary>
public sealed class ActiveTwiceTests
{
    private const string Booking = "ticketing.booking/";

    [Fact]
    public async Task An_activation_that_knows_of_no_booking_leaves_its_reminder_to_the_one_that_does()
    {
        FaultyStore store = new();
        await using BoxOffice knows = new(store);
        var hold = await HoldAsync(knows, 4);
        var id = BookingId.Of(hold.HoldId).GrainKey();
        var start = new StartBooking { Hold = hold, Customer = "ann" };
        knows.Store.FailOnce(Booking, WriteFault.BeforeEffect);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => knows.Grains.GetGrain<IBookingGrain>(id).Start(start));

        // The start has left its reminder, and nothing else.
        await using BoxOffice missed = new(store);
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
        FaultyStore store = new();
        await using BoxOffice office = new(store);
        var hold = await HoldAsync(office, 4);
        var grain = office.Grains.GetGrain<IBookingGrain>(BookingId.Of(hold.HoldId).GrainKey());
        office.Store.FailOnce(Booking, WriteFault.BeforeEffect);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => grain.Start(new StartBooking { Hold = hold, Customer = "ann" }));
        await office.MinutesUntilAsync(() => Task.FromResult(office.PassingReminders == 0));
        Assert.Null(await grain.Get());
        Assert.Empty(store.Stored(Booking));
    }

    [Fact]
    public async Task A_block_that_has_missed_its_own_terms_says_so_once_and_then_knows_what_it_granted()
    {
        FaultyStore store = new();
        await using BoxOffice knows = new(store);
        await using BoxOffice missed = new(store);
        var id = await knows.GeneralEventAsync(600, new EventPolicy { MaxQuantity = 300 });
        var block = missed.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, 0));
        Assert.Equal(0, (await block.Counts()).Held);
        var placed = await knows.HoldAsync(id, 300);
        var hold = placed.Answer.Hold!.HoldId;
        var home = missed.Grains.GetGrain<IHoldGrain>(hold.CoordinatorKey());
        var until = missed.Time.GetUtcNow() + TimeSpan.FromMinutes(15);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => home.Extend(hold, until));
        Assert.Equal(until.ToUnixTimeMilliseconds(), (await home.Extend(hold, until)).Hold!.ExpiresAt.ToUnixTimeMilliseconds());
        Assert.Null((await missed.SellAsync(hold, placed.Token!)).Refusal);
        await missed.UntilAsync(async () => (await block.Counts()).Sold > 0);
    }

    [Fact]
    public async Task The_end_of_a_payment_is_not_lost_on_a_booking_that_missed_its_beginning()
    {
        FaultyStore store = new();
        await using BoxOffice knows = new(store);
        await using BoxOffice missed = new(store);
        var (grain, stale) = await StartedAsync(knows, missed);
        Assert.Null((await grain.BeginPayment(new BeginPayment(1, "test", knows.Time.GetUtcNow() + TimeSpan.FromMinutes(15)))).Refusal);
        var end = new EndPayment(1, IsPaid: false, Reference: null, Why: "declined");
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => stale.EndPayment(end));
        Assert.Equal(PaymentStatus.Failed, (await stale.EndPayment(end)).Booking!.PaymentStatus);
    }

    [Fact]
    public async Task An_exchange_is_not_refused_for_good_by_a_booking_that_missed_its_confirmation()
    {
        FaultyStore store = new();
        await using BoxOffice knows = new(store);
        await using BoxOffice missed = new(store);
        var (grain, stale) = await StartedAsync(knows, missed);
        var hold = (await grain.Get())!.BookingId.Hold;
        var sold = await knows.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(hold.EventKey, hold.Block)).Book(new BookHold(hold, 0) { Authorized = true });
        await grain.Open(sold.Hold!);
        var exchange = new ExchangePlaces { Hold = sold.Hold! with { ExchangeFor = BookingId.Of(hold) }, From = hold, By = "ann" };
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => stale.Exchange(exchange));
        Assert.Equal(BookingStatus.Confirmed, (await stale.Get())!.Status);
    }

    [Fact]
    public async Task A_unit_that_missed_a_sale_does_not_say_that_there_is_nothing_to_take_back()
    {
        FaultyStore store = new();
        await using BoxOffice knows = new(store);
        await using BoxOffice missed = new(store);
        var (id, stale) = await EmptyPoolAsync(knows, missed);
        var placed = await knows.HoldAsync(id, 2);
        var hold = placed.Answer.Hold!.HoldId;
        Assert.Null((await knows.SellAsync(hold, placed.Token!)).Refusal);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => stale.Return(BookingId.Of(hold), EndReason.Cancelled));
        Assert.Equal((true, 0), (await stale.Return(BookingId.Of(hold), EndReason.Cancelled) is var returned && returned.Ok, returned.Counts.Places.Sold));
    }

    [Fact]
    public async Task A_unit_that_missed_a_hold_is_not_asked_to_sweep_it_for_ever()
    {
        FaultyStore store = new();
        await using BoxOffice knows = new(store);
        await using BoxOffice missed = new(store);
        var (id, stale) = await EmptyPoolAsync(knows, missed);
        await knows.HoldAsync(id, 2);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => stale.Sweep());
        Assert.Equal(2, (await stale.Sweep()).Counts.Places.Held);
    }

    [Fact]
    public async Task A_block_and_a_unit_that_missed_a_hold_leave_its_reminder_until_it_is_over()
    {
        FaultyStore store = new();
        await using BoxOffice knows = new(store);
        await using BoxOffice missed = new(store);
        var id = await knows.GeneralEventAsync(10);

        // Both are used and at rest, and read by the office that misses what follows.
        var earlier = await missed.HoldAsync(id, 1);
        Assert.Null((await missed.ReleaseAsync(earlier.Answer.Hold!.HoldId, earlier.Token)).Refusal);
        await missed.MinutesUntilAsync(() => Task.FromResult(missed.PassingReminders == 0));
        Assert.Null((await knows.HoldAsync(id, 2)).Answer.Refusal);
        await missed.MinutesUntilAsync(() => Task.FromResult(missed.PassingReminders == 0));
        await using BoxOffice fresh = new(store);
        Assert.Equal(0, (await fresh.Grains.GetGrain<IPoolGrain>(GrainKeys.Unit(id.Key, 0, 0)).Survey()).Counts.Places.Held);
    }

    /// <summary>What is sold has no end at which a block looks at it: only the reminder says that less of it is.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_block_that_missed_what_was_given_back_hears_of_it_from_the_reminder(bool isRemindedFirst)
    {
        FaultyStore store = new();
        await using BoxOffice knows = new(store);
        await using BoxOffice missed = new(store);
        var id = await knows.GeneralEventAsync(10);
        var placed = await knows.HoldAsync(id, 2);
        var hold = placed.Answer.Hold!.HoldId;
        Assert.Null((await knows.SellAsync(hold, placed.Token!)).Refusal);
        if (!isRemindedFirst)
        {
            await knows.MinutesUntilAsync(() => Task.FromResult(knows.PassingReminders == 0));
        }

        var stale = missed.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(hold.EventKey, hold.Block));
        Assert.Equal(2, (await stale.Counts()).Sold);
        await knows.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(hold.EventKey, hold.Block)).Return(BookingId.Of(hold));
        if (isRemindedFirst)
        {
            // It has nothing to end, and leaves the reminder to the one that was there last.
            await knows.PassAsync(TimeSpan.FromMinutes(1));
            Assert.NotEmpty(store.Stored("reminder/ticketing.section"));
        }

        await missed.MinutesUntilAsync(async () => (await stale.Counts()).Sold == 0);
        await missed.MinutesUntilAsync(() => Task.FromResult(missed.PassingReminders == 0));
    }

    [Fact]
    public async Task An_event_that_missed_a_change_of_its_gates_does_not_say_that_they_are_so_already()
    {
        FaultyStore store = new();
        await using BoxOffice knows = new(store);
        await using BoxOffice missed = new(store);
        var id = await knows.GeneralEventAsync(10);
        var (grain, stale) = (knows.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)), missed.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)));
        Assert.NotNull(await stale.Get());
        var closed = await grain.Gate([(await grain.Get())!.Sections[0].SectionId], 0);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => stale.Gate([], closed.Version));
        Assert.Empty((await stale.Gate([], closed.Version)).Sections);
    }

    [Fact]
    public async Task A_page_that_was_read_before_it_was_filled_is_read_again()
    {
        FaultyStore store = new();
        await using BoxOffice knows = new(store);
        await using BoxOffice missed = new(store);
        var stale = missed.Grains.GetGrain<IFeedPageGrain>("0");
        Assert.Empty(await stale.Events());
        FeedEvent told = new() { Id = "a-1", Type = "booking.confirmed", Subject = "bookings/a", EventId = EventId.FromKey(7), At = knows.Time.GetUtcNow(), Data = "{}" };
        await knows.Grains.GetGrain<IFeedPageGrain>("0").Fill([told]);
        Assert.Equal("a-1", Assert.Single(await stale.Events()).Id);
        Assert.Equal(told.At, await stale.LastAt());
    }

    /// <summary>The pool of an event, as the office that did not open it read it before anything was held.</summary>
    private static async Task<(EventId Event, IPoolGrain Missed)> EmptyPoolAsync(BoxOffice knows, BoxOffice missed)
    {
        var id = await knows.GeneralEventAsync(10);
        var stale = missed.Grains.GetGrain<IPoolGrain>(GrainKeys.Unit(id.Key, 0, 0));
        Assert.Equal(0, (await stale.Survey()).Counts.Places.Held);
        return (id, stale);
    }

    /// <summary>A booking that waits for its payment, as the office that opened it knows it, and as the other read it then.</summary>
    private static async Task<(IBookingGrain Knows, IBookingGrain Missed)> StartedAsync(BoxOffice knows, BoxOffice missed)
    {
        var hold = await HoldAsync(knows, 4);
        var id = BookingId.Of(hold.HoldId).GrainKey();
        var (grain, stale) = (knows.Grains.GetGrain<IBookingGrain>(id), missed.Grains.GetGrain<IBookingGrain>(id));
        Assert.Null((await grain.Start(new StartBooking { Hold = hold, Customer = "ann" })).Refusal);
        Assert.Equal(BookingStatus.Pending, (await stale.Get())!.Status);
        return (grain, stale);
    }

    private static async Task<HoldView> HoldAsync(BoxOffice office, int quantity)
    {
        var id = await office.GeneralEventAsync(10);
        var wish = new HoldRequest { Event = id, Quantity = quantity, Customer = "ann", Ttl = TimeSpan.FromMinutes(15) };
        return (await office.Holds.PlaceAsync(wish)).Answer.Hold!;
    }
}
