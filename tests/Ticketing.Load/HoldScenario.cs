using System.Collections.Concurrent;
using System.Diagnostics;

namespace Ticketing.Load;

/// <summary>Holds of one place, booked or not, on one event or spread over many, of practically unlimited size.</summary>
internal sealed class HoldScenario : IScenario
{
    private const int Places = 100_000_000;
    private readonly string[] _events;
    private readonly bool _book;
    private int _held;
    private int _booked;

    private HoldScenario(string[] events, bool book)
    {
        _events = events;
        _book = book;
    }

    public int? Attempts => null;

    public static async Task<IScenario> CreateAsync(Api api, int events, bool book)
    {
        ConcurrentBag<string> ids = [];
        for (var i = 0; i < events; i++)
        {
            var created = await api.MustAsync(api.PostAsync("/api/v1/events", $$"""{"name":"load {{i}}","total_seats":{{Places}}}"""));
            ids.Add(created.GetProperty("event_id").GetString()!);
        }

        return new HoldScenario([.. ids], book);
    }

    public async Task AttemptAsync(Api api, Tally tally, int attempt)
    {
        var started = Stopwatch.GetTimestamp();
        var hold = await tally.TimeAsync("hold", started, api.PostAsync("/api/v1/holds", $$"""{"event_id":"{{_events[attempt % _events.Length]}}","qty":1}"""));
        if (!hold.Ok)
        {
            return;
        }

        Interlocked.Increment(ref _held);
        if (!_book)
        {
            return;
        }

        started = Stopwatch.GetTimestamp();
        var booking = await tally.TimeAsync("book", started, api.PostAsync("/api/v1/book", $$"""{"hold_id":"{{hold.Text("hold_id")}}","payment_token":"{{hold.Text("payment_token")}}"}"""));
        if (booking.Ok)
        {
            Interlocked.Increment(ref _booked);
        }
    }

    public async Task<IReadOnlyList<(string What, bool Holds)>> VerifyAsync(Api api)
    {
        long held = 0, booked = 0, total = 0, available = 0;
        foreach (var id in _events)
        {
            var status = await api.MustAsync(api.GetAsync($"/api/v1/events/{id}/status"));
            held += status.GetProperty("held").GetInt64();
            booked += status.GetProperty("booked").GetInt64();
            total += status.GetProperty("total").GetInt64();
            available += status.GetProperty("available").GetInt64();
        }

        return
        [
            ($"booked {booked:N0} = acknowledged {_booked:N0}", booked == _booked),
            ($"held {held:N0} = holds acknowledged and not booked {_held - _booked:N0}", held == _held - _booked),
            ("available + held + booked = total", available + held + booked == total),
        ];
    }
}
