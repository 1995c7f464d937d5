using System.Diagnostics;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Tests.Storage;

/// <summary>A log whose end was not written as it should have been.</summary>
public sealed class TornLogTests : IDisposable
{
    private const int Commits = 20;
    private const int Frame = 4096 + 24;

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-torn-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_torn_last_page_costs_the_last_commit_alone()
    {
        var log = await LogOfAsync();
        log[^100] ^= 0xFF;
        Assert.Equal(Commits - 1, CountAfter(log));
        Assert.Equal(Commits - 1, CountAfter(log[..^1]));
    }

    [Fact]
    public async Task Whatever_is_cut_off_what_is_left_is_a_prefix()
    {
        var log = await LogOfAsync();
        var before = -1;
        for (var length = 0; length <= log.Length; length += Frame / 2)
        {
            var count = CountAfter(log[..length]);
            Assert.InRange(count, before, before + 1);
            before = count;
        }

        Assert.Equal(Commits, CountAfter(log));
    }

    /// <summary>The log of one commit after another: each adds the next row.</summary>
    private async Task<byte[]> LogOfAsync()
    {
        using var store = SqliteStore.Open(new SqliteStoreOptions(Path.Combine(_folder, "store.db")));
        for (var i = 0; i < Commits; i++)
        {
            Assert.True(await store.AddAsync(new StoredState("note", $"{i:D3}", "state", new byte[3_000])));
        }

        // By another process: closing a file that SQLite has open would give up its locks.
        foreach (var file in new[] { "store.db", "store.db-wal" })
        {
            using var copy = Process.Start("cp", [Path.Combine(_folder, file), Path.Combine(_folder, $"copied-{file}")]);
            await copy.WaitForExitAsync();
        }

        return await File.ReadAllBytesAsync(Path.Combine(_folder, "copied-store.db-wal"));
    }

    /// <summary>How many rows there are after a start with this log; they are the first ones.</summary>
    private int CountAfter(byte[] log)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "after")).FullName;
        File.Copy(Path.Combine(_folder, "copied-store.db"), Path.Combine(folder, "store.db"));
        File.WriteAllBytes(Path.Combine(folder, "store.db-wal"), log);
        using (var store = SqliteStore.Open(new SqliteStoreOptions(Path.Combine(folder, "store.db"))))
        {
            var keys = store.States().Select(static state => state.GrainKey).ToArray();
            Assert.Equal(Enumerable.Range(0, keys.Length).Select(static i => $"{i:D3}"), keys.Order());
            store.Dispose();
            Directory.Delete(folder, recursive: true);
            return keys.Length;
        }
    }
}
