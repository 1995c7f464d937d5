using System.Text.Json;
using Ticketing.Bookings;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>Every step of a booking comes into the feed, whatever fails on the way, and costs nothing while nobody follows.</summary>
public sealed class BookingFeedTests
{
    private const string Follower = "test";

    [Fact]
    public async Task A_guest_hold_and_its_booking_cost_no_more_writes_while_nobody_follows()
    {
        await using var office = new BoxOffice();
        var first = await BookAsync(office, await office.GeneralEventAsync(10), null);
        await office.MinutesUntilAsync(async () => (await Grain(office, first).Get())!.TicketStatus == TicketStatus.Finalized);
        var before = office.Store.Written.Length;
        var booking = await BookAsync(office, await office.GeneralEventAsync(10), null);
        await office.MinutesUntilAsync(async () => (await Grain(office, booking).Get())!.TicketStatus == TicketStatus.Finalized);

        // The event's two and the block's two come with the event's first hold; the rest is the hold, its confirmation, the row, the booking;
        // and in the background, once more each, that its tickets are made out and that its receipt has a number.
        var written = office.Store.Written[before..];

        Assert.Equal(2, written.Count(static key => key.StartsWith("ticketing.pool/", StringComparison.Ordinal)));
        Assert.Equal(1, written.Count(static key => key.StartsWith("ticketing.booking-index/", StringComparison.Ordinal)));
        Assert.Equal(3, written.Count(static key => key.StartsWith("ticketing.booking/", StringComparison.Ordinal)));
        Assert.DoesNotContain(written, static key => key.StartsWith("reminder/ticketing.booking", StringComparison.Ordinal));
        Assert.DoesNotContain(written, static key => key.StartsWith("ticketing.feed", StringComparison.Ordinal));
        Assert.Equal(1, (await Grain(office, booking).Get())!.Version);
    }

    [Fact]
    public async Task Who_follows_is_told_every_step_in_order()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var start = await Feed(office).Follow(Follower, holds: false);
        var booking = await BookAsync(office, id, "ann");
        Assert.Null((await Grain(office, booking).Refund(new RefundBooking { By = "desk", AmountMinor = 200 })).Refusal);
        Assert.Null((await Grain(office, booking).Cancel(new CancelBooking { By = "ann" })).Refusal);

        var events = (await Feed(office).Read(Follower, start, start, 64)).Events.RemoveAll(static told => told.Type == "booking.finalized");
        Assert.Equal(["booking.confirmed", "booking.refunded", "booking.cancelled"], events.Select(told => told.Type));
        Assert.Equal([$"{booking}-1", $"{booking}-2", $"{booking}-3"], events.Select(told => told.Id));
        Assert.All(events, told => Assert.Equal(($"bookings/{booking}", id), (told.Subject, told.EventId)));
        using var facts = JsonDocument.Parse(events[1].Data);
        Assert.Equal(("confirmed", "2.00", "10.00", "ann"), (
            facts.RootElement.GetProperty("status").GetString(), facts.RootElement.GetProperty("refunded_amount").GetString(),
            facts.RootElement.GetProperty("total_amount").GetString(), facts.RootElement.GetProperty("user_id").GetString()));
    }

    [Fact]
    public async Task A_booking_that_waits_for_its_payment_is_told_too()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        await Feed(office).Follow(Follower, holds: false);
        var placed = await office.HoldAsync(id, 2, "ann");
        var booking = BookingId.Of(placed.Answer.Hold!.HoldId);
        await Grain(office, booking).Start(new StartBooking { Hold = placed.Answer.Hold!, Customer = "ann" });
        await Home(office, booking.Hold).Book(new BookHold(booking.Hold, 0) { Authorized = true });
        await office.MinutesUntilAsync(async () => (await Grain(office, booking).Get())!.Status == BookingStatus.Confirmed);
        Assert.Equal(["booking.pending", "booking.confirmed"], (await Feed(office).Read(Follower, 0, 0, 64)).Events.Select(told => told.Type).Where(static type => type != "booking.finalized"));
    }

    [Theory]
    [InlineData("ticketing.feed/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.feed/", WriteFault.AfterEffect)]
    [InlineData("ticketing.booking/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.booking/", WriteFault.AfterEffect)]
    [InlineData("ticketing.booking-index/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.booking-index/", WriteFault.AfterEffect)]
    [InlineData("ticketing.feed-page/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.feed-page/", WriteFault.AfterEffect)]
    public async Task No_step_is_lost_whichever_write_fails(string prefix, WriteFault fault)
    {
        for (var passing = 0; passing < 5; passing++)
        {
            await using var office = new BoxOffice();
            var id = await office.GeneralEventAsync(500);
            await Feed(office).Follow(Follower, holds: false);
            for (var filled = 0; filled < 62; filled++)
            {
                await Feed(office).Append([new FeedEvent { Id = $"filler-{filled}", Subject = "filler" }]);
            }

            office.Store.FailOnce(prefix, fault, passing);
            var booking = await BookAsync(office, id, "ann");
            await InsistAsync(office, () => Grain(office, booking).Refund(new RefundBooking { By = "desk", AmountMinor = 200, ExpectedVersion = 1 }));
            await InsistAsync(office, () => Grain(office, booking).Cancel(new CancelBooking { By = "ann" }));
            office.Store.Mend();
            await office.CrashAsync();
            await office.MinutesUntilAsync(async () => (await ToldAsync(office, booking)).Distinct().Count() == 3);
            var told = await ToldAsync(office, booking);
            Assert.Equal([$"{booking}-1", $"{booking}-2", $"{booking}-3"], told.Distinct());
            Assert.Equal(told.Order(StringComparer.Ordinal), told);
        }
    }

    [Fact]
    public async Task Events_are_let_go_when_everybody_has_passed_them_and_their_time_is_over()
    {
        await using var office = new BoxOffice();
        var feed = Feed(office);
        await feed.Follow(Follower, holds: false);
        await feed.Follow("slow", holds: false);
        var at = office.Time.GetUtcNow();
        await feed.Append([.. Enumerable.Range(0, 200).Select(number => new FeedEvent { Id = $"{number}", Subject = "s", At = at })]);
        office.Time.Advance(FeedOptions.Default.Retention + TimeSpan.FromMinutes(2));
        await feed.Read(Follower, 200, 200, 1);
        await office.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(0, (await feed.Read("slow", 0, 0, 64)).First);

        await feed.Read("slow", 70, 70, 1);
        await office.MinutesUntilAsync(async () => (await feed.Read("slow", 0, 0, 64)).First == 64);
        Assert.Equal("64", (await feed.Read("slow", 0, 0, 64)).Events[0].Id);

        await feed.Unfollow("slow");
        await feed.Unfollow(Follower);
        Assert.False(await feed.IsFollowed());
        await office.MinutesUntilAsync(async () => (await feed.Read("late", 0, 0, 64)).First == 192);
    }

    [Fact]
    public async Task Where_a_time_begins_is_found_in_pages_and_behind_them()
    {
        await using var office = new BoxOffice();
        var feed = Feed(office);
        await feed.Follow(Follower, holds: false);
        var at = office.Time.GetUtcNow();
        for (var number = 0; number < 300; number += 50)
        {
            await feed.Append([.. Enumerable.Range(number, 50).Select(i => new FeedEvent { Id = $"{i}", Subject = "s", At = at.AddSeconds(i) })]);
        }

        foreach (var wanted in new[] { 0, 63, 64, 130, 255, 256, 299 })
        {
            Assert.Equal(wanted, await feed.Find(at.AddSeconds(wanted)));
        }

        Assert.Equal(300, await feed.Find(at.AddHours(1)));
    }

    /// <summary>That its tickets are made out is no step.</summary>
    private static async Task<string[]> ToldAsync(BoxOffice office, BookingId booking) =>
        [.. (await office.ToldAsync(Follower, $"bookings/{booking}")).Where(static told => told.Type != "booking.finalized").Select(static told => told.Id)];

    private static async Task InsistAsync(BoxOffice office, Func<Task<BookingAnswer>> command)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            try
            {
                var answer = await command();
                Assert.True(answer.Refusal is null or { Code: RefusalCode.StaleVersion }, $"{answer.Refusal}");
                return;
            }
            catch (Exception e) when (e is OutcomeUnknownException or IOException)
            {
                office.Time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        Assert.Fail("The command was never answered.");
    }

    private static async Task<BookingId> BookAsync(BoxOffice office, EventId id, string? customer)
    {
        var placed = await office.HoldAsync(id, 2, customer);
        var hold = placed.Answer.Hold!.HoldId;
        Assert.Null((await Home(office, hold).Book(new BookHold(hold, 0) { Authorized = true })).Refusal);
        await office.MinutesUntilAsync(async () => await Grain(office, BookingId.Of(hold)).Get() is not null);
        return BookingId.Of(hold);
    }

    private static IBookingGrain Grain(BoxOffice office, BookingId booking) => office.Grains.GetGrain<IBookingGrain>(booking.GrainKey());

    private static ISectionGrain Home(BoxOffice office, HoldId hold) => office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(hold.EventKey, hold.Block));

    private static IFeedGrain Feed(BoxOffice office) => office.Grains.GetGrain<IFeedGrain>(IFeedGrain.All);
}
