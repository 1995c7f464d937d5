using System.Diagnostics;

namespace Ticketing.Load;

/// <summary>Reads of one event's status.</summary>
internal sealed class StatusScenario : IScenario
{
    private readonly string _path;
    private int _wrong;

    private StatusScenario(string path) => _path = path;

    public int? Attempts => null;

    public static async Task<IScenario> CreateAsync(Options options, Api api)
    {
        var created = await api.MustAsync(api.PostAsync("/api/v1/events", """{"name":"status","total_seats":1000}"""));
        var id = created.GetProperty("event_id").GetString();
        await api.MustAsync(api.PostAsync("/api/v1/holds", $$"""{"event_id":"{{id}}","qty":5}"""));
        return new StatusScenario($"/api/v1/events/{id}/status");
    }

    public async Task AttemptAsync(Api api, Tally tally, int attempt)
    {
        if (!(await tally.TimeAsync("status", Stopwatch.GetTimestamp(), api.GetAsync(_path))).Ok)
        {
            Interlocked.Increment(ref _wrong);
        }
    }

    public async Task<IReadOnlyList<(string What, bool Holds)>> VerifyAsync(Api api)
    {
        var status = await api.MustAsync(api.GetAsync(_path));
        return [($"{_wrong} reads failed", _wrong == 0), ("the counts are right", status.GetProperty("available").GetInt32() == 995)];
    }
}
