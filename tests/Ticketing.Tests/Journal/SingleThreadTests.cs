using Orleans.Embedded.Journal;
using Ticketing.Simulation.Disks;

namespace Ticketing.Tests.Journal;

/// <summary>The journal runs where its callers and its disk run it, whatever scheduler or context is current there.</summary>
public sealed class SingleThreadTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commits_rolls_and_compaction_stay_on_the_thread_that_completes_the_disks_work(bool hasContext)
    {
        var schedulers = new ConcurrentExclusiveSchedulerPair();
        await Task.Factory.StartNew(() => Work(hasContext), CancellationToken.None, TaskCreationOptions.None, schedulers.ExclusiveScheduler);
    }

    private static void Work(bool hasContext)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(hasContext ? new ForbiddenContext() : null);
        try
        {
            HashSet<int> threads = [];
            Queue<Action> ends = [];
            var disk = new SimulatedDisk(end =>
            {
                threads.Add(Environment.CurrentManagedThreadId);
                ends.Enqueue(end);
            });
            var opening = JournalStateStore.OpenAsync(disk, Workload.Options);
            EndAll(ends);
            var journal = Workload.Completed(opening);
            var workload = new Workload(5);
            for (var round = 0; round < 100; round++)
            {
                workload.Run(journal, 3);
                EndAll(ends);
                Assert.Equal(0, workload.Unknown);
            }

            var closing = journal.DisposeAsync().AsTask();
            EndAll(ends);
            Assert.True(closing.IsCompletedSuccessfully);
            Assert.DoesNotContain("segment-000000000001.journal", disk.List());
            Assert.Equal([Environment.CurrentManagedThreadId], threads);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private static void EndAll(Queue<Action> ends)
    {
        while (ends.TryDequeue(out var end))
        {
            end();
        }
    }

    private sealed class ForbiddenContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new InvalidOperationException("Nothing is posted.");
    }
}
