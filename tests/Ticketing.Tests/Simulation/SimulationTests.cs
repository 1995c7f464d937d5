using Orleans.Simulation;
using Ticketing.Simulation;

namespace Ticketing.Tests.Simulation;

/// <summary>The simulation in small: it finds nothing, it can be replayed, and it notices code that leaves it.</summary>
public sealed class SimulationTests
{
    [Fact]
    public void Five_hundred_seeds_break_no_promise()
    {
        var summary = SimulationProgram.RunSeeds(new SimulationOptions { Seeds = 500, Threads = 2 });
        Assert.Equal(500, summary.Seeds);
        Assert.True(summary.Broken.Count == 0, string.Join('\n', summary.Broken.Select(run => $"seed {run.Seed}: {run.Violations[0]}")));
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        for (var seed = 1UL; seed <= 24; seed++)
        {
            var (first, second) = (Run.Of(new RunOptions(seed) { Record = true }), Run.Of(new RunOptions(seed) { Record = true }));
            Assert.Equal(first.Story, second.Story);
            Assert.Equal(first.Trace, second.Trace);
        }
    }

    [Fact]
    public void Different_seeds_give_different_runs()
    {
        var traces = Enumerable.Range(1, 24).Select(seed => Run.Of(new RunOptions((ulong)seed)).Trace).ToHashSet();
        Assert.Equal(24, traces.Count);
    }

    [Fact]
    public void A_run_meets_the_faults_that_its_seed_draws()
    {
        var counts = new FaultCounts();
        for (var seed = 1UL; seed <= 120; seed++)
        {
            counts.Add(Run.Of(new RunOptions(seed)).Counts);
        }

        string[] faults =
        [
            "crash", "orderly stop", "declared dead", "slow store", "store hangs", "store down", "write fails", "write fails after its effect", "read fails",
            "call lost", "answer lost", "call doubled", "call very late", "timer late", "reminder missed", "reminder doubled", "clock step",
            "deactivation", "active twice", "move", "stall", "connection lost", "receiver fails", "receipt lost", "bank out of reach", "bank not heard",
            "mail server away", "mail server not heard",
        ];
        Assert.All(faults, fault => Assert.True(counts.Of(fault) > 0, $"'{fault}' never happened."));
    }

    [Fact]
    public void Work_from_another_thread_fails_the_run_by_name()
    {
        var loop = new SimulationLoop(1);
        EscapeException? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(() => loop.Post(new Life(), () => { })) as EscapeException);
        thread.Start();
        thread.Join();
        Assert.Contains("a task or turn came from another thread", thrown!.Message, StringComparison.Ordinal);
        Assert.Throws<EscapeException>(() => loop.Step(1));
    }
}
