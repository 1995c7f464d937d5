using System.Diagnostics;

namespace Ticketing.Load;

/// <summary>Distinct seats of the house event, each reserved once; then a sample is asked for by others.</summary>
internal sealed class SeatScenario(int seats) : IScenario
{
    private const int Sample = 200;
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];
    private int _granted;

    public int? Attempts => seats;

    public async Task AttemptAsync(Api api, Tally tally, int attempt)
    {
        var reply = await tally.TimeAsync("reserve", Stopwatch.GetTimestamp(), api.PostAsync("/reserve", Body(attempt, $"user-{attempt}")));
        if (reply.Ok)
        {
            Interlocked.Increment(ref _granted);
        }
    }

    public async Task<IReadOnlyList<(string What, bool Holds)>> VerifyAsync(Api api)
    {
        var refused = 0;
        for (var i = 0; i < Sample; i++)
        {
            refused += (await api.PostAsync("/reserve", Body((int)((long)i * seats / Sample), "somebody-else"))).Status == 409 ? 1 : 0;
        }

        return [($"{_granted:N0} of {seats:N0} seats granted", _granted == seats), ($"{refused} of {Sample} refused to others", refused == Sample)];
    }

    private string Body(int seat, string user) => $$"""{"seat_id":"{{_run}}-{{seat}}","user_id":"{{user}}"}""";
}

/// <summary>Everybody wants one seat: one reserves it, and only that one can buy it.</summary>
internal sealed class SingleSeat : IScenario
{
    private readonly string _seat = "one-" + Guid.NewGuid().ToString("N")[..8];
    private readonly HashSet<string> _winners = [];

    public int? Attempts => 2_000;

    public async Task AttemptAsync(Api api, Tally tally, int attempt)
    {
        var user = $"user-{attempt}";
        var reply = await tally.TimeAsync("reserve", Stopwatch.GetTimestamp(), api.PostAsync("/reserve", Body(user)));
        if (reply.Ok)
        {
            lock (_winners)
            {
                _winners.Add(user);
            }
        }
    }

    public async Task<IReadOnlyList<(string What, bool Holds)>> VerifyAsync(Api api)
    {
        var winner = _winners.FirstOrDefault() ?? "nobody";
        var other = (await api.PostAsync("/buy", Body("somebody-else"))).Status;
        var bought = (await api.PostAsync("/buy", Body(winner))).Status;
        return
        [
            ($"{_winners.Count} winner", _winners.Count == 1),
            ($"somebody else buys: {other}", other == 400),
            ($"the winner buys: {bought}", bought == 200),
        ];
    }

    private string Body(string user) => $$"""{"seat_id":"{{_seat}}","user_id":"{{user}}"}""";
}
