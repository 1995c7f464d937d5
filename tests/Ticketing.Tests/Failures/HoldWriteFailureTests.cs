using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>A write of a hold over two seats fails, at each of its steps and in both ways.</summary>
public class HoldWriteFailureTests
{
    private const string Hold = "ticketing.hold/";
    private const string Seat = "ticketing.seat/";
    private const uint Key = 77;

    private static readonly string[] s_seats = ["stalls-A-1", "stalls-B-1"];

    [Theory]
    [InlineData(Hold, 0, WriteFault.BeforeEffect)]
    [InlineData(Hold, 0, WriteFault.AfterEffect)]
    [InlineData(Hold, 1, WriteFault.BeforeEffect)]
    [InlineData(Hold, 1, WriteFault.AfterEffect)]
    [InlineData(Seat, 0, WriteFault.BeforeEffect)]
    [InlineData(Seat, 1, WriteFault.BeforeEffect)]
    [InlineData(Seat, 1, WriteFault.AfterEffect)]
    [InlineData("reminder/ticketing.hold/", 0, WriteFault.BeforeEffect)]
    [InlineData("reminder/ticketing.section/", 0, WriteFault.AfterEffect)]
    [InlineData("ticketing.section/", 0, WriteFault.BeforeEffect)]
    [InlineData("ticketing.section/", 0, WriteFault.AfterEffect)]
    public async Task Placing_whose_write_failed_is_repeated_by_its_key_to_one_effect(string key, int passing, WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        office.Store.FailOnce(key, fault, passing);
        await Assert.ThrowsAnyAsync<Orleans.Runtime.OrleansException>(() => office.HoldSeatsAsync(id, Key, s_seats));

        // What a failed attempt gave back refuses the same hold from now on; then the key is answered so, for good.
        var again = await office.HoldSeatsAsync(id, Key, s_seats);
        if (again.Answer.Hold is { } hold)
        {
            Assert.Equal(HoldId.Coordinated(id.Key, Key), hold.HoldId);
            Assert.Equal((6, 2, 0), await office.CountsAsync(id));
            Assert.Equal(RefusalCode.SeatTaken, (await office.HoldSeatsAsync(id, s_seats)).Answer.Refusal!.Code);
            Assert.Null((await office.SellAsync(hold.HoldId, again.Token!)).Refusal);
        }
        else
        {
            Assert.Equal((8, 0, 0), await office.CountsAsync(id));
            var third = await office.HoldSeatsAsync(id, Key, s_seats);
            Assert.Equal(again.Answer.Refusal!.Code, third.Answer.Refusal!.Code);
            Assert.NotNull((await office.HoldSeatsAsync(id, s_seats)).Answer.Hold);
        }
    }

    [Theory]
    [InlineData(Hold, 0, WriteFault.BeforeEffect)]
    [InlineData(Hold, 0, WriteFault.AfterEffect)]
    [InlineData(Seat, 0, WriteFault.BeforeEffect)]
    [InlineData(Seat, 1, WriteFault.AfterEffect)]
    public async Task Placing_without_a_key_whose_write_failed_leaves_nothing_held(string key, int passing, WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        office.Store.FailOnce(key, fault, passing);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.HoldSeatsAsync(id, s_seats));
        await office.UntilCountsAsync(id, (8, 0, 0));
        Assert.NotNull((await office.HoldSeatsAsync(id, s_seats)).Answer.Hold);
    }

    [Theory]
    [InlineData(WriteFault.BeforeEffect)]
    [InlineData(WriteFault.AfterEffect)]
    public async Task A_hold_that_was_placed_but_not_acknowledged_ends_at_its_time(WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        office.Store.FailOnce(Hold, fault, passing: 1);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.HoldSeatsAsync(id, s_seats));
        office.Time.Advance(TimeSpan.FromSeconds(130));
        await office.UntilCountsAsync(id, (8, 0, 0));
        Assert.NotNull((await office.HoldSeatsAsync(id, s_seats)).Answer.Hold);
    }

    /// <summary>A repeat long after the first try finds the first try's leases, which end before it would.</summary>
    [Theory]
    [InlineData(WriteFault.BeforeEffect)]
    [InlineData(WriteFault.AfterEffect)]
    public async Task A_late_repeat_of_placing_keeps_its_places_for_as_long_as_it_says(WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        office.Store.FailOnce(Hold, fault);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.HoldSeatsAsync(id, Key, s_seats));
        office.Time.Advance(TimeSpan.FromSeconds(100));
        var hold = await office.HoldSeatsAsync(id, Key, s_seats);
        Assert.Equal(office.Time.GetUtcNow() + TimeSpan.FromMinutes(2), hold.Answer.Hold!.ExpiresAt, TimeSpan.FromMilliseconds(5));
        office.Time.Advance(TimeSpan.FromSeconds(110));
        Assert.Equal(RefusalCode.SeatTaken, (await office.HoldSeatsAsync(id, s_seats)).Answer.Refusal!.Code);
        Assert.Null((await office.SellAsync(hold.Answer.Hold.HoldId, hold.Token!)).Refusal);
    }

    [Theory]
    [InlineData(Hold, WriteFault.BeforeEffect)]
    [InlineData(Hold, WriteFault.AfterEffect)]
    [InlineData(Seat, WriteFault.BeforeEffect)]
    [InlineData(Seat, WriteFault.AfterEffect)]
    public async Task A_confirmation_whose_write_failed_is_repeated_to_one_booking(string key, WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var hold = await office.HoldSeatsAsync(id, s_seats);
        office.Store.FailOnce(key, fault);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!));
        var again = await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!);
        Assert.Equal(HoldStatus.Confirmed, again.Hold!.Status);
        Assert.Equal(key == Hold && fault == WriteFault.AfterEffect, again.Repeated);
        office.Time.Advance(TimeSpan.FromSeconds(1));
        await office.UntilCountsAsync(id, (6, 0, 2));
        var booking = (await office.Bookings.FindAsync(BookingId.Of(again.Hold.HoldId)))!;
        Assert.Equal((2, 1L), (booking.Quantity, booking.Version));
    }

    [Theory]
    [InlineData(Hold, WriteFault.BeforeEffect)]
    [InlineData(Hold, WriteFault.AfterEffect)]
    [InlineData(Seat, WriteFault.BeforeEffect)]
    [InlineData(Seat, WriteFault.AfterEffect)]
    public async Task A_release_whose_write_failed_is_repeated_to_one_effect(string key, WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var hold = await office.HoldSeatsAsync(id, s_seats);
        office.Store.FailOnce(key, fault);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.ReleaseAsync(hold.Answer.Hold!.HoldId, hold.Token));
        var again = await office.ReleaseAsync(hold.Answer.Hold!.HoldId, hold.Token);
        Assert.Equal(HoldStatus.Released, again.Hold!.Status);
        Assert.Equal((8, 0, 0), await office.CountsAsync(id));
        Assert.Equal(RefusalCode.HoldReleased, (await office.SellAsync(hold.Answer.Hold.HoldId, hold.Token!)).Refusal!.Code);
    }

    [Theory]
    [InlineData(WriteFault.BeforeEffect)]
    [InlineData(WriteFault.AfterEffect)]
    public async Task Telling_the_units_goes_on_after_a_write_of_one_of_them_failed(WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await EventAsync(office);
        var hold = await office.HoldSeatsAsync(id, s_seats);
        await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!);
        office.Store.FailOnce(Seat, fault);
        for (var second = 0; second < 3; second++)
        {
            office.Time.Advance(TimeSpan.FromSeconds(1));
            await office.GetAsync(hold.Answer.Hold.HoldId);
        }

        await office.UntilCountsAsync(id, (6, 0, 2));
    }

    [Fact]
    public async Task An_allowance_whose_write_failed_is_neither_lost_nor_counted_twice()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10, new EventPolicy { MaxPerCustomer = 2 });
        office.Store.FailOnce("ticketing.allowance/", WriteFault.AfterEffect);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => office.HoldAsync(id, 2, "ann"));
        Assert.NotNull((await office.HoldAsync(id, 2, "ann")).Answer.Hold);
        Assert.Equal(RefusalCode.CustomerLimit, (await office.HoldAsync(id, 1, "ann")).Answer.Refusal!.Code);
        Assert.Equal((8, 2, 0), await office.CountsAsync(id));
    }

    private static Task<EventId> EventAsync(BoxOffice office) => office.SeatedEventAsync(new RowPlan("A", 4), new RowPlan("B", 4));
}
