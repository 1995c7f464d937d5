using System.Collections.Concurrent;
using System.Diagnostics;

namespace Ticketing.Load;

/// <summary>What the users of a run saw.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<List<double>> _latencies = [];
    private readonly ThreadLocal<List<double>> _mine;

    public Tally() => _mine = new ThreadLocal<List<double>>(() =>
    {
        List<double> latencies = new(1 << 16);
        _latencies.Add(latencies);
        return latencies;
    });

    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    public int Requests => _latencies.Sum(list => list.Count);

    public async Task<Reply> TimeAsync(string what, long started, Task<Reply> sending)
    {
        var reply = await sending;
        _mine.Value!.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        _outcomes.AddOrUpdate($"{what} {reply.Outcome()}", 1, static (_, n) => n + 1);
        return reply;
    }

    public double[] Sorted()
    {
        double[] all = [.. _latencies.SelectMany(list => list)];
        Array.Sort(all);
        return all;
    }
}
