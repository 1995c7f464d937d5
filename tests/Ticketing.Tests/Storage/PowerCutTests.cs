using System.Text;

namespace Ticketing.Tests.Storage;

/// <summary>
/// A machine that loses its power. kill -9 proves nothing about syncs, since the kernel keeps what was written; here a disk
/// forgets it. One run of a process gives many moments at which the power may go.
/// </summary>
public sealed class PowerCutTests
{
    private const int Acks = 3_000;
    private const int Cuts = 40;

    [CompilerFact]
    public async Task Everything_that_was_acknowledged_is_there_whatever_else_the_disk_forgot() =>
        Assert.Empty(await LostAsync(StoreWriter.Whole));

    /// <summary>The same, with a commit that is not synced: the test above can fail.</summary>
    [CompilerFact]
    public async Task Syncing_at_checkpoints_alone_is_found() => Assert.NotEmpty(await LostAsync(StoreWriter.SyncedLate));

    [CompilerFact]
    public async Task An_answer_before_the_commit_is_found() => Assert.NotEmpty(await LostAsync(StoreWriter.AnsweredEarly));

    [CompilerFact]
    public async Task A_folder_that_is_not_synced_is_found() => Assert.NotEmpty(await LostAsync(StoreWriter.Whole, forgetsNames: true));

    private static async Task<List<string>> LostAsync(string mode, bool forgetsNames = false)
    {
        using LosableDisk disk = new();
        using (var writer = StoreWriter.Start(disk.Root, mode, disk.Configure))
        {
            await StoreWriter.AckedAsync(disk.Root, Acks, writer);
            writer.Kill();
            await writer.WaitForExitAsync();
        }

        return Lost(disk, DiskLog.Read(disk.Log), forgetsNames);
    }

    /// <summary>What is lost at any of some moments. Each comes just after something was acknowledged.</summary>
    private static List<string> Lost(LosableDisk disk, List<DiskStep> steps, bool forgetsNames)
    {
        var acks = steps[steps.FindIndex(static step => step.Act == 'C' && step.Name == "/acks")].File;
        var moments = steps.Index().Where(step => step.Item.Act == 'W' && step.Item.File == acks).Select(static step => step.Index).ToArray();
        Random random = new(1);
        HashSet<int> cuts = [.. random.GetItems(moments, Cuts), moments[0], moments[^1]];
        PowerlessDisk remains = new() { ForgetsNames = forgetsNames };
        StringBuilder acked = new();
        List<string> lost = [];
        foreach (var (at, step) in steps.Index())
        {
            remains.Take(step);
            if (step.Act == 'W' && step.File == acks)
            {
                acked.Append(Encoding.ASCII.GetString(step.Data.Span));
            }

            if (cuts.Contains(at))
            {
                lost.AddRange(LostNow(disk.Recover(remains, null), acked.ToString(), $"step {at}"));
                lost.AddRange(LostNow(disk.Recover(remains, random), acked.ToString(), $"step {at}, some sectors kept"));
            }
        }

        return lost;
    }

    private static List<string> LostNow(string folder, string acked, string when)
    {
        try
        {
            return [.. StoreWriter.Lost(StoreWriter.AckedIn(acked), StoreWriter.StoredIn(StoreWriter.StoreIn(folder))).Select(lost => $"{when}: {lost}")];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
