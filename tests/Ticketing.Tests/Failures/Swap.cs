using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>A paid booking of two seats of the stalls, 50.00, in a theatre; and what becomes of its exchanges.</summary>
internal sealed class Swap : IAsyncDisposable
{
    private static readonly string[] Mine = ["stalls-A-1", "stalls-A-2"];
    private readonly BookingId _booking;

    private Swap(BoxOffice office, EventId @event, BookingId booking)
    {
        Office = office;
        Event = @event;
        _booking = booking;
    }

    public BoxOffice Office { get; }

    public EventId Event { get; }

    public IPaymentGrain Payment => Office.Grains.GetGrain<IPaymentGrain>(_booking.GrainKey());

    public IBookingGrain Booking => Office.Grains.GetGrain<IBookingGrain>(_booking.GrainKey());

    public static async Task<Swap> OpenAsync(EventPolicy? policy = null, bool paid = true)
    {
        var office = new BoxOffice();
        var id = await office.TheatreAsync(policy);
        var swap = new Swap(office, id, default);
        var (started, _) = await office.Bookings.StartAsync(new HoldRequest { Event = id, Seats = [.. Mine] }, "ann", "card");
        Assert.Null(started.Refusal);
        swap = new Swap(office, id, started.Booking!.BookingId);
        if (paid)
        {
            Assert.Null((await swap.Payment.Pay(new PayBooking { Token = TestTokens.Success })).Refusal);
        }
        else
        {
            Assert.Null((await office.Bookings.ConfirmAsync(started.Booking, "boss", "seen", null)).Refusal);
        }

        await swap.WholeAsync("stalls");
        return swap;
    }

    public Task<PaymentAnswer> ToBalconyAsync(string? token = TestTokens.Success, uint? key = null, string? staff = null) =>
        ExchangeAsync(new HoldRequest { Event = Event, Seats = ["balcony-B-1", "balcony-B-2"], Secrets = SecretsOf(key) }, token, staff);

    public Task<PaymentAnswer> ToFloorAsync(uint? key = null) =>
        ExchangeAsync(new HoldRequest { Event = Event, Section = "floor", Secrets = SecretsOf(key) }, null, null);

    public async Task<BookingView> BookingAsync() => (await Office.Bookings.FindAsync(_booking))!;

    public BookingState State()
    {
        var key = $"ticketing.booking/{_booking.GrainKey()}/booking";
        return StoredForm.Serializer.Deserialize<BookingState>(Office.Store.Stored(key)[key])!;
    }

    /// <summary>As time passes, the booking comes to have the places of one section, paid as they cost, and nobody else has any.</summary>
    public async Task WholeAsync(params string[] sections)
    {
        var seen = "";
        try
        {
            await Office.MinutesUntilAsync(async () =>
            {
                seen = await SeenAsync();
                return sections.Contains(seen);
            });
        }
        catch (Xunit.Sdk.FailException)
        {
            var steps = (await Payment.Get())!.Attempts.Select(attempt => $"{attempt.State} {attempt.Trouble} {attempt.Why}: {string.Join(", ", attempt.Steps.Select(step => step.What))}");
            Assert.Fail($"It is {seen}; {string.Join("; ", steps)}");
        }
    }

    /// <summary>The section's name when all is whole, else what is not.</summary>
    public async Task<string> SeenAsync()
    {
        var booking = await BookingAsync();
        var state = State();
        var counts = (await Office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(Event.Key)).Counts())!;
        var sold = string.Join(' ', counts.Sections.Where(at => at.Sum.Sold > 0).Select(at => $"{at.SectionId} {at.Sum.Sold}"));
        var held = counts.Sections.Sum(at => at.Sum.Held);
        var isActive = booking.Status == BookingStatus.Confirmed;
        var price = !isActive ? 0 : booking.SectionId switch { "stalls" => 5_000, "balcony" => 8_000, _ => 1_000 };
        var paid = (await Payment.Get())?.Attempts.Where(at => at.State == IntentState.Succeeded && at.Provider == "test").Sum(at => at.AmountMinor - at.RefundedMinor);
        var isPaid = booking.PaymentProvider == "external" || (paid == price && booking.AmountMinor - booking.RefundedMinor == price);
        var isTold = !state.OwesPlaces && !state.OwesMoney && state.OwedHolds.Count == 0 && state.PublishedVersion == state.Version;
        return sold == (isActive ? $"{booking.SectionId} 2" : "") && held == 0 && isPaid && isTold
            ? isActive ? booking.SectionId : "nothing"
            : $"{booking.Status} in {booking.SectionId}, sold: {sold}, held: {held}, paid: {paid}, to pay: {price}, told: {isTold}";
    }

    public ValueTask DisposeAsync() => Office.DisposeAsync();

    private async Task<PaymentAnswer> ExchangeAsync(HoldRequest wish, string? token, string? staff) =>
        await Office.Bookings.ExchangeAsync(await BookingAsync(), wish, new ExchangeTerms { Token = token, Staff = staff, PaymentReference = staff is null ? null : "till 7" });

    private static KeySecrets? SecretsOf(uint? key) => key is { } number ? new KeySecrets(number, PaymentToken.Encode(number), number) : null;
}
