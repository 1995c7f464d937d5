using Ticketing.Storage.Sqlite;

namespace Ticketing.Tests.Storage;

/// <summary>The log stays small, whoever writes and reads.</summary>
public sealed class CheckpointTests : IDisposable
{
    private const int Pages = 64;
    private const long LogBytes = Pages * (4096 + 24);
    private const int StateBytes = 3_000;
    private const int MostWrites = 50_000;

    private readonly StoreFolder _folder = new();

    public CheckpointTests() => _folder.Options = _folder.Options with { CheckpointPages = Pages };

    private FileInfo Log => new(_folder.File + "-wal");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_log_begins_anew_while_others_write_and_read_without_a_pause()
    {
        using CancellationTokenSource over = new();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReadAsync(over.Token))).ToArray();
        var writes = 0;
        do
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => Task.Run(() => WriteAsync(writer, 50))));
            writes += 16 * 50;
        }
        // Without an end the log would have every page that was ever written, at least one for each state.
        while (Log.Length > writes * StateBytes / 4 && writes < MostWrites);

        await over.CancelAsync();
        await Task.WhenAll(readers);
        Assert.InRange(Log.Length, 1, writes * StateBytes / 4);
        Assert.Null(_folder.Store.Fault);
    }

    [Fact]
    public async Task A_long_read_sees_one_moment_and_the_log_shrinks_after_it()
    {
        await WriteAsync(0, 10);
        using (var rows = _folder.Store.States().GetEnumerator())
        {
            Assert.True(rows.MoveNext());
            await Task.WhenAll(Enumerable.Range(1, 8).Select(writer => WriteAsync(writer, 100)));
            Assert.True(Log.Length > 6 * LogBytes, $"{Log.Length}");
            Assert.False(rows.MoveNext());
        }

        // How soon depends on how fast the disk is; that it does, on nothing.
        for (var writes = 0; Log.Length > 4 * LogBytes && writes < MostWrites; writes += 8 * 50)
        {
            await Task.WhenAll(Enumerable.Range(1, 8).Select(writer => WriteAsync(writer, 50)));
        }

        Assert.InRange(Log.Length, 1, 4 * LogBytes);
    }

    private async Task WriteAsync(int writer, int writes)
    {
        var tag = (await _folder.ReadAsync($"{writer}")).ETag;
        for (var i = 0; i < writes; i++)
        {
            tag = (await _folder.WriteAsync($"{writer}", new string('x', StateBytes), tag)).ETag;
        }
    }

    private async Task ReadAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await _folder.ReadAsync("0");
        }
    }
}
