using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Ticketing.Simulation.Disks;

namespace Ticketing.Tests.Journal;

/// <summary>What an operator can watch of the journal.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Commits_compaction_and_the_bytes_that_live_and_are_dead_are_measured()
    {
        ConcurrentDictionary<string, double> sums = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Orleans.Embedded.Journal")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument, value));
        listener.Start();

        var disk = new SimulatedDisk();
        await using var journal = Workload.Open(disk);
        await journal.WriteAsync("kept", 0, new byte[100]);
        var version = 0L;
        for (var i = 0; i < 30; i++)
        {
            version = await journal.WriteAsync("often", version, new byte[500]);
        }

        listener.RecordObservableInstruments();

        // Other tests' journals are measured by the same instruments, so these are the least there can be.
        Assert.True(sums["journal.commit.records"] >= 31);
        Assert.True(sums["journal.commit.duration"] > 0);
        Assert.True(sums["journal.compaction.runs"] >= 1);
        Assert.True(sums["journal.compaction.bytes"] >= 123);
        Assert.True(sums["journal.segments"] >= 1);
        Assert.True(sums["journal.keys"] >= 2);
        Assert.True(sums["journal.live.bytes"] >= 647);
        Assert.True(sums["journal.dead.bytes"] > 0);

        void Add(Instrument instrument, double value) => sums.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value);
    }
}
