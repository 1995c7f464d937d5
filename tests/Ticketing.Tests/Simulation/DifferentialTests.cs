using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Simulation;
using Ticketing.Tests.Simulation.Probes;

namespace Ticketing.Tests.Simulation;

/// <summary>The simulated runtime behaves as Orleans: the same grains do the same in the same order on both.</summary>
public sealed class DifferentialTests(RealSilo real) : IClassFixture<RealSilo>
{
    private const int Seeds = 20;

    /// <summary>Of simulated time.</summary>
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(2);

    private static readonly Dictionary<string, Func<ProbeSet, ProbeLog, Task>> Scripts = new()
    {
        ["one call at a time, but for those that always interleave"] = async (probes, log) =>
        {
            var probe = probes.Of("a");
            var first = probe.Enter("first");
            await log.Until("first begins");
            log.Open("second");
            var second = probe.Enter("second");
            log.Open("passing");
            await probe.Pass("passing");
            log.Open("first");
            await Task.WhenAll(first, second);
        },
        ["what always interleaves keeps nobody waiting"] = async (probes, log) =>
        {
            var probe = probes.Of("a");
            var passing = probe.Pass("passing");
            await log.Until("passing begins");
            log.Open("first");
            await probe.Enter("first");
            log.Open("passing");
            await passing;
        },
        ["readers share, a writer waits, and readers pass it"] = async (probes, log) =>
        {
            var probe = probes.Of("a");
            var reader = probe.Look("reader");
            await log.Until("reader begins");
            log.Open("writer");
            var writer = probe.Enter("writer");
            var second = probe.Look("second reader");
            await log.Until("second reader begins");
            log.Open("reader");
            await reader;
            log.Open("third reader");
            await probe.Look("third reader");
            log.Open("second reader");
            await Task.WhenAll(second, writer);
        },
        ["a reader waits for a writer"] = async (probes, log) =>
        {
            var probe = probes.Of("a");
            var writer = probe.Enter("writer");
            await log.Until("writer begins");
            log.Open("reader");
            var reader = probe.Look("reader");
            log.Open("passing");
            await probe.Pass("passing");
            log.Open("writer");
            await Task.WhenAll(reader, writer);
        },
        ["a reentrant class takes all"] = async (probes, log) =>
        {
            var probe = probes.Reentrant("a");
            var first = probe.Enter("first");
            await log.Until("first begins");
            log.Open("second");
            await probe.Enter("second");
            log.Open("first");
            await first;
        },
        ["who asks one way is not kept, nor told of failures"] = async (probes, log) =>
        {
            var probe = probes.Of("a");
            await probe.Drop("dropped");
            await log.Until("dropped begins");
            log.Open("second");
            var second = probe.Enter("second");
            log.Open("dropped");
            await second;
        },
        ["timers wait for their turn, unless they interleave"] = async (probes, log) =>
        {
            var probe = probes.Of("a");
            var call = probe.Tick("call");
            await log.Until("an interleaving tick begins");
            log.Open("call");
            await call;
            await log.Until("a tick comes in its turn");
            log.Open("tick");
            await log.Until("an interleaving tick ends");
        },
        ["reminders come, are found, and end by their handle"] = async (probes, log) =>
        {
            var call = probes.Reentrant("a").Remind("bell");
            await log.Until("reminder bell, each 00:00:01");
            log.Open("bell");
            await call;
        },
        ["inconsistent state ends the activation, and who waits meets the next one"] = async (probes, log) =>
        {
            var probe = probes.Of("a");
            var first = ProbeGrain.Outcome(() => probe.Throw("first", Failure.Inconsistent));
            await log.Until("first begins");
            log.Open("second");
            var second = probe.Enter("second");
            log.Open("first");
            var outcome = await first;
            await second;
            log.Note($"first was {outcome}");
        },
        ["inconsistent state of another ends only the other"] = async (probes, log) =>
        {
            log.Open("now");
            var outcome = await probes.Of("a").Relay("b", Failure.Inconsistent);
            await log.Until("b deactivates: ApplicationError");
            log.Note(outcome);
            log.Note(await probes.Of("a").Load());
        },
        ["who deactivates ends its call, and who waits meets the next one"] = async (probes, log) =>
        {
            var probe = probes.Of("a");
            var first = probe.Leave("first");
            await log.Until("first begins");
            log.Open("second");
            var second = probe.Enter("second");
            log.Open("first");
            await Task.WhenAll(first, second);
        },
        ["a failed activation fails its call, and is tried anew"] = async (probes, log) =>
        {
            var probe = probes.Of("broken");
            log.Note(await ProbeGrain.Outcome(probe.Load));
            log.Note(await probe.Load());
        },
        ["exceptions between silos"] = async (probes, log) =>
        {
            log.Open("now");
            foreach (var failure in Enum.GetValues<Failure>().Except([Failure.None, Failure.Inconsistent]))
            {
                log.Note($"{failure}: {await ProbeGrain.Outcome(() => probes.Of("a").Throw("now", failure))}");
            }
        },
        ["exceptions within a silo"] = async (probes, log) =>
        {
            log.Open("now");
            foreach (var failure in Enum.GetValues<Failure>().Except([Failure.None, Failure.Inconsistent]))
            {
                log.Note($"{failure}: {await probes.Of("a").Relay("b", failure)}");
            }
        },
        ["the request's context goes along, and never back"] = async (probes, log) =>
        {
            RequestContext.Set("key", "outer");
            log.Note($"first: {await probes.Of("a").Context("key", "changed")}");
            log.Note($"afterwards: {RequestContext.Get("key")}");
            RequestContext.Remove("key");
            log.Note($"second: {await probes.Of("a").Context("key", null) ?? "none"}");
        },
        ["what is handed over is copied"] = async (probes, log) => log.Note($"sum {await probes.Of("a").HandOver("b")}"),
        ["state outlives its activation until it is cleared"] = async (probes, log) =>
        {
            var probe = probes.Of("a");
            log.Note(await probe.Load());
            await probe.Save("kept");
            log.Note(await probe.Load());
            log.Open("leave");
            await probe.Leave("leave");
            log.Note(await probe.Load());
            await probe.Save(null);
            log.Note(await probe.Load());
        },
        ["cancelling reaches a call that runs"] = async (probes, log) =>
        {
            using var source = new CancellationTokenSource();
            var call = ProbeGrain.Outcome(() => probes.Of("a").Await("call", source.Token));
            await log.Until("call begins");
            Cancel(source);
            var outcome = await call;
            await log.Until("call ends, cancelled: True");
            log.Note(outcome);
        },
        ["cancelling drops a call that waits, and one that was not sent"] = async (probes, log) =>
        {
            using var source = new CancellationTokenSource();
            var probe = probes.Of("a");
            var first = probe.Enter("first");
            await log.Until("first begins");
            var waiting = ProbeGrain.Outcome(() => probe.Await("waiting", source.Token));
            log.Open("passing");
            await probe.Pass("passing");
            Cancel(source);
            log.Note(await waiting);

            // What cancels has arrived when this is answered.
            log.Open("second passing");
            await probe.Pass("second passing");
            log.Note(await ProbeGrain.Outcome(() => probe.Await("unsent", source.Token)));
            log.Open("first");
            await first;
            log.Open("last");
            await probe.Enter("last");
        },
    };

    public static TheoryData<string> Names => [.. Scripts.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_simulated_silo_behaves_as_a_real_one(string name)
    {
        var observed = await real.Run(Scripts[name]);
        Assert.NotEmpty(observed);
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            Assert.Equal(observed, Simulated(Scripts[name], seed));
        }
    }

    /// <summary>Here and now: the asynchronous way goes by the thread pool.</summary>
    private static void Cancel(CancellationTokenSource source) => source.Cancel();

    private static IReadOnlyList<string> Simulated(Func<ProbeSet, ProbeLog, Task> script, ulong seed)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            ProbeLogs logs = new(TaskCreationOptions.None);
            SimulatedWorld world = new(seed, new FaultOptions(), cluster: true, record: false);
            Network network = new(world);
            SimulatedStore store = new(world);
            var near = Silo("near");
            var far = Silo("far");
            network.Route = _ => far;
            var task = world.Clients.Start(() => script(new ProbeSet(near.Grains, "0"), logs.Of("0")));
            while (!task.IsCompleted)
            {
                Assert.True(world.Loop.Step(LongestRun.Ticks), $"It does not end. {string.Join("; ", logs.Of("0").Lines)}");
            }

            task.GetAwaiter().GetResult();
            return logs.Of("0").Lines;

            SimulatedSilo Silo(string name) => new(
                world, world.Forever, network, store, name, new SimulatedSiloOptions { MinimumReminderPeriod = RealSilo.ReminderPeriod }, services => services.AddSingleton(logs));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
