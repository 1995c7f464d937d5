using Ticketing.Storage.Sqlite;

namespace Ticketing.Tests.Storage;

/// <summary>Copies of a store that is in use, and whether it is whole.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    private string Backup => Path.Combine(_folder.Path, "backup.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backup_is_a_store_with_everything_that_was_acknowledged_before_it()
    {
        for (var i = 0; i < 100; i++)
        {
            await _folder.WriteAsync($"{i}", $"text {i}");
        }

        await _folder.Reminders.UpsertRow(new() { GrainId = StoreFolder.Grain("a"), ReminderName = "sweep", StartAt = DateTime.UnixEpoch, Period = TimeSpan.FromHours(1) });
        Assert.Equal(100, await _folder.Store.BackupAsync(Backup));
        using var copy = SqliteStore.Open(new SqliteStoreOptions(Backup));
        Assert.Equal(_folder.Store.States().Select(Text), copy.States().Select(Text));
        Assert.Equal(_folder.Store.Reminders(), copy.Reminders());
    }

    [Fact]
    public async Task A_backup_while_others_write_is_of_one_moment()
    {
        using CancellationTokenSource over = new();
        var acked = 0;

        // One row after another: of one moment, a copy has the first ones.
        var writing = Task.Run(async () =>
        {
            for (var i = 0; !over.IsCancellationRequested; i++)
            {
                await _folder.WriteAsync($"{i:D6}", new string('x', 2_000));
                Interlocked.Increment(ref acked);
            }
        });
        while (Volatile.Read(ref acked) < 200)
        {
            await Task.Yield();
        }

        var before = Volatile.Read(ref acked);
        var count = await _folder.Store.BackupAsync(Backup);
        await over.CancelAsync();
        await writing;
        Assert.InRange(count, before, acked + 1);
        using var copy = SqliteStore.Open(new SqliteStoreOptions(Backup));
        Assert.Equal(Enumerable.Range(0, (int)count).Select(static i => $"{i:D6}"), copy.States().Select(static state => state.GrainKey).Order());
    }

    [Fact]
    public async Task A_backup_is_one_file_that_its_owner_alone_may_read()
    {
        await _folder.WriteAsync("a", "one");
        await _folder.Store.BackupAsync(Backup);
        Assert.Equal([Backup], Directory.GetFiles(_folder.Path, "backup*"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Backup));
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_replaced()
    {
        await File.WriteAllTextAsync(Backup, "precious");
        var refusal = await Assert.ThrowsAsync<SqliteStoreException>(() => _folder.Store.BackupAsync(Backup));
        Assert.Equal($"{Backup} is there already.", refusal.Message);
        Assert.Equal("precious", await File.ReadAllTextAsync(Backup));
    }

    [MountFact]
    public async Task A_backup_that_does_not_fit_leaves_nothing_and_the_store_goes_on()
    {
        using var mount = Mount.OfSize("1m");
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => _folder.WriteAsync($"{i}", new string('x', 20_000))));
        var file = Path.Combine(mount.Path, "backup.db");
        var refusal = await Assert.ThrowsAsync<SqliteStoreException>(() => _folder.Store.BackupAsync(file));
        Assert.Contains("disk is full", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(mount.Path));
        Assert.Null(_folder.Store.Fault);
    }

    [Fact]
    public async Task What_is_whole_passes_the_check_and_what_is_damaged_is_named()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => _folder.WriteAsync($"{i}", new string('x', 2_000))));
        Assert.Empty(await _folder.Store.CheckAsync());
        await _folder.Store.BackupAsync(Backup);
        var bytes = await File.ReadAllBytesAsync(Backup);
        bytes.AsSpan(4096 * 20, 4096).Fill(0xA5);
        await File.WriteAllBytesAsync(Backup, bytes);
        using var damaged = SqliteStore.Open(new SqliteStoreOptions(Backup));
        Assert.Contains(await damaged.CheckAsync(), static problem => problem.Contains("page 21", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_scanned_can_be_added_to_another_store_once()
    {
        await _folder.WriteAsync("a", "one");
        await _folder.Reminders.UpsertRow(new() { GrainId = StoreFolder.Grain("a"), ReminderName = "sweep", StartAt = DateTime.UnixEpoch, Period = TimeSpan.FromHours(1) });
        using StoreFolder other = new();
        var (state, reminder) = (_folder.Store.States().Single(), _folder.Store.Reminders().Single());
        Assert.True(await other.Store.AddAsync(state));
        Assert.True(await other.Store.AddAsync(reminder));
        Assert.False(await other.Store.AddAsync(state));
        Assert.False(await other.Store.AddAsync(reminder));
        Assert.Equal("one", (await other.ReadAsync("a")).State.Text);
        Assert.Equal(reminder, other.Store.Reminders().Single());
    }

    private static (string, string, string, string) Text(StoredState state) =>
        (state.GrainType, state.GrainKey, state.Name, Convert.ToHexString(state.Data.Span));
}
