using System.Diagnostics.Metrics;
using Orleans.Storage;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Tests.Storage;

/// <summary>Many writers at once.</summary>
public sealed class GroupCommitTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Concurrent_writers_share_commits_and_all_is_there()
    {
        var (commits, writes) = await MeasuredAsync(() => Task.WhenAll(Enumerable.Range(0, 500).Select(i => _folder.WriteAsync($"{i}", $"text {i}"))));
        Assert.Equal(500, writes);
        Assert.InRange(commits, 1, 250);
        for (var i = 0; i < 500; i++)
        {
            Assert.Equal($"text {i}", (await _folder.ReadAsync($"{i}")).State.Text);
        }
    }

    [Fact]
    public async Task A_write_that_conflicts_fails_alone()
    {
        var stale = await _folder.WriteAsync("stale", "one");
        await _folder.WriteAsync("stale", "two", stale.ETag);
        var writes = Enumerable.Range(0, 200).Select(i => i == 100 ? _folder.WriteAsync("stale", "late", stale.ETag) : _folder.WriteAsync($"{i}", "text")).ToArray();
        await Assert.ThrowsAsync<InconsistentStateException>(() => writes[100]);
        await Task.WhenAll(writes.Where((_, i) => i != 100));
        Assert.Equal("two", (await _folder.ReadAsync("stale")).State.Text);
        Assert.Equal(200, _folder.Store.States().Count());
        Assert.Null(_folder.Store.Fault);
    }

    [Fact]
    public async Task Of_many_that_write_with_the_same_tag_one_wins()
    {
        var first = await _folder.WriteAsync("a", "first");
        var writes = Enumerable.Range(0, 100).Select(i => _folder.WriteAsync("a", $"{i}", first.ETag)).ToArray();
        await Task.WhenAny(Task.WhenAll(writes));
        var winner = Assert.Single(writes, static write => write.IsCompletedSuccessfully);
        Assert.All(writes.Where(write => write != winner), static write => Assert.IsType<InconsistentStateException>(write.Exception!.InnerException));
        Assert.Equal((await winner).ETag, (await _folder.ReadAsync("a")).ETag);
    }

    [Fact]
    public async Task Who_finds_the_queue_full_waits_and_nothing_is_lost()
    {
        _folder.Options = _folder.Options with { MostWaiting = 4, MostInCommit = 2 };
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => _folder.WriteAsync($"{i}", "text")));
        Assert.Equal(1_000, _folder.Store.States().Count());
    }

    [Fact]
    public async Task Who_waited_for_room_in_vain_is_told_that_nothing_was_written()
    {
        WriteQueue queue = new(_folder.Options with { MostWaiting = 1, Patience = TimeSpan.FromMilliseconds(1) });
        await queue.RoomAsync();
        Assert.True(queue.TryAdd(new DeleteReminders()));
        var refusal = await Assert.ThrowsAsync<SqliteStoreException>(async () => await queue.RoomAsync());
        Assert.EndsWith("nothing was written.", refusal.Message, StringComparison.Ordinal);

        // Who gave up does not keep a place.
        Assert.True(queue.Take([], TimeSpan.Zero));
        await queue.RoomAsync();
    }

    [Fact]
    public async Task A_queue_is_full_by_size_too_and_lets_in_who_came_first()
    {
        WriteQueue queue = new(_folder.Options with { MostWaitingBytes = 100 });
        Assert.True(queue.TryAdd(new PutState(StoreFolder.Grain("a"), "state", 0, new byte[100])));
        var first = queue.RoomAsync().AsTask();
        var second = queue.RoomAsync().AsTask();
        Assert.False(first.IsCompleted);
        Assert.True(queue.Take([], TimeSpan.Zero));
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task What_was_asked_for_is_committed_before_an_orderly_end_and_what_comes_after_is_refused()
    {
        var writes = Enumerable.Range(0, 100).Select(i => _folder.WriteAsync($"{i}", "text")).ToArray();
        _folder.Store.Dispose();
        await Task.WhenAll(writes);
        var refusal = await Assert.ThrowsAsync<SqliteStoreException>(() => _folder.WriteAsync("late", "text"));
        Assert.Equal("The store is closed; nothing was written.", refusal.Message);
        using var again = SqliteStore.Open(_folder.Options);
        Assert.Equal(100, again.States().Count());
    }

    private async Task<(int Commits, int Writes)> MeasuredAsync(Func<Task> act)
    {
        var (commits, writes) = (0, 0);
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: SqliteStore.MeterName, Name: "sqlite.commit.writes" } && instrument.Meter.Tags!.Contains(new("store", _folder.File)))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<int>((_, count, _, _) =>
        {
            Interlocked.Increment(ref commits);
            Interlocked.Add(ref writes, count);
        });
        listener.Start();
        await act();
        return (commits, writes);
    }
}
