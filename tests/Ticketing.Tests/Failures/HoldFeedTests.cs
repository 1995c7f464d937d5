using System.Text.Json;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>Who follows holds learns that each was placed and how it ended, whatever fails on the way; for others nothing is written.</summary>
public sealed class HoldFeedTests
{
    private const string Follower = "test";

    private static readonly SectionSpec Floor = new() { SectionId = "floor", Kind = SectionKind.General, Capacity = 40, PriceMinor = 500 };
    private static readonly SectionSpec Stalls = new() { SectionId = "stalls", Kind = SectionKind.Seated, Rows = [new RowPlan("A", 8)], PriceMinor = 700 };

    [Theory]
    [InlineData("floor", new string[0])]
    [InlineData("stalls", new[] { "stalls-A-3" })]
    [InlineData("stalls", new[] { "stalls-A-3", "stalls-A-4" })]
    public async Task A_hold_that_lapses_is_told_when_it_is_placed_and_when_it_is_over(string section, string[] seats)
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow(Follower, holds: true);
        var hold = await HoldAsync(office, await office.EventAsync([Floor, Stalls]), section, seats);
        await SoonAsync(office, async () => (await ToldAsync(office, hold.HoldId)).Length == 1);
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, hold.HoldId)).Length == 2);

        var told = await ToldAsync(office, hold.HoldId);
        Assert.Equal(["hold.placed", "hold.expired"], told.Select(one => one.Type));
        Assert.All(told, one => Assert.Equal(($"holds/{hold.HoldId}", hold.HoldId.Event), (one.Subject, one.EventId)));
        Assert.Equal(hold.CreatedAt, told[0].At);
        Assert.InRange(told[1].At, hold.ExpiresAt, hold.ExpiresAt.AddSeconds(1));
        using var placed = JsonDocument.Parse(told[0].Data);
        using var expired = JsonDocument.Parse(told[1].Data);
        Assert.Equal(("active", "expired"), (Text(placed, "status"), Text(expired, "status")));
        Assert.Equal((section, "ann", hold.HoldId.ToString()), (Text(placed, "section"), Text(placed, "user_id"), Text(placed, "hold_id")));
        Assert.Equal(seats, placed.RootElement.GetProperty("seats").EnumerateArray().Select(static seat => seat.GetString()));
        Assert.Equal((FeedData.Time(hold.ExpiresAt), null), (Text(placed, "expires_at"), Text(placed, "ended_at")));
    }

    [Theory]
    [InlineData("floor", new string[0])]
    [InlineData("stalls", new[] { "stalls-A-3", "stalls-A-4" })]
    public async Task A_hold_that_is_given_back_says_so_and_one_that_is_booked_leaves_the_word_to_its_booking(string section, string[] seats)
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow(Follower, holds: true);
        var id = await office.EventAsync([Floor, Stalls]);
        var released = await HoldAsync(office, id, section, seats);
        await office.Grains.HomeOf(released.HoldId).Release(new ReleaseHold(released.HoldId, EndReason.Released, Operator: true, 0, null));
        var booked = await HoldAsync(office, id, section, seats);
        Assert.Null((await office.Grains.HomeOf(booked.HoldId).Book(new BookHold(booked.HoldId, 0) { Authorized = true })).Refusal);
        var booking = office.Grains.GetGrain<IBookingGrain>(BookingId.Of(booked.HoldId).GrainKey());
        await office.MinutesUntilAsync(async () => await booking.Get() is not null);
        Assert.Null((await booking.Cancel(new CancelBooking { By = "desk" })).Refusal);
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, released.HoldId)).Length == 2 && (await ToldAsync(office, booked.HoldId)).Length == 1);
        await office.MinutesUntilAsync(async () => await office.CountsAsync(id) == (48, 0, 0));
        office.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(["hold.placed", "hold.released"], (await ToldAsync(office, released.HoldId)).Select(one => one.Type));
        Assert.Equal(["hold.placed"], (await ToldAsync(office, booked.HoldId)).Select(one => one.Type));
    }

    [Fact]
    public async Task Nothing_of_a_hold_is_kept_while_nobody_wants_to_know_and_what_was_before_is_not_told()
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow("others", holds: false);
        var id = await office.EventAsync([Floor]);
        var early = await HoldAsync(office, id, "floor", []);
        await office.MinutesUntilAsync(async () => await office.CountsAsync(id) == (40, 0, 0));
        Assert.Empty((await Feed(office).Read("others", 0, 0, 64)).Events);

        // A pool writes a claim and its end, whether or not they are told.
        var writes = office.Store.WritesTo("ticketing.pool/");
        office.Time.Advance(TimeSpan.FromSeconds(10));
        await Feed(office).Follow(Follower, holds: true);
        office.Time.Advance(TimeSpan.FromSeconds(10));
        var late = await HoldAsync(office, id, "floor", []);
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, late.HoldId)).Length == 2);
        Assert.Equal(2, writes);
        Assert.Equal(4, office.Store.WritesTo("ticketing.pool/"));
        Assert.Empty(await ToldAsync(office, early.HoldId));

        await Feed(office).Follow(Follower, holds: false);
        Assert.Null(await Feed(office).HoldsSince());
        await Feed(office).Append([new FeedEvent { Id = "1", Type = "hold.placed" }, new FeedEvent { Id = "2", Type = "booking.confirmed" }]);
        Assert.Equal("2", (await Feed(office).Read(Follower, 0, 2, 64)).Events.Single().Id);
    }

    [Theory]
    [InlineData("ticketing.feed/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.feed/", WriteFault.AfterEffect)]
    [InlineData("ticketing.pool/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.hold/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.hold/", WriteFault.AfterEffect)]
    public async Task Whichever_write_fails_each_step_is_told_in_order_and_always_the_same(string prefix, WriteFault fault)
    {
        for (var passing = 0; passing < 4; passing++)
        {
            await using var office = new BoxOffice();
            await Feed(office).Follow(Follower, holds: true);
            var id = await office.EventAsync([Floor, Stalls]);
            var holds = new[] { await HoldAsync(office, id, "floor", []), await HoldAsync(office, id, "stalls", ["stalls-A-1", "stalls-A-2"]) };
            office.Store.FailOnce(prefix, fault, passing);
            await office.MinutesUntilAsync(async () => await office.CountsAsync(id) == (48, 0, 0));
            office.Store.Mend();
            foreach (var hold in holds)
            {
                await office.MinutesUntilAsync(async () => (await ToldAsync(office, hold.HoldId)).Any(static one => one.Type == "hold.expired"));
                AssertOnceEach(await ToldAsync(office, hold.HoldId), "hold.placed", "hold.expired");
            }
        }
    }

    [Theory]
    [InlineData("floor", new string[0])]
    [InlineData("stalls", new[] { "stalls-A-3", "stalls-A-4" })]
    public async Task A_crash_right_after_the_answer_delays_what_is_told(string section, string[] seats)
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow(Follower, holds: true);
        var hold = await HoldAsync(office, await office.EventAsync([Floor, Stalls]), section, seats);
        await office.CrashAsync();
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, hold.HoldId)).Length > 0);
        await office.Grains.HomeOf(hold.HoldId).Release(new ReleaseHold(hold.HoldId, EndReason.Released, Operator: true, 0, null));
        await office.CrashAsync();
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, hold.HoldId)).Any(static one => one.Type != "hold.placed"));
        var told = await ToldAsync(office, hold.HoldId);
        Assert.Contains(told[^1].Type, new[] { "hold.released", "hold.expired" });
        AssertOnceEach(told, "hold.placed", told[^1].Type);
    }

    [Fact]
    public async Task A_hold_that_lasts_for_longer_by_now_was_placed_for_as_long_as_it_was()
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow(Follower, holds: true);
        var id = await office.EventAsync([Floor, Stalls]);
        foreach (var (section, seats) in new[] { ("floor", Array.Empty<string>()), ("stalls", ["stalls-A-1", "stalls-A-2"]) })
        {
            var hold = await HoldAsync(office, id, section, seats);
            Assert.Null((await office.Grains.HomeOf(hold.HoldId).Extend(hold.HoldId, hold.ExpiresAt.AddMinutes(3))).Refusal);
            await office.CrashAsync();
            await office.MinutesUntilAsync(async () => (await ToldAsync(office, hold.HoldId)).Length > 0);
            Assert.All(await ToldAsync(office, hold.HoldId), one =>
            {
                using var facts = JsonDocument.Parse(one.Data);
                Assert.Equal(FeedData.Time(hold.ExpiresAt), Text(facts, "expires_at"));
            });
        }
    }

    [Fact]
    public async Task Places_that_late_money_does_not_get_any_more_are_not_told()
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow(Follower, holds: true);
        var id = await office.EventAsync([Floor, Stalls]);
        string[] seats = ["stalls-A-1", "stalls-A-2"];
        var late = await HoldAsync(office, id, "stalls", seats);
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, late.HoldId)).Length == 2);
        var now = await HoldAsync(office, id, "stalls", seats);
        var revive = new ReviveHold(late.HoldId, 2, "ann", office.Time.GetUtcNow().AddMinutes(1));
        Assert.Equal(RefusalCode.SeatTaken, (await office.Grains.HomeOf(late.HoldId).Revive(revive)).Refusal?.Code);
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, now.HoldId)).Length == 2);
        office.Time.Advance(TimeSpan.FromHours(1));
        AssertOnceEach(await ToldAsync(office, late.HoldId), "hold.placed", "hold.expired");
    }

    private static void AssertOnceEach(FeedEvent[] told, params string[] types)
    {
        Assert.Equal(types, told.Select(static one => one.Type).Distinct());
        Assert.Equal(types.Length, told.Select(static one => (one.Id, one.Data)).Distinct().Count());
    }

    private static string? Text(JsonDocument facts, string name) => facts.RootElement.GetProperty(name).GetString();

    private static async Task SoonAsync(BoxOffice office, Func<Task<bool>> holds)
    {
        for (var look = 0; look < 200 && !await holds(); look++)
        {
            await office.PassAsync(TimeSpan.FromMilliseconds(20));
        }

        Assert.True(await holds());
    }

    private static Task<FeedEvent[]> ToldAsync(BoxOffice office, HoldId hold) => office.ToldAsync(Follower, $"holds/{hold}");

    private static async Task<HoldView> HoldAsync(BoxOffice office, EventId id, string section, string[] seats) =>
        (await office.Holds.PlaceAsync(seats.Length > 0
            ? new HoldRequest { Event = id, Seats = [.. seats], Customer = "ann" }
            : new HoldRequest { Event = id, Section = section, Quantity = 2, Customer = "ann" })).Answer.Hold!;

    private static IFeedGrain Feed(BoxOffice office) => office.Grains.GetGrain<IFeedGrain>(IFeedGrain.All);
}
