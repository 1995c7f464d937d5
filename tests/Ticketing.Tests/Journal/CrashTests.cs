using Orleans.Embedded.Journal;
using Ticketing.Simulation.Disks;

namespace Ticketing.Tests.Journal;

/// <summary>The machine or the process dies at every operation of the disk; what was acknowledged is there afterwards.</summary>
public sealed class CrashTests
{
    private const int Steps = 160;

    [Fact]
    public void The_workload_rolls_segments_and_compacts_them()
    {
        var disk = new SimulatedDisk();
        var workload = new Workload(1);
        workload.Run(Workload.Open(disk), Steps);
        Assert.DoesNotContain("segment-000000000001.journal", disk.List());
        Assert.True(disk.List().Count > 1);
        Assert.Equal(0, workload.Unknown);
        workload.Verify(Workload.Open(disk.Copy()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_loss_of_power_at_any_operation_loses_nothing_acknowledged(int seed)
    {
        for (var crashAt = 1; DiesAt(crashAt, seed, tears: 6, static (disk, random) => disk.Crash(random)); crashAt++)
        {
        }
    }

    [Fact]
    public void A_killed_process_loses_nothing_acknowledged_and_what_its_successor_reads_survives_a_loss_of_power()
    {
        for (var crashAt = 1; DiesAt(crashAt, seed: 4, tears: 1, static (disk, random) => disk.Restart(), powerFailsLater: true); crashAt++)
        {
        }
    }

    [Fact]
    public void Writes_that_end_late_and_share_a_sync_are_whole_after_a_loss_of_power_at_any_operation()
    {
        for (var crashAt = 1; crashAt < 60; crashAt++)
        {
            for (var seed = 0; seed < 8; seed++)
            {
                Queue<Action> ends = [];
                var disk = new SimulatedDisk(ends.Enqueue);
                var opening = JournalStateStore.OpenAsync(disk, Workload.Options);
                EndWhile(() => !opening.IsCompleted);
                var journal = Workload.Completed(opening);
                var workload = new Workload(seed);
                for (var ended = 0; ended < crashAt; ended++)
                {
                    workload.Run(journal, 4);
                    EndWhile(() => false);
                }

                var after = disk.Crash(new Random(seed));
                workload.Verify(Workload.Open(after));

                void EndWhile(Func<bool> more)
                {
                    do
                    {
                        if (ends.TryDequeue(out var end))
                        {
                            end();
                        }
                    }
                    while (more());
                }
            }
        }
    }

    [Fact]
    public void Twenty_crashes_one_after_another_lose_nothing_and_leave_no_files_behind()
    {
        var random = new Random(7);
        var disk = new SimulatedDisk();
        var workload = new Workload(7);
        for (var life = 0; life < 20; life++)
        {
            var left = random.Next(1, 60);
            disk = disk.Crash(random, end => End(end));
            left += 10;
            var journal = Workload.Open(disk);
            workload.Verify(journal);
            workload.Run(journal, 100);

            void End(Action end)
            {
                if (left-- > 0)
                {
                    end();
                }
            }
        }

        Assert.InRange(disk.List().Count, 1, 12);
    }

    /// <summary>False when the workload needs fewer operations than that.</summary>
    private static bool DiesAt(
        int crashAt, int seed, int tears, Func<SimulatedDisk, Random, SimulatedDisk> die, bool powerFailsLater = false)
    {
        var (workload, dead) = Live(crashAt, seed);
        if (dead.Operations < crashAt)
        {
            return false;
        }

        for (var tear = 0; tear < tears; tear++)
        {
            if (tear > 0)
            {
                (workload, dead) = Live(crashAt, seed);
            }

            var disk = die(dead, new Random((crashAt * 31) + tear));
            var journal = Workload.Open(disk);
            workload.Verify(journal);
            if (powerFailsLater)
            {
                disk = disk.Crash(new Random(crashAt));
                journal = Workload.Open(disk);
                workload.Verify(journal);
            }

            workload.Run(journal, 20);
            workload.Verify(Workload.Open(disk.Copy()));
        }

        return true;
    }

    private static (Workload Workload, SimulatedDisk Disk) Live(int crashAt, int seed)
    {
        var ended = 0;
        var disk = new SimulatedDisk(end =>
        {
            if (++ended < crashAt)
            {
                end();
            }
        });
        var workload = new Workload(seed);
        var opening = JournalStateStore.OpenAsync(disk, Workload.Options);
        if (opening.IsCompletedSuccessfully)
        {
            workload.Run(Workload.Completed(opening), Steps);
        }

        return (workload, disk);
    }
}
