using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>An event is cancelled with everything that was booked of it, whatever happens on the way.</summary>
public sealed class EventCancellationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_booking_is_cancelled_and_paid_back_and_nothing_of_other_events(bool crash)
    {
        await using var office = new BoxOffice();
        var (id, other) = (await office.GeneralEventAsync(400, new EventPolicy { MaxQuantity = 1_000 }), await office.GeneralEventAsync(10));
        List<IBookingGrain> booked = [];
        for (var i = 0; i < 150; i++)
        {
            booked.Add(await BookAsync(office, id, 1));
        }

        booked.Add(await BookAsync(office, id, 240));
        var spared = await BookAsync(office, other, 3);
        var pending = (await office.Holds.PlaceAsync(new HoldRequest { Event = id, Quantity = 5, Customer = "ann", Ttl = TimeSpan.FromMinutes(15) })).Answer.Hold!;
        var waiting = office.Grains.GetGrain<IBookingGrain>(BookingId.Of(pending.HoldId).GrainKey());
        Assert.Null((await waiting.Start(new StartBooking { Hold = pending, Customer = "ann" })).Refusal);

        Assert.Equal(id, (await Job(office, id).Start(id, "boss", "storm"))!.EventId);
        if (crash)
        {
            await office.CrashAsync();
        }

        await office.MinutesUntilAsync(async () => (await Job(office, id).Get())!.FinishedAt is not null);
        var job = (await Job(office, id).Get())!;
        Assert.Equal((152L, (150 + 240) * 500L, "boss", "storm"), (job.Cancelled, job.RefundedMinor, job.By, job.Why));
        Assert.Equal((400, 0, 0), await office.CountsAsync(id));
        Assert.Equal((7, 0, 3), await office.CountsAsync(other));
        foreach (var booking in booked.Append(waiting))
        {
            var view = (await office.Grains.GetGrain<IBookingGrain>(Orleans.GrainExtensions.GetPrimaryKeyString(booking)).Get())!;
            Assert.Equal(BookingStatus.Cancelled, view.Status);
        }

        Assert.Equal(BookingStatus.Confirmed, (await office.Grains.GetGrain<IBookingGrain>(Orleans.GrainExtensions.GetPrimaryKeyString(spared)).Get())!.Status);
        Assert.Equal(RefusalCode.NotOnSale, (await office.HoldAsync(id, 1)).Answer.Refusal!.Code);
        await office.MinutesUntilAsync(() => Task.FromResult(office.PassingReminders == 0));
    }

    [Fact]
    public async Task There_is_no_cancellation_of_what_is_no_event()
    {
        await using var office = new BoxOffice();
        var id = EventId.FromKey(77);
        Assert.Null(await Job(office, id).Start(id, "boss", "storm"));
        Assert.Null(await Job(office, id).Get());
    }

    private static IEventCancellationGrain Job(BoxOffice office, EventId id) =>
        office.Grains.GetGrain<IEventCancellationGrain>(GrainKeys.Event(id.Key));

    private static async Task<IBookingGrain> BookAsync(BoxOffice office, EventId id, int quantity)
    {
        var placed = await office.Holds.PlaceAsync(new HoldRequest { Event = id, Quantity = quantity, Ttl = TimeSpan.FromMinutes(30) });
        Assert.Null(placed.Answer.Refusal);
        Assert.Null((await office.SellAsync(placed.Answer.Hold!.HoldId, placed.Token!)).Refusal);
        return office.Grains.GetGrain<IBookingGrain>(BookingId.Of(placed.Answer.Hold.HoldId).GrainKey());
    }
}
