using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>Pin, commit, tell: what a refusal or a crash in between leaves behind.</summary>
public class ConfirmProtocolTests
{
    private const string Hold = "ticketing.hold/";
    private const string Seat = "ticketing.seat/";

    private static readonly string[] s_seats = ["stalls-A-1", "stalls-B-1"];

    [Fact]
    public async Task A_place_that_does_not_know_that_it_was_sold_is_not_said_to_be_back()
    {
        await using var office = new BoxOffice();
        var hold = (await office.HoldAsync(await office.GeneralEventAsync(10), 1)).Answer.Hold!.HoldId;
        var block = office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(hold.EventKey, hold.Block));
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => block.Return(BookingId.Of(hold)));
        Assert.Equal(HoldStatus.Active, (await block.Get(hold)).Hold!.Status);
        var large = (await office.HoldAsync(await office.GeneralEventAsync(600, new EventPolicy { MaxQuantity = 300 }), 300)).Answer.Hold!.HoldId;
        var home = office.Grains.GetGrain<IHoldGrain>(large.CoordinatorKey());
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => home.Return(BookingId.Of(large)));
        Assert.Equal(HoldStatus.Active, (await home.Get(large)).Hold!.Status);
    }

    /// <summary>Before the hold's end a refused pin is no verdict: an activation may just not know the claim yet.</summary>
    [Fact]
    public async Task One_refused_pin_unpins_all_when_the_hold_ends_and_sells_nothing()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var hold = await office.HoldSeatsAsync(id, s_seats);
        var holdId = hold.Answer.Hold!.HoldId;
        await office.Grains.GetGrain<ISeatGrain>(GrainKeys.Unit(id.Key, 0, 4))
            .Release(new ReleaseUnit(holdId, EndReason.Released, Authorized: true, 0, null));

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.SellAsync(holdId, hold.Token!));
        office.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(RefusalCode.HoldExpired, (await office.SellAsync(holdId, hold.Token!)).Refusal!.Code);
        await office.UntilCountsAsync(id, (8, 0, 0));

        var other = await office.Grains.GetGrain<ISeatGrain>(GrainKeys.Unit(id.Key, 0, 0)).Find(holdId);
        Assert.Equal(HoldStatus.Expired, other.Hold!.Status);
        Assert.NotNull((await office.HoldSeatsAsync(id, s_seats)).Answer.Hold);
    }

    [Fact]
    public async Task After_a_crash_between_commit_and_telling_the_booking_exists_and_whoever_asks_for_the_hold_has_the_units_told()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var hold = await BookedAsync(office, id);
        await office.CrashAsync();

        Assert.Equal(2, (await office.Bookings.FindAsync(BookingId.Of(hold)))!.Quantity);
        Assert.Equal(HoldStatus.Confirmed, (await office.GetAsync(hold)).Hold!.Status);
        await office.UntilCountsAsync(id, (6, 0, 2));
    }

    [Fact]
    public async Task After_a_crash_between_commit_and_telling_units_with_an_old_pin_ask_the_hold_themselves()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var hold = await BookedAsync(office, id);
        await office.CrashAsync();
        Assert.Equal((6, 2, 0), await office.CountsAsync(id));

        office.Time.Advance(TimeSpan.FromSeconds(6));
        await office.UntilCountsAsync(id, (6, 0, 2));
        Assert.Equal(1, (await office.Bookings.FindAsync(BookingId.Of(hold)))!.Version);
    }

    [Fact]
    public async Task After_a_crash_between_commit_and_telling_the_reminder_has_the_units_told_when_nobody_asks()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        await BookedAsync(office, id);
        await office.CrashAsync();
        var writes = office.Store.WritesTo("ticketing.booking/");
        for (var second = 0; second < 200; second += 5)
        {
            await office.PassAsync(TimeSpan.FromSeconds(5));
        }

        await office.UntilAsync(() => Task.FromResult(office.Store.WritesTo("ticketing.booking/") > writes));
        await office.UntilCountsAsync(id, (6, 0, 2));
    }

    [Fact]
    public async Task Pins_whose_hold_was_never_confirmed_end_with_it()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var hold = await office.HoldSeatsAsync(id, s_seats);
        office.Store.FailOnce(Hold, WriteFault.BeforeEffect);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!));
        await office.CrashAsync();
        office.Time.Advance(TimeSpan.FromSeconds(130));

        // Pinned: it outlives the hold's end.
        Assert.Equal(HoldStatus.Active, (await office.Grains.GetGrain<ISeatGrain>(GrainKeys.Unit(id.Key, 0, 0)).Find(hold.Answer.Hold!.HoldId)).Hold!.Status);
        await office.UntilCountsAsync(id, (8, 0, 0));
        Assert.Equal(HoldStatus.Expired, (await office.GetAsync(hold.Answer.Hold.HoldId)).Hold!.Status);
    }

    /// <summary>A unit may ask before it hears the verdict, and its question come when places are on their way back.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task That_a_place_is_sold_is_not_told_for_ever_once_it_goes_back(bool crashes)
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var hold = await office.HoldSeatsAsync(id, s_seats);
        var holdId = hold.Answer.Hold!.HoldId;
        Assert.Null((await office.SellAsync(holdId, hold.Token!)).Refusal);
        await office.UntilCountsAsync(id, (8 - s_seats.Length, 0, s_seats.Length));
        await office.PassAsync(TimeSpan.FromSeconds(1));

        office.Store.FailOnce(Seat, WriteFault.AfterEffect);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => Home().Return(BookingId.Of(holdId)));
        if (crashes)
        {
            await office.CrashAsync();
        }

        await Home().TellAgain();
        await Home().Return(BookingId.Of(holdId));
        await office.UntilCountsAsync(id, (8, 0, 0));

        IHoldGrain Home() => office.Grains.GetGrain<IHoldGrain>(holdId.CoordinatorKey());
    }

    [Theory]
    [InlineData(WriteFault.HangBeforeEffect)]
    [InlineData(WriteFault.HangAfterEffect)]
    public async Task After_a_crash_in_the_commit_the_hold_is_either_live_or_booked(WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var hold = await office.HoldSeatsAsync(id, s_seats);
        var holdId = hold.Answer.Hold!.HoldId;
        var commits = 0;
        office.Store.Faults = key => key.StartsWith(Hold, StringComparison.Ordinal) && ++commits > 0 ? fault : WriteFault.None;
        _ = office.SellAsync(holdId, hold.Token!);
        await office.UntilAsync(() => Task.FromResult(commits == 1));
        office.Store.Mend();
        await office.CrashAsync();

        var booked = await office.SellAsync(holdId, hold.Token!);
        Assert.Equal((null, fault == WriteFault.HangAfterEffect), (booked.Refusal, booked.Repeated));
        office.Time.Advance(TimeSpan.FromSeconds(6));
        await office.UntilCountsAsync(id, (6, 0, 2));
    }

    [Fact]
    public async Task After_a_crash_between_released_and_the_releases_the_places_come_free()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var hold = await office.HoldSeatsAsync(id, s_seats);
        var writes = office.Store.WritesTo(Hold);
        office.Store.FailAll(Seat, WriteFault.HangBeforeEffect);
        _ = office.ReleaseAsync(hold.Answer.Hold!.HoldId, hold.Token);
        await office.UntilAsync(() => Task.FromResult(office.Store.WritesTo(Hold) > writes));
        office.Store.Mend();
        await office.CrashAsync();

        Assert.Equal((6, 2, 0), await office.CountsAsync(id));
        Assert.Equal(RefusalCode.HoldReleased, (await office.SellAsync(hold.Answer.Hold.HoldId, hold.Token!)).Refusal!.Code);
        await office.UntilCountsAsync(id, (8, 0, 0));
    }

    [Fact]
    public async Task After_a_crash_during_placing_the_reminder_ends_it_and_frees_the_claims()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var commits = 0;
        office.Store.Faults = key => key.StartsWith(Hold, StringComparison.Ordinal) && ++commits == 2
            ? WriteFault.HangBeforeEffect : WriteFault.None;
        _ = office.HoldSeatsAsync(id, 77, s_seats);
        await office.UntilAsync(() => Task.FromResult(commits == 2));
        office.Store.Mend();
        await office.CrashAsync();
        Assert.Equal((6, 2, 0), await office.CountsAsync(id));
        Assert.Equal(2, office.Store.WritesTo(Seat));

        office.Time.Advance(TimeSpan.FromSeconds(125));
        await office.UntilCountsAsync(id, (8, 0, 0));
        await office.UntilAsync(() => Task.FromResult(office.Store.WritesTo(Hold) >= 2));
        Assert.Equal(RefusalCode.HoldNotFound, (await office.GetAsync(HoldId.Coordinated(id.Key, 77))).Refusal!.Code);
        Assert.Equal(HoldId.Coordinated(id.Key, 77), (await office.HoldSeatsAsync(id, 77, s_seats)).Answer.Hold!.HoldId);
        Assert.Equal((6, 2, 0), await office.CountsAsync(id));
    }

    [Fact]
    public async Task A_cancelled_events_holds_over_several_seats_are_not_booked()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var hold = await office.HoldSeatsAsync(id, s_seats);
        await office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key))
            .Update(new UpdateEvent { ExpectedVersion = 1, Status = EventStatus.Cancelled });
        Assert.NotNull((await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!)).Refusal);
        Assert.Equal((8, 0, 0), await office.CountsAsync(id));
    }

    [Fact]
    public async Task An_ended_hold_is_forgotten_after_a_quarter_of_an_hour()
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var hold = (await office.HoldSeatsAsync(id, s_seats)).Answer.Hold!.HoldId;
        await office.ExpireAsync(hold);
        Assert.Equal(HoldStatus.Released, (await office.GetAsync(hold)).Hold!.Status);
        for (var minute = 0; minute < 40; minute++)
        {
            await office.PassAsync(TimeSpan.FromMinutes(1));
        }

        await office.UntilAsync(async () => (await office.GetAsync(hold)).Refusal?.Code == RefusalCode.HoldNotFound);
        await office.UntilAsync(() => Task.FromResult(office.PassingReminders == 0));
    }

    private static async Task<HoldId> BookedAsync(BoxOffice office, EventId id)
    {
        var hold = await office.HoldSeatsAsync(id, s_seats);
        Assert.Null((await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!)).Refusal);
        return hold.Answer.Hold.HoldId;
    }

    private static Task<EventId> EventAsync(BoxOffice office) => office.SeatedEventAsync(new RowPlan("A", 4), new RowPlan("B", 4));
}
