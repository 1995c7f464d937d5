using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Tests.Harness;
using Ticketing.Waitlists;

namespace Ticketing.Tests.Failures;

/// <summary>A line before a sold-out event: who gets what is freed, whatever fails on the way.</summary>
public sealed partial class WaitlistTests : IAsyncDisposable
{
    private static readonly WaitlistRules Rules = new(TimeSpan.FromMinutes(30), 1, TimeSpan.FromMinutes(10));
    private readonly BoxOffice _office = new(waitlists: Rules);
    private EventId _event;

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    [Fact]
    public async Task What_is_freed_is_offered_to_the_head_of_the_line_and_the_public_is_refused_meanwhile()
    {
        var sold = await SellOutAsync(4);
        var (ann, bob) = (await JoinAsync("ann", 2), await JoinAsync("bob", 2));
        Assert.Equal((1, 2), (ann.Position, bob.Position));
        await FreeAsync(sold, 2);
        Assert.Equal(RefusalCode.InsufficientSeats, (await _office.HoldAsync(_event, 1)).Answer.Refusal?.Code);
        await BecomesAsync(ann, WaitlistStatus.Notified);
        Assert.Equal((WaitlistStatus.Pending, 1), (await LookAsync(bob)) is var look ? (look.Entry.Status, look.Position) : default);
        Assert.Equal((0, 2, 2), await _office.CountsAsync(_event));
    }

    [Fact]
    public async Task An_offer_that_lapses_goes_to_the_next_and_the_last_one_opens_the_gate()
    {
        var sold = await SellOutAsync(4);
        var (ann, bob) = (await JoinAsync("ann", 2), await JoinAsync("bob", 2));
        await FreeAsync(sold, 2);
        await BecomesAsync(ann, WaitlistStatus.Notified);
        _office.Time.Advance(TimeSpan.FromMinutes(30));
        await BecomesAsync(bob, WaitlistStatus.Notified);
        await BecomesAsync(ann, WaitlistStatus.Expired);
        Assert.Equal(WaitlistStatus.Cancelled, (await Line.Cancel(new CancelEntry { Id = bob.Entry.Id, By = "bob" })).Entry!.Entry.Status);
        await _office.MinutesUntilAsync(async () => (await _office.HoldAsync(_event, 2)).Answer.Refusal is null);
        await _office.MinutesUntilAsync(async () => (await _office.CountsAsync(_event)).Held == 0);
        await _office.MinutesUntilAsync(() => Task.FromResult(_office.PassingReminders == 2));
    }

    [Fact]
    public async Task Nobody_may_wait_for_what_can_be_had()
    {
        _event = await _office.GeneralEventAsync(10);
        Assert.Equal(RefusalCode.WaitlistNotNeeded, (await Line.Join(Wish("ann", 3))).Refusal?.Code);
        Assert.Equal(RefusalCode.InvalidField, (await Line.Join(Wish("ann", 11))).Refusal?.Code);
        Assert.Null((await _office.HoldAsync(_event, 10)).Answer.Refusal);
    }

    [Fact]
    public async Task A_customer_has_one_place_in_line_and_the_same_request_gives_the_same_one()
    {
        await SellOutAsync(2);
        var ann = await JoinAsync("ann", 2);
        var again = await Line.Join(Wish("ann", 2));
        Assert.True(again.Repeated);
        Assert.Equal(ann.Entry.Id, again.Entry!.Entry.Id);
        Assert.Equal(RefusalCode.AlreadyWaiting, (await Line.Join(Wish("ann", 1) with { Request = 99 })).Refusal?.Code);
    }

    [Fact]
    public async Task A_smaller_party_passes_once_and_then_places_are_kept_for_a_time_and_then_the_public_has_them()
    {
        var sold = await SellOutAsync(8);
        var (ann, bob, cy) = (await JoinAsync("ann", 3), await JoinAsync("bob", 1), await JoinAsync("cy", 1));
        await FreeAsync(sold, 1);
        await BecomesAsync(bob, WaitlistStatus.Notified);
        await FreeAsync(sold, 1);
        await UntilAsync(async () => (await LookAsync(ann)).Entry.KeepUntil is not null);
        Assert.Equal(WaitlistStatus.Pending, (await LookAsync(cy)).Entry.Status);
        Assert.Equal(RefusalCode.InsufficientSeats, (await _office.HoldAsync(_event, 1)).Answer.Refusal?.Code);
        await FreeAsync(sold, 1);
        _office.Time.Advance(Rules.KeepTime);
        await BecomesAsync(cy, WaitlistStatus.Notified);
        await _office.MinutesUntilAsync(async () => (await _office.HoldAsync(_event, 1)).Answer.Refusal is null);
        Assert.Equal(WaitlistStatus.Pending, (await LookAsync(ann)).Entry.Status);
        Assert.Equal(RefusalCode.InsufficientSeats, (await _office.HoldAsync(_event, 1)).Answer.Refusal?.Code);
    }

    [Fact]
    public async Task What_is_kept_is_offered_together_when_it_is_enough()
    {
        var sold = await SellOutAsync(8);
        var (ann, bob) = (await JoinAsync("ann", 3), await JoinAsync("bob", 1));
        await FreeAsync(sold, 1);
        await BecomesAsync(bob, WaitlistStatus.Notified);
        await FreeAsync(sold, 2);
        await UntilAsync(async () => (await LookAsync(ann)).Entry.KeepUntil is not null);
        await FreeAsync(sold, 1);
        await BecomesAsync(ann, WaitlistStatus.Notified);
        Assert.Equal(3, (await Home(await LookAsync(ann)).Get((await LookAsync(ann)).Hold!.Value)).Hold!.Quantity);
    }

    [Fact]
    public async Task Nobody_books_an_offer_with_a_token_and_its_customer_does()
    {
        var sold = await SellOutAsync(2);
        var ann = await JoinAsync("ann", 2);
        await FreeAsync(sold, 2);
        await BecomesAsync(ann, WaitlistStatus.Notified);
        ann = await LookAsync(ann);
        Assert.Equal(RefusalCode.WrongToken, (await _office.SellAsync(ann.Hold!.Value, "none")).Refusal?.Code);
        var hold = (await _office.GetAsync(ann.Hold.Value)).Hold!;
        var booking = _office.Grains.GetGrain<IBookingGrain>(BookingId.Of(hold.HoldId).GrainKey());
        Assert.Null((await booking.Start(new StartBooking { Hold = hold, Customer = "ann" })).Refusal);
        Assert.Equal(WaitlistStatus.Booked, (await Line.Booked(ann.Entry.Id)).Entry!.Entry.Status);
        Assert.Equal(RefusalCode.WaitlistTransition, (await Line.Cancel(new CancelEntry { Id = ann.Entry.Id, By = "ann" })).Refusal?.Code);
    }

    [Fact]
    public async Task A_booking_that_the_line_was_not_told_of_is_found_when_the_offer_ends()
    {
        var sold = await SellOutAsync(2);
        var ann = await JoinAsync("ann", 2);
        await FreeAsync(sold, 2);
        await BecomesAsync(ann, WaitlistStatus.Notified);
        var hold = (await _office.GetAsync((await LookAsync(ann)).Hold!.Value)).Hold!;
        await _office.Grains.GetGrain<IBookingGrain>(BookingId.Of(hold.HoldId).GrainKey()).Start(new StartBooking { Hold = hold, Customer = "ann" });
        _office.Time.Advance(Rules.OfferTime);
        await BecomesAsync(ann, WaitlistStatus.Booked);
    }

    [Theory]
    [InlineData("ticketing.waitlist-page/", WriteFault.BeforeEffect, 0)]
    [InlineData("ticketing.waitlist-page/", WriteFault.AfterEffect, 0)]
    [InlineData("ticketing.waitlist-page/", WriteFault.BeforeEffect, 1)]
    [InlineData("ticketing.waitlist-page/", WriteFault.AfterEffect, 1)]
    [InlineData("ticketing.hold/", WriteFault.BeforeEffect, 0)]
    [InlineData("ticketing.hold/", WriteFault.AfterEffect, 1)]
    [InlineData("ticketing.pool/", WriteFault.AfterEffect, 1)]
    public async Task An_offer_that_fails_half_way_is_made_once(string prefix, WriteFault fault, int passing)
    {
        var sold = await SellOutAsync(4);
        var (ann, bob) = (await JoinAsync("ann", 2), await JoinAsync("bob", 2));
        _office.Store.FailOnce(prefix, fault, passing);
        await FreeAsync(sold, 2);
        await BecomesAsync(ann, WaitlistStatus.Notified);
        Assert.Equal(1, _office.Store.Failures);
        Assert.Equal((0, 2, 2), await _office.CountsAsync(_event));
        Assert.Equal(WaitlistStatus.Pending, (await LookAsync(bob)).Entry.Status);
    }

    [Theory]
    [InlineData("ticketing.waitlist-page/", 0)]
    [InlineData("ticketing.waitlist-page/", 1)]
    [InlineData("ticketing.hold/", 0)]
    [InlineData("ticketing.hold/", 1)]
    [InlineData("ticketing.pool/", 2)]
    public async Task An_offer_that_a_crash_cuts_off_is_made_once_and_keeps_nothing_else(string prefix, int passing)
    {
        var sold = await SellOutAsync(4);
        var (ann, _) = (await JoinAsync("ann", 2), await JoinAsync("bob", 2));
        var reached = new TaskCompletionSource();
        var left = passing;
        _office.Store.Faults = key =>
        {
            if (!key.StartsWith(prefix, StringComparison.Ordinal) || Interlocked.Decrement(ref left) != -1)
            {
                return WriteFault.None;
            }

            reached.TrySetResult();
            return WriteFault.HangAfterEffect;
        };
        await FreeAsync(sold, 2);
        await UntilAsync(() => Task.FromResult(reached.Task.IsCompleted));
        await _office.CrashAsync();
        _office.Store.Mend();
        await BecomesAsync(ann, WaitlistStatus.Notified);
        Assert.Equal((0, 2, 2), await _office.CountsAsync(_event));
    }

    [Fact]
    public async Task The_line_goes_on_after_a_crash_although_nobody_asks()
    {
        var sold = await SellOutAsync(4);
        var ann = await JoinAsync("ann", 2);
        await _office.CrashAsync();
        Assert.Equal(RefusalCode.InsufficientSeats, (await _office.HoldAsync(_event, 1)).Answer.Refusal?.Code);
        await FreeAsync(sold, 2);
        await _office.CrashAsync();
        await BecomesAsync(ann, WaitlistStatus.Notified);
    }

    [Fact]
    public async Task A_line_of_many_is_read_again_after_a_crash_in_its_order()
    {
        var sold = await SellOutAsync(4);
        List<WaitlistView> line = [];
        for (var i = 0; i < 150; i++)
        {
            line.Add(await JoinAsync($"c{i}", 1));
        }

        var last = await JoinAsync("vip", 1, priority: 5);
        Assert.Equal(1, last.Position);
        await _office.CrashAsync();
        Assert.Equal(Enumerable.Range(2, 150), await Task.WhenAll(line.Select(async entry => (await LookAsync(entry)).Position!.Value)));
        await FreeAsync(sold, 2);
        await BecomesAsync(last, WaitlistStatus.Notified);
        await BecomesAsync(line[0], WaitlistStatus.Notified);
        Assert.Equal(151, (await Line.List(0, 200)).Entries.Length);
    }

    [Fact]
    public async Task When_the_event_is_cancelled_nobody_waits_any_more()
    {
        await SellOutAsync(2);
        var ann = await JoinAsync("ann", 2);
        var @event = _office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(_event.Key));
        await @event.Update(new UpdateEvent { ExpectedVersion = 1, Status = EventStatus.Cancelled });
        await BecomesAsync(ann, WaitlistStatus.Cancelled);
        Assert.Equal("event_cancelled", (await LookAsync(ann)).Entry.Steps[^1].Why);
    }

    [Fact]
    public async Task A_party_that_the_limit_per_customer_forbids_ends_and_keeps_nobody_waiting()
    {
        _event = await _office.GeneralEventAsync(4, new EventPolicy { MaxPerCustomer = 2 });
        var ann = await _office.HoldAsync(_event, 2, "ann");
        var cy = await _office.HoldAsync(_event, 2, "cy");
        Assert.Null((await _office.SellAsync(ann.Answer.Hold!.HoldId, ann.Token!)).Refusal);
        var (again, bob) = (await JoinAsync("ann", 1), await JoinAsync("bob", 2));
        await _office.ExpireAsync(cy.Answer.Hold!.HoldId);
        await BecomesAsync(again, WaitlistStatus.Cancelled);
        Assert.Equal("customer_limit", (await LookAsync(again)).Entry.Steps[^1].Why);
        await BecomesAsync(bob, WaitlistStatus.Notified);
        await UntilAsync(async () => await _office.CountsAsync(_event) == (0, 2, 2));
    }

    [Fact]
    public async Task A_party_gets_the_best_seats_together_and_the_public_the_rest()
    {
        _event = await _office.SeatedEventAsync(new RowPlan("A", 3), new RowPlan("B", 3));
        var all = await _office.HoldSeatsAsync(_event, "stalls-A-1", "stalls-A-2", "stalls-A-3", "stalls-B-1", "stalls-B-2", "stalls-B-3");
        var ann = await JoinAsync("ann", 3);
        await _office.ExpireAsync(all.Answer.Hold!.HoldId);
        await BecomesAsync(ann, WaitlistStatus.Notified);
        var hold = (await _office.GetAsync((await LookAsync(ann)).Hold!.Value)).Hold!;
        Assert.Equal((3, 1), (hold.Seats.Length, hold.Groups));
        await UntilAsync(async () => (await _office.HoldAsync(_event, 3)).Answer.Refusal is null);
    }

    [Fact]
    public async Task An_event_without_a_waitlist_writes_and_calls_nothing_more()
    {
        _event = await _office.GeneralEventAsync(10);
        var placed = await _office.HoldAsync(_event, 2);
        await _office.SellAsync(placed.Answer.Hold!.HoldId, placed.Token!);
        Assert.Equal((0, 1, 2), (_office.Store.ReadsOf("ticketing.waitlist"), _office.Store.WritesTo("ticketing.section/"), _office.Store.WritesTo("ticketing.pool/")));
    }
}
