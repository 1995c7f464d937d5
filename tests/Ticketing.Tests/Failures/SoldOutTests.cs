using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;
using Ticketing.Withholdings;

namespace Ticketing.Tests.Failures;

/// <summary>Who follows learns when the last place of an event is sold, and when it is so again.</summary>
public sealed class SoldOutTests
{
    private const string Follower = "test";

    private static readonly SectionSpec Floor = new() { SectionId = "floor", Kind = SectionKind.General, Capacity = 2, PriceMinor = 500 };
    private static readonly SectionSpec Stalls = new() { SectionId = "stalls", Kind = SectionKind.Seated, Rows = [new RowPlan("A", 2)], PriceMinor = 500 };

    [Fact]
    public async Task It_is_told_with_the_last_place_of_the_last_block_and_not_before()
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow(Follower, holds: false);
        var id = await office.EventAsync([Floor, Stalls]);
        await BookAsync(office, Floor, id);
        await BookAsync(office, Stalls, id, "stalls-A-1");
        office.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(await ToldAsync(office, id));
        await BookAsync(office, Stalls, id, "stalls-A-2");
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, id)).Length == 1);
        Assert.Equal([$"{id}-sold-out-4"], await ToldAsync(office, id));
    }

    [Fact]
    public async Task Places_that_go_back_and_are_sold_again_are_another_time()
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow(Follower, holds: false);
        var id = await office.EventAsync([Floor]);
        var booking = await BookAsync(office, Floor, id);
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, id)).Length == 1);
        Assert.Null((await office.Grains.GetGrain<IBookingGrain>(booking.GrainKey()).Cancel(new CancelBooking { By = "desk" })).Refusal);
        await office.MinutesUntilAsync(async () => await office.CountsAsync(id) == (2, 0, 0));
        await BookAsync(office, Floor, id);
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, id)).Length == 2);
        Assert.Equal([$"{id}-sold-out-2", $"{id}-sold-out-4"], await ToldAsync(office, id));
    }

    [Fact]
    public async Task What_is_withheld_is_not_for_sale_and_is_sold_another_time()
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow(Follower, holds: false);
        var id = await office.EventAsync([Floor, Stalls]);
        WithholdingService staff = new(office.Grains, office.Events, new Outages());
        var withheld = (await staff.PlaceAsync(new WithholdingRequest { Event = id, WithholdingId = Guid.NewGuid(), Seats = ["stalls-A-1", "stalls-A-2"], Reason = "press", By = "olga" })).Withholding!;
        await BookAsync(office, Floor, id);
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, id)).Length == 1);
        await staff.ReleaseAsync(id, withheld.WithholdingId, new ReleaseWithheld { Request = Guid.NewGuid(), Reason = "over" });
        await BookAsync(office, Stalls, id, "stalls-A-1");
        office.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Single(await ToldAsync(office, id));
        await BookAsync(office, Stalls, id, "stalls-A-2");
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, id)).Length == 2);
        Assert.Equal([$"{id}-sold-out-2", $"{id}-sold-out-4"], await ToldAsync(office, id));
    }

    [Theory]
    [InlineData("ticketing.event/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.event/", WriteFault.AfterEffect)]
    [InlineData("ticketing.feed/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.feed/", WriteFault.AfterEffect)]
    public async Task It_is_told_whichever_write_fails_and_under_one_id(string prefix, WriteFault fault)
    {
        for (var passing = 0; passing < 3; passing++)
        {
            await using var office = new BoxOffice();
            await Feed(office).Follow(Follower, holds: false);
            var id = await office.EventAsync([Floor]);
            var placed = await HoldAsync(office, Floor, id);
            office.Store.FailOnce(prefix, fault, passing);
            Assert.Null((await Home(office, placed).Book(new BookHold(placed, 0) { Authorized = true })).Refusal);
            await office.MinutesUntilAsync(async () => (await ToldAsync(office, id)).Length > 0);
            Assert.Equal([$"{id}-sold-out-2"], (await ToldAsync(office, id)).Distinct());
        }
    }

    [Fact]
    public async Task A_crash_before_it_was_told_delays_it()
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow(Follower, holds: false);
        var id = await office.EventAsync([Floor]);
        var placed = await HoldAsync(office, Floor, id);
        Assert.Null((await Home(office, placed).Book(new BookHold(placed, 0) { Authorized = true })).Refusal);
        await office.CrashAsync();
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, id)).Length > 0);
        Assert.Equal([$"{id}-sold-out-2"], (await ToldAsync(office, id)).Distinct());
    }

    [Fact]
    public async Task A_block_that_knows_less_for_a_while_does_not_have_it_told_anew_at_another_time()
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow(Follower, holds: false);
        var id = await office.EventAsync([Floor]);
        var first = await BookAsync(office, Floor, id);
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, id)).Length == 1);
        var earlier = office.Store.Stored("ticketing.pool/");
        Assert.Null((await office.Grains.GetGrain<IBookingGrain>(first.GrainKey()).Cancel(new CancelBooking { By = "desk" })).Refusal);
        await office.MinutesUntilAsync(async () => await office.CountsAsync(id) == (2, 0, 0));
        await BookAsync(office, Floor, id);
        await office.MinutesUntilAsync(async () => (await ToldAsync(office, id)).Length == 2);

        var later = office.Store.Stored("ticketing.pool/");
        foreach (var known in new[] { earlier, later })
        {
            office.Store.PutBack(known);
            await office.CrashAsync();
            var reads = office.Store.ReadsOf("ticketing.pool/");
            await office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).BlockIsSoldOut(0, 0);
            await office.UntilAsync(() => Task.FromResult(office.Store.ReadsOf("ticketing.pool/") > reads));

            // Nobody waits for what the event does with the answer.
            await office.PassAsync(TimeSpan.Zero);
        }

        Assert.Equal([$"{id}-sold-out-2", $"{id}-sold-out-4"], await ToldAsync(office, id));
    }

    private static async Task<string[]> ToldAsync(BoxOffice office, EventId id) =>
        [.. (await Feed(office).Read(Follower, 0, 0, 64)).Events.Where(told => told.Type == "event.sold_out" && told.EventId == id).Select(told => told.Id)];

    private static async Task<BookingId> BookAsync(BoxOffice office, SectionSpec section, EventId id, params string[] seats)
    {
        var hold = await HoldAsync(office, section, id, seats);
        Assert.Null((await Home(office, hold).Book(new BookHold(hold, 0) { Authorized = true })).Refusal);
        await office.MinutesUntilAsync(async () => await office.Grains.GetGrain<IBookingGrain>(BookingId.Of(hold).GrainKey()).Get() is not null);
        return BookingId.Of(hold);
    }

    private static async Task<HoldId> HoldAsync(BoxOffice office, SectionSpec section, EventId id, params string[] seats)
    {
        var wish = seats.Length > 0
            ? new HoldRequest { Event = id, Seats = [.. seats] }
            : new HoldRequest { Event = id, Section = section.SectionId, Quantity = section.Capacity };
        return (await office.Holds.PlaceAsync(wish)).Answer.Hold!.HoldId;
    }

    private static ISectionGrain Home(BoxOffice office, HoldId hold) => office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(hold.EventKey, hold.Block));

    private static IFeedGrain Feed(BoxOffice office) => office.Grains.GetGrain<IFeedGrain>(IFeedGrain.All);
}
