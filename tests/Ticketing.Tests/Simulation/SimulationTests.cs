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
            "crash", "orderly stop", "disk error", "write fails", "write fails after its effect", "call lost", "answer lost",
            "call doubled", "call very late", "receiver fails", "receipt lost", "connection lost", "timer late", "reminder missed", "reminder doubled",
            "clock step", "deactivation", "active twice", "move", "stall", "slow sync", "read fails",
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

    /// <summary>Seeds that once found something, with what it was. They run with the others of their age too; here they have names.</summary>
    [Theory]
    [InlineData(5UL, "the last batch was read from the cache and lost with the power")]
    [InlineData(12UL, "a failing reminder table was answered with 500")]
    [InlineData(160UL, "a release that overtook the first claim of its block failed")]
    [InlineData(1UL, "a hold that was asked for again with its key was refused by its own leftovers")]
    [InlineData(417UL, "a unit whose answer was lost was never swept")]
    [InlineData(371UL, "a party that met others was refused for seats that it had just given back")]
    [InlineData(328UL, "a reminder whose registration failed after its effect was never dropped")]
    [InlineData(1527UL, "a block whose first claim came to nothing was taken for full")]
    [InlineData(1663UL, "a hold that took longer to place than it was to last was answered with 410")]
    [InlineData(2774UL, "a claim that came too late was reported as a taken seat")]
    [InlineData(3891UL, "the last free place was not offered while another's answer was lost")]
    [InlineData(1668UL, "a seat was refused for as long as its block waited for a lost answer")]
    [InlineData(38486UL, "a lapsed pool stayed full after a sweep that never arrived")]
    [InlineData(20994UL, "a party was not offered again what it had given back")]
    [InlineData(79859UL, "a sale was told to an activation that did not know the claim")]
    [InlineData(166UL, "a doubled message closed a gate for good")]
    [InlineData(659UL, "an activation that knew less removed a booking's reminder")]
    [InlineData(1197UL, "a deleted segment came back after those behind it were gone")]
    [InlineData(1307UL, "an activation that did not know a sale was taken at its word that the place is back")]
    [InlineData(1455UL, "a home that did not know of its confirmation was taken at its word that the places are back")]
    [InlineData(9599UL, "that an event was sold out was told under one id with two times")]
    [InlineData(23927UL, "an event that a feed which was active twice did not know was taken for lost")]
    [InlineData(178UL, "an exchange that was cancelled before its payment heard of it was not paid back")]
    [InlineData(20423UL, "an activation that did not know its booking was taken at its word that it has no tickets")]
    [InlineData(22311UL, "an activation that did not know its booking was taken at its word that it has no tickets, in an exchange")]
    [InlineData(8043UL, "a gate that stayed closed when nobody waited any more")]
    [InlineData(23875UL, "a booking that waited for its payment told as one that began confirmed")]
    [InlineData(24066UL, "a code that counted no more was good again when the ticket was made out once more")]
    [InlineData(41263UL, "a pool that did not know a sale was taken at its word that there is nothing to take back")]
    [InlineData(40283UL, "passing a ticket on was taken for a repeat by a booking that knew less")]
    [InlineData(30555UL, "a pool that did not know a claim was asked to sweep it for ever")]
    [InlineData(30576UL, "a seat that did not know a hold was told its verdict for ever")]
    [InlineData(37435UL, "a line that had nothing to write never heard that another one had changed it")]
    [InlineData(43195UL, "the end of a payment was lost on a booking that did not know its beginning")]
    [InlineData(11900UL, "a hold that could be had again in part only was sold with that part")]
    [InlineData(18383UL, "a block that had missed its terms failed with a null reference")]
    [InlineData(12655UL, "an activation that knew of no booking removed its reminder")]
    public void What_a_seed_found_stays_mended(ulong seed, string what)
    {
        var run = Run.Of(new RunOptions(seed));
        Assert.True(run.Violations.Count == 0, $"{what}: {string.Join('\n', run.Violations)}");
    }
}
