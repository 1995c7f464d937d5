using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Ticketing.Load;

/// <summary>A venue of 1,000 places, an event, distinct customers, far more attempts than places.</summary>
internal sealed class FlashSale : IScenario
{
    private const int Places = 1_000;
    private readonly string _event;
    private readonly ConcurrentQueue<string> _bookings = new();

    private FlashSale(string id, int attempts)
    {
        _event = id;
        Attempts = attempts;
    }

    public int? Attempts { get; }

    public static async Task<IScenario> CreateAsync(Options options, Api api)
    {
        var venue = await api.MustAsync(api.PostAsync("/api/v1/venues", $$"""{"name":"Flash hall","capacity":{{Places}}}"""));
        var created = await api.MustAsync(api.PostAsync(
            "/api/v1/events", $$"""{"name":"Flash sale","venue_id":"{{venue.GetProperty("venue_id").GetString()}}"}"""));
        return new FlashSale(created.GetProperty("event_id").GetString()!, options.Attempts);
    }

    public async Task AttemptAsync(Api api, Tally tally, int attempt)
    {
        var customer = string.Create(CultureInfo.InvariantCulture, $"customer-{attempt:d5}");
        var hold = await tally.TimeAsync("hold", Stopwatch.GetTimestamp(), api.PostAsync("/api/v1/holds", $$"""{"event_id":"{{_event}}","qty":1,"customer_id":"{{customer}}"}"""));
        if (!hold.Ok)
        {
            return;
        }

        var body = $$"""{"hold_id":"{{hold.Text("hold_id")}}","payment_token":"{{hold.Text("payment_token")}}"}""";
        for (var tries = 0; tries < 5; tries++)
        {
            // Booking a hold again gives the same booking, so a lost answer is asked for once more.
            var booking = await tally.TimeAsync("book", Stopwatch.GetTimestamp(), api.PostAsync("/api/v1/book", body));
            if (booking.Ok)
            {
                _bookings.Enqueue(booking.Text("booking_id"));
                return;
            }

            if (booking.Status is not (503 or 306))
            {
                return;
            }
        }
    }

    public async Task<IReadOnlyList<(string What, bool Holds)>> VerifyAsync(Api api)
    {
        var status = await api.MustAsync(api.GetAsync($"/api/v1/events/{_event}/status"));
        int Count(string name) => status.GetProperty(name).GetInt32();
        var lost = 0;
        foreach (var booking in _bookings)
        {
            lost += (await api.GetAsync($"/api/v1/bookings/{booking}")).Ok ? 0 : 1;
        }

        return
        [
            ($"{Count("booked"):N0} sold of {Places:N0}", Count("booked") == Places),
            ($"{Count("held"):N0} held, {Count("available"):N0} left", Count("held") == 0 && Count("available") == 0),
            ($"{_bookings.Count:N0} bookings acknowledged, {_bookings.Distinct().Count():N0} of them distinct", _bookings.Count == Places && _bookings.Distinct().Count() == Places),
            ($"{lost:N0} acknowledged bookings lost", lost == 0),
        ];
    }
}
