using Orleans.Embedded.Journal;
using Orleans.Embedded.Storage;
using Ticketing.Simulation.Disks;

namespace Ticketing.Tests.Journal;

/// <summary>The disk refuses: nothing is acknowledged, the operator is told what to do, and a restart makes it well.</summary>
public sealed class DiskFaultTests
{
    private static readonly byte[] One = "one"u8.ToArray();
    private static readonly byte[] Two = "two"u8.ToArray();

    [Theory]
    [InlineData(DiskFault.IoError)]
    [InlineData(DiskFault.ShortWrite)]
    [InlineData(DiskFault.SyncError)]
    public async Task After_a_write_that_failed_nothing_is_acknowledged_until_a_restart_but_reads_go_on(DiskFault fault)
    {
        var disk = new SimulatedDisk();
        var journal = Workload.Open(disk);
        List<string> told = [];
        journal.Faulted += told.Add;
        var version = await journal.WriteAsync("a", 0, One);
        var other = await journal.WriteAsync("b", 0, One);
        disk.Fail(disk.Operations + 1, fault);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.WriteAsync("a", version, Two));
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.WriteAsync("b", other, Two));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.DeleteAsync("b", other));
        Assert.False(journal.IsWritable);
        Assert.Contains("Free space or repair the disk, then restart the service.", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Free space or repair the disk, then restart the service.", Assert.Single(told), StringComparison.Ordinal);
        Assert.Equal(One, (await journal.ReadAsync("b", default))!.Value.Value.ToArray());

        // Whether it is durable is not known, so neither value may be shown.
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await journal.ReadAsync("a", default));

        var restarted = Workload.Open(disk.Restart());
        Assert.Equal(fault == DiskFault.SyncError ? Two : One, (await restarted.ReadAsync("a", default))!.Value.Value.ToArray());
        Assert.Equal(other, (await restarted.ReadAsync("b", default))!.Value.Version);
        Assert.True(await restarted.WriteAsync("b", other, Two) > other);
    }

    [Fact]
    public async Task What_a_failed_sync_left_in_the_cache_is_durable_before_a_restart_answers_with_it()
    {
        var disk = new SimulatedDisk();
        var journal = Workload.Open(disk);
        disk.Fail(disk.Operations + 1, DiskFault.SyncError);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => journal.WriteAsync("a", 0, One));
        var restarted = disk.Restart();
        Assert.NotNull(await Workload.Open(restarted).ReadAsync("a", default));
        for (var seed = 0; seed < 20; seed++)
        {
            Assert.NotNull(await Workload.Open(restarted.Crash(new Random(seed))).ReadAsync("a", default));
        }
    }

    [Fact]
    public void Any_operation_that_fails_leaves_what_was_acknowledged_for_the_next_start()
    {
        foreach (var fault in Enum.GetValues<DiskFault>())
        {
            for (var operation = 1; operation < 150; operation++)
            {
                var disk = new SimulatedDisk();
                disk.Fail(operation, fault);
                var workload = new Workload(operation);
                var opening = JournalStateStore.OpenAsync(disk, Workload.Options);
                if (opening.IsFaulted)
                {
                    Assert.IsType<IOException>(opening.Exception!.InnerException);
                }
                else
                {
                    var told = 0;
                    var journal = Workload.Completed(opening);
                    journal.Faulted += _ => told++;
                    workload.Run(journal, 160);
                    Assert.True(told <= 1);
                    Assert.True(journal.IsWritable || told == 1);
                    Assert.True(!journal.IsWritable || workload.Unknown == 0);
                }

                workload.Verify(Workload.Open(operation % 2 == 0 ? disk.Restart() : disk.Crash(new Random(operation))));
            }
        }
    }

    [Fact]
    public void A_full_disk_makes_the_journal_read_only_and_space_and_a_restart_make_it_well()
    {
        for (var free = 0; free < 14_000; free += 700)
        {
            var disk = new SimulatedDisk { FreeBytes = free };
            var workload = new Workload(free);
            var opening = JournalStateStore.OpenAsync(disk, Workload.Options);
            if (free < Workload.Options.SegmentBytes)
            {
                Assert.Contains("No space left", opening.Exception!.InnerException!.Message, StringComparison.Ordinal);
                continue;
            }

            var journal = Workload.Completed(opening);
            string? told = null;
            journal.Faulted += message => told = message;
            workload.Run(journal, 400);
            Assert.Equal(journal.IsWritable, told is null);
            Assert.True(told is null || told.Contains("No space left on device Free space", StringComparison.Ordinal), told);
            workload.Verify(Workload.Open(disk.Restart()));
        }
    }

    [Fact]
    public async Task A_file_that_could_not_be_prepared_ahead_is_tried_again_when_it_is_needed()
    {
        var disk = new SimulatedDisk { FreeBytes = Workload.Options.SegmentBytes };
        var journal = Workload.Open(disk);
        await journal.WriteAsync("a", 0, new byte[1_500]);
        disk.FreeBytes += 10_000;
        await journal.WriteAsync("b", 0, new byte[1_500]);
        Assert.True(journal.IsWritable);
    }

    [Fact]
    public async Task A_read_that_fails_says_where_and_harms_nothing()
    {
        var disk = new SimulatedDisk();
        var journal = Workload.Open(disk);
        var version = await journal.WriteAsync("a", 0, One);
        disk.ReadFault = static (_, _) => new IOException("Input/output error");
        var failed = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await journal.ReadAsync("a", default));
        Assert.Contains("segment-000000000001.journal can't be read at offset 72", failed.Message, StringComparison.Ordinal);
        disk.ReadFault = null;
        Assert.Equal(version, (await journal.ReadAsync("a", default))!.Value.Version);
    }

    [Fact]
    public async Task A_reader_that_gives_up_does_not_disturb_the_write_it_waited_for()
    {
        Queue<Action> ends = [];
        var disk = new SimulatedDisk(ends.Enqueue);
        var opening = JournalStateStore.OpenAsync(disk, Workload.Options);
        while (!opening.IsCompleted)
        {
            ends.Dequeue()();
        }

        var journal = await opening;
        var writing = journal.WriteAsync("a", 0, One);
        using var giveUp = new CancellationTokenSource();
        var reading = journal.ReadAsync("a", giveUp.Token).AsTask();
        Assert.False(reading.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => reading);
        ends.Dequeue()();
        Assert.Equal(await writing, (await journal.ReadAsync("a", default))!.Value.Version);
    }
}
