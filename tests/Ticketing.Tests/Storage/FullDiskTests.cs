using Ticketing.Storage.Sqlite;

namespace Ticketing.Tests.Storage;

/// <summary>A disk without room, and one that fails.</summary>
public sealed class FullDiskTests
{
    private const int Bytes = 20_000;

    [MountFact]
    public async Task Nothing_is_acknowledged_while_the_disk_is_full_reads_go_on_and_it_recovers_by_itself()
    {
        using var mount = Mount.OfSize("6m");
        var file = Path.Combine(mount.Path, "store.db");
        HashSet<string> acked = [];
        using (var store = SqliteStore.Open(Options(file)))
        {
            TaskCompletionSource<string> full = new(), well = new();
            store.FaultChanged += reason => (reason is null ? well : full).TrySetResult(reason ?? "");
            var refusals = await FillAsync(store, acked);
            Assert.NotEmpty(refusals);
            Assert.All(refusals, static refusal => Assert.Contains("database or disk is full", refusal.Message, StringComparison.Ordinal));
            Assert.Equal(await full.Task, store.Fault);
            Assert.Contains("database or disk is full", store.Fault, StringComparison.Ordinal);

            var late = await Assert.ThrowsAsync<SqliteStoreException>(() => store.AddAsync(State("late")));
            Assert.StartsWith("The store takes no writes.", late.Message, StringComparison.Ordinal);
            Assert.Empty(acked.Except(Keys(store)));

            mount.Change("size=64m");
            await well.Task.WaitAsync(TimeSpan.FromSeconds(10));
            Assert.Null(store.Fault);
            Assert.True(await store.AddAsync(State("after")));
            acked.Add("after");
        }

        using var again = SqliteStore.Open(Options(file));
        Assert.Empty(acked.Except(Keys(again)));
        Assert.DoesNotContain("late", Keys(again));
        Assert.Empty(await again.CheckAsync());
    }

    [CompilerFact]
    public async Task While_the_disk_fails_nothing_is_acknowledged_and_afterwards_everything_goes_on()
    {
        using LosableDisk disk = new();
        using var writer = StoreWriter.Start(disk.Root, StoreWriter.Whole, disk.Configure);
        await StoreWriter.AckedAsync(disk.Root, 100, writer);
        disk.IsBroken = true;
        await StoreWriter.FaultAsync(disk.Root, writer);
        disk.IsBroken = false;
        await StoreWriter.AckedAsync(disk.Root, 100, writer);
        writer.Kill();
        await writer.WaitForExitAsync();
        var acked = StoreWriter.AckedIn(await File.ReadAllTextAsync(StoreWriter.AcksIn(disk.Root)));
        Assert.Empty(StoreWriter.Lost(acked, StoreWriter.StoredIn(StoreWriter.StoreIn(disk.Root))));
    }

    private static SqliteStoreOptions Options(string file) => new(file) { CheckpointPages = 256, ProbeInterval = TimeSpan.FromMilliseconds(20) };

    private static StoredState State(string key) => new("note", key, "state", new byte[Bytes]);

    private static HashSet<string> Keys(SqliteStore store) => [.. store.States().Select(static state => state.GrainKey)];

    /// <summary>Many write at once until all are refused: the refusals.</summary>
    private static async Task<List<SqliteStoreException>> FillAsync(SqliteStore store, HashSet<string> acked)
    {
        List<SqliteStoreException> refusals = [];
        await Task.WhenAll(Enumerable.Range(0, 32).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; ; i++)
            {
                var key = $"{writer}-{i}";
                try
                {
                    Assert.True(await store.AddAsync(State(key)));
                }
                catch (SqliteStoreException e)
                {
                    lock (refusals)
                    {
                        refusals.Add(e);
                    }

                    return;
                }

                lock (acked)
                {
                    acked.Add(key);
                }
            }
        })));
        return refusals;
    }
}
