using Orleans.Runtime;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Inventory;

/// <summary>Holds and bookings over the real grains.</summary>
public class HoldingTests
{
    [Fact]
    public async Task A_hold_keeps_its_places_and_a_booking_sells_them()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var hold = await office.HoldAsync(id, 3);
        Assert.Equal((7, 3, 0), await office.CountsAsync(id));

        var booked = await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!);

        Assert.Equal(HoldStatus.Confirmed, booked.Hold!.Status);
        Assert.Equal(1_500, booked.Hold.AmountMinor);
        Assert.Equal((7, 0, 3), await office.CountsAsync(id));
    }

    [Fact]
    public async Task Booking_twice_gives_the_same_booking()
    {
        await using var office = new BoxOffice();
        var hold = await office.HoldAsync(await office.GeneralEventAsync(10), 1);
        var id = hold.Answer.Hold!.HoldId;
        var first = await office.SellAsync(id, hold.Token!);
        var again = await office.SellAsync(id, hold.Token!);
        Assert.False(first.Repeated);
        Assert.True(again.Repeated);
        Assert.Equal(first.Hold, again.Hold! with { Seats = first.Hold!.Seats });
        Assert.NotNull(await office.Bookings.FindAsync(BookingId.Of(id)));
    }

    [Fact]
    public async Task A_wrong_token_books_nothing_and_releases_nothing()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var hold = (await office.HoldAsync(id, 1)).Answer.Hold!.HoldId;
        Assert.Equal(RefusalCode.WrongToken, (await office.SellAsync(hold, "guess")).Refusal!.Code);
        Assert.Equal(RefusalCode.WrongToken, (await office.ReleaseAsync(hold, "guess")).Refusal!.Code);
        Assert.Equal((9, 1, 0), await office.CountsAsync(id));
    }

    [Fact]
    public async Task What_is_sold_out_is_refused_and_a_released_place_is_free_at_once()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(2);
        var hold = await office.HoldAsync(id, 2);
        Assert.Equal(RefusalCode.InsufficientSeats, (await office.HoldAsync(id, 1)).Answer.Refusal!.Code);
        Assert.Null((await office.ReleaseAsync(hold.Answer.Hold!.HoldId, hold.Token)).Refusal);
        Assert.NotNull((await office.HoldAsync(id, 2)).Answer.Hold);
    }

    [Fact]
    public async Task A_hold_ends_at_its_time_for_whoever_asks()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(2);
        var hold = await office.HoldAsync(id, 2);
        office.Time.Advance(TimeSpan.FromSeconds(120));
        Assert.Equal((2, 0, 0), await office.CountsAsync(id));
        Assert.Equal(RefusalCode.HoldExpired, (await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!)).Refusal!.Code);
        Assert.NotNull((await office.HoldAsync(id, 2)).Answer.Hold);
    }

    [Fact]
    public async Task After_a_crash_a_hold_is_still_there_and_ends_at_its_time()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(5);
        var hold = await office.HoldAsync(id, 2);
        await office.CrashAsync();
        Assert.Equal((3, 2, 0), await office.CountsAsync(id));
        office.Time.Advance(TimeSpan.FromSeconds(122));
        Assert.Equal((5, 0, 0), await office.CountsAsync(id));
        Assert.Equal(HoldStatus.Expired, (await office.GetAsync(hold.Answer.Hold!.HoldId)).Hold!.Status);
    }

    [Fact]
    public async Task Seats_of_a_party_are_held_together_or_not_at_all()
    {
        await using var office = new BoxOffice();
        var id = await office.SeatedEventAsync(new RowPlan("A", 4), new RowPlan("B", 4));
        Assert.NotNull((await office.HoldSeatsAsync(id, "stalls-A-2")).Answer.Hold);
        var refused = await office.HoldSeatsAsync(id, "stalls-A-1", "stalls-A-2", "stalls-B-1");
        Assert.Equal(RefusalCode.SeatTaken, refused.Answer.Refusal!.Code);
        Assert.Equal("stalls-A-2", Assert.Single(refused.Answer.Refusal.Seats));
        Assert.Equal((7, 1, 0), await office.CountsAsync(id));
        Assert.NotNull((await office.HoldSeatsAsync(id, "stalls-A-1", "stalls-B-1")).Answer.Hold);
    }

    [Fact]
    public async Task A_party_gets_the_best_seats_side_by_side()
    {
        await using var office = new BoxOffice();
        var id = await office.SeatedEventAsync(new RowPlan("A", 6), new RowPlan("B", 6));
        var hold = (await office.HoldAsync(id, 4)).Answer.Hold!;
        Assert.Equal(1, hold.Groups);
        Assert.Equal(["stalls-A-1", "stalls-A-2", "stalls-A-3", "stalls-A-4"], hold.Seats.Order());
    }

    [Fact]
    public async Task A_hold_over_several_pools_is_booked_as_one()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(300);
        foreach (var quantity in (int[])[100, 100, 40])
        {
            Assert.NotNull((await office.HoldAsync(id, quantity)).Answer.Hold);
        }

        // 16 places are left in the first pool, 44 in the second: no pool has 50.
        var hold = await office.HoldAsync(id, 50);
        Assert.True(hold.Answer.Hold!.HoldId.IsCoordinated);
        Assert.Equal((10, 290, 0), await office.CountsAsync(id));
        Assert.Equal(50, (await office.SellAsync(hold.Answer.Hold.HoldId, hold.Token!)).Hold!.Quantity);
    }

    [Fact]
    public async Task A_customer_gets_no_more_than_the_event_allows()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(100, new EventPolicy { MaxPerCustomer = 4 });
        Assert.NotNull((await office.HoldAsync(id, 3, "ann")).Answer.Hold);
        Assert.Equal(RefusalCode.CustomerLimit, (await office.HoldAsync(id, 2, "ann")).Answer.Refusal!.Code);
        Assert.NotNull((await office.HoldAsync(id, 2, "bob")).Answer.Hold);
        Assert.Equal((95, 5, 0), await office.CountsAsync(id));
    }

    [Fact]
    public async Task A_limit_that_the_service_does_not_know_yet_can_not_be_passed_by()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var holds = office.Holds;
        await holds.PlaceAsync(new HoldRequest { Event = id, Quantity = 1 });
        await office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Update(new UpdateEvent
        {
            ExpectedVersion = 1,
            Policy = new EventPolicy { MaxPerCustomer = 2 },
        });

        // The service still has the facts of a moment ago.
        Assert.Equal(RefusalCode.Busy, (await holds.PlaceAsync(new HoldRequest { Event = id, Quantity = 3, Customer = "ann" })).Answer.Refusal!.Code);
        office.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(RefusalCode.CustomerLimit, (await holds.PlaceAsync(new HoldRequest { Event = id, Quantity = 3, Customer = "ann" })).Answer.Refusal!.Code);
        Assert.Null((await holds.PlaceAsync(new HoldRequest { Event = id, Quantity = 2, Customer = "ann" })).Answer.Refusal);
    }

    [Fact]
    public async Task A_pause_reaches_the_blocks_before_it_is_acknowledged_and_spares_holds()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var hold = await office.HoldAsync(id, 1);
        var holds = office.Holds;
        var grain = office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key));
        var paused = await grain.Update(new UpdateEvent { ExpectedVersion = 1, Status = EventStatus.Paused });
        Assert.Equal(2, paused.Event!.Version);
        Assert.Equal(RefusalCode.NotOnSale, (await holds.PlaceAsync(new HoldRequest { Event = id, Quantity = 1 })).Answer.Refusal!.Code);
        Assert.NotNull((await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!)).Hold);
    }

    [Theory]
    [InlineData(WriteFault.BeforeEffect)]
    [InlineData(WriteFault.AfterEffect)]
    public async Task A_failed_write_is_never_acknowledged_and_the_next_activation_reads_what_is_there(WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        await office.HoldAsync(id, 1);
        var failures = 1;
        office.Store.Faults = key => key.StartsWith("ticketing.pool", StringComparison.Ordinal) && Interlocked.Decrement(ref failures) >= 0 ? fault : WriteFault.None;

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.HoldAsync(id, 2));

        // The block asks its pool again with the next hold, and learns what the pool really has.
        Assert.NotNull((await office.HoldAsync(id, 1)).Answer.Hold);
        var held = fault == WriteFault.AfterEffect ? 4 : 2;
        Assert.Equal((10 - held, held, 0), await office.CountsAsync(id));
        office.Time.Advance(TimeSpan.FromSeconds(123));
        await office.UntilCountsAsync(id, (10, 0, 0));
    }

    [Fact]
    public async Task A_confirmation_whose_write_failed_can_be_repeated()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var hold = await office.HoldAsync(id, 2);
        var failures = 1;
        office.Store.Faults = key => key.StartsWith("ticketing.pool", StringComparison.Ordinal) && Interlocked.Decrement(ref failures) >= 0
            ? WriteFault.AfterEffect : WriteFault.None;
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!));
        var again = await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!);
        Assert.True(again.Repeated);
        Assert.Equal((8, 0, 2), await office.CountsAsync(id));
    }

    [Fact]
    public async Task A_crowd_for_few_places_sells_each_once()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(50);
        var holds = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => office.HoldAsync(id, 1)));
        var placed = holds.Where(hold => hold.Answer.Hold is not null).ToArray();
        Assert.Equal(50, placed.Length);
        var booked = await Task.WhenAll(placed.Select(hold => office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!)));
        Assert.Equal(50, booked.Select(answer => answer.Hold!.HoldId).Distinct().Count());
        Assert.Equal((0, 0, 50), await office.CountsAsync(id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_house_block_of_many_seats_comes_back_after_it_has_left_the_memory(bool isAtRest)
    {
        await using var office = new BoxOffice();
        var block = office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(EventId.HouseKey, 0));
        string[] seats = [.. Enumerable.Range(1, 20).Select(static i => $"A-{i}")];
        foreach (var seat in seats)
        {
            Assert.Equal(RefusalCode.None, await ReserveAsync(block, seat));
            Assert.Null((await block.BuyOpenSeat(seat, "ann")).Refusal);
        }

        if (isAtRest)
        {
            await office.PassAsync(TimeSpan.FromMinutes(1));
            await office.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        }

        await office.CrashAsync();
        block = office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(EventId.HouseKey, 0));
        Assert.All(await Task.WhenAll(seats.Select(block.OpenSeat)), static status => Assert.Equal(SeatStatus.Sold, status));
    }

    /// <summary>The names of a block's seats are whatever is asked for: 2,047 that were made up must not fill it for good.</summary>
    [Fact]
    public async Task A_house_seat_that_was_only_reserved_gives_its_room_to_another_and_one_that_was_sold_keeps_it()
    {
        await using var office = new BoxOffice();
        var block = office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(EventId.HouseKey, 0));
        Assert.Equal(RefusalCode.None, await ReserveAsync("sold"));
        Assert.Null((await block.BuyOpenSeat("sold", "ann")).Refusal);
        foreach (var some in Enumerable.Range(1, HoldId.UnitLimit - 1).Chunk(64))
        {
            Assert.All(await Task.WhenAll(some.Select(i => ReserveAsync($"made-up-{i}"))), static refusal => Assert.Equal(RefusalCode.None, refusal));
        }

        Assert.Equal(RefusalCode.InsufficientSeats, await ReserveAsync("A-1"));

        await office.PassAsync(TimeSpan.FromMinutes(6));
        var before = await block.Counts();
        Assert.All(await Task.WhenAll(ReserveAsync("A-1"), ReserveAsync("A-2"), ReserveAsync("A-1"), ReserveAsync("made-up-2046")), static refusal => Assert.Equal(RefusalCode.None, refusal));
        Assert.Null((await block.BuyOpenSeat("A-1", "ann")).Refusal);
        Assert.Equal((before with { Held = 2, Sold = 2 }).ToString(), (await block.Counts() with { Placed = before.Placed, Confirmed = before.Confirmed, Revision = before.Revision }).ToString());
        await office.CrashAsync();
        block = office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(EventId.HouseKey, 0));
        Assert.Equal(
            [SeatStatus.Sold, SeatStatus.Sold, SeatStatus.Held, SeatStatus.Held, SeatStatus.Available],
            await Task.WhenAll(new[] { "sold", "A-1", "A-2", "made-up-2046", "made-up-1" }.Select(block.OpenSeat)));
        Assert.True((await block.Counts()).Revision > before.Revision);
        Assert.Equal(RefusalCode.SeatTaken, await ReserveAsync("sold"));

        Task<RefusalCode> ReserveAsync(string seat) => HoldingTests.ReserveAsync(block, seat);
    }

    private static async Task<RefusalCode> ReserveAsync(ISectionGrain block, string seat) => (await block.Place(new PlaceHold
    {
        Nonce = (ulong)Random.Shared.NextInt64(1L << 51),
        OpenSeat = seat,
        Customer = "ann",
    })).Refusal?.Code ?? RefusalCode.None;
}
