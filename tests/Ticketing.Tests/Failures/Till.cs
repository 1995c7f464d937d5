using System.Collections.Immutable;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>A pending booking of two places at 5.00, and its payment.</summary>
internal sealed class Till : IAsyncDisposable
{
    private readonly BookingId _booking;

    private Till(BoxOffice office, EventId @event, BookingId booking)
    {
        Office = office;
        Event = @event;
        _booking = booking;
    }

    public BoxOffice Office { get; }

    public EventId Event { get; }

    public IPaymentGrain Payment => Office.Grains.GetGrain<IPaymentGrain>(_booking.GrainKey());

    public static async Task<Till> OpenAsync(string[]? seats = null, EventPolicy? policy = null)
    {
        var office = new BoxOffice();
        var id = seats is null ? await office.GeneralEventAsync(10, policy) : await office.SeatedEventAsync(new RowPlan("A", 4));
        return await OpenAsync(office, new HoldRequest { Event = id, Quantity = seats is null ? 2 : 0, Seats = [.. seats ?? []] });
    }

    public static async Task<Till> OpenAsync(BoxOffice office, HoldRequest wish)
    {
        var (started, _) = await office.Bookings.StartAsync(wish, "ann", "card");
        Assert.Null(started.Refusal);
        return new Till(office, wish.Event, started.Booking!.BookingId);
    }

    public Task<PaymentAnswer> PayAsync(string token, UInt128? request = null) => Payment.Pay(new PayBooking { Token = token, Request = request });

    public async Task<BookingView> BookingAsync() => (await Office.Bookings.FindAsync(_booking))!;

    public async Task<ImmutableArray<AttemptView>> AttemptsAsync() => (await Payment.Get())!.Attempts;

    public async Task<BookingAnswer> CancelAsync() => await Office.Bookings.CancelAsync(await BookingAsync(), new CancelBooking { By = "ann" }, isStaff: false);

    public BookingState State()
    {
        var key = $"ticketing.booking/{_booking.GrainKey()}/booking";
        return StoredForm.Serializer.Deserialize<BookingState>(Office.Store.Stored(key)[key])!;
    }

    /// <summary>It is so now, and every change of the booking has its entry.</summary>
    public async Task EndsAsync(BookingStatus status, PaymentStatus payment, IntentState intent, (int Free, int Held, int Sold) counts)
    {
        Assert.Equal((status, payment, intent), await WhereAsync());
        Assert.Equal(counts, await Office.CountsAsync(Event));
        Assert.Equal((await BookingAsync()).Version, (await Office.Grains.GetGrain<IBookingGrain>(_booking.GrainKey()).History()).Length);
    }

    /// <summary>Comes to be so as time passes.</summary>
    public async Task LaterAsync(BookingStatus status, PaymentStatus payment, IntentState intent, (int Free, int Held, int Sold) counts)
    {
        try
        {
            await Office.MinutesUntilAsync(async () => await WhereAsync() == (status, payment, intent) && await Office.CountsAsync(Event) == counts);
        }
        catch (Xunit.Sdk.FailException)
        {
            Assert.Fail($"It is {await WhereAsync()} {await Office.CountsAsync(Event)}: {string.Join("; ", (await AttemptsAsync()).Select(attempt => $"{attempt.State} {attempt.Trouble}: {string.Join(", ", attempt.Steps.Select(step => step.What))}"))}");
        }

        await EndsAsync(status, payment, intent, counts);
    }

    public ValueTask DisposeAsync() => Office.DisposeAsync();

    private async Task<(BookingStatus Status, PaymentStatus Payment, IntentState Intent)> WhereAsync()
    {
        var booking = await BookingAsync();
        return (booking.Status, booking.PaymentStatus, (await AttemptsAsync())[^1].State);
    }
}
