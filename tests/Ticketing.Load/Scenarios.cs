using System.Diagnostics;

namespace Ticketing.Load;

/// <summary>The scenarios by name, and the loops they share.</summary>
internal static class Scenarios
{
    private static readonly Dictionary<string, Func<Options, Api, Task<IScenario>>> All = new(StringComparer.Ordinal)
    {
        ["flash-sale"] = FlashSale.CreateAsync,
        ["steady"] = static (_, api) => HoldScenario.CreateAsync(api, events: 1, book: false),
        ["chain"] = static (_, api) => HoldScenario.CreateAsync(api, events: 1, book: true),
        ["spread"] = static (_, api) => HoldScenario.CreateAsync(api, events: 200, book: true),
        ["seats"] = static (options, _) => Task.FromResult<IScenario>(new SeatScenario(options.Attempts)),
        ["status"] = StatusScenario.CreateAsync,
        ["single-seat"] = static (_, _) => Task.FromResult<IScenario>(new SingleSeat()),
    };

    public static IEnumerable<string> Names => All.Keys;

    public static async Task<Report> RunAsync(Options options, Api api, ServiceUnderTest service)
    {
        var scenario = await All[options.Scenario](options, api);
        if (scenario.Attempts is null)
        {
            await LoopAsync(options, api, scenario, new Tally(), options.Warmup, "warm-up");
        }

        var tally = new Tally();
        var cpu = service.CpuSeconds;
        var started = Stopwatch.GetTimestamp();
        await LoopAsync(options, api, scenario, tally, options.Seconds, options.Scenario);
        var elapsed = Stopwatch.GetElapsedTime(started);
        cpu = service.CpuSeconds - cpu;
        return new Report(options.Scenario, options.Users, elapsed, tally, cpu, await scenario.VerifyAsync(api));
    }

    private static Task LoopAsync(Options options, Api api, IScenario scenario, Tally tally, double seconds, string what)
    {
        var bar = new ProgressBar(what);
        var started = Stopwatch.GetTimestamp();
        var taken = -1;
        return Task.WhenAll(Enumerable.Range(0, options.Users).Select(user => Task.Run(async () =>
        {
            while (true)
            {
                var attempt = Interlocked.Increment(ref taken);
                var share = scenario.Attempts is { } attempts
                    ? (double)attempt / attempts
                    : Stopwatch.GetElapsedTime(started).TotalSeconds / seconds;
                bar.Show(share);
                if (share >= 1)
                {
                    return;
                }

                await scenario.AttemptAsync(api, tally, attempt);
            }
        })));
    }
}

/// <summary>What users do over and over, and what must hold afterwards.</summary>
internal interface IScenario
{
    /// <summary>How many attempts there are. Null: as many as the time allows.</summary>
    int? Attempts { get; }

    Task AttemptAsync(Api api, Tally tally, int attempt);

    Task<IReadOnlyList<(string What, bool Holds)>> VerifyAsync(Api api);
}
