using Orleans;
using Orleans.Storage;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Tests.Storage;

/// <summary>What Orleans asks of every storage provider.</summary>
public sealed class GrainStorageTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_never_written_is_fresh_and_does_not_exist()
    {
        Row state = new(tag: "7") { RecordExists = true };
        await _folder.Grains.ReadStateAsync("state", StoreFolder.Grain("a"), state);
        Assert.Equal("", state.State.Text);
        Assert.Null(state.ETag);
        Assert.False(state.RecordExists);
    }

    [Fact]
    public async Task What_is_written_is_read()
    {
        var written = await _folder.WriteAsync("a", "one");
        Assert.True(written.RecordExists);
        var read = await _folder.ReadAsync("a");
        Assert.Equal(("one", written.ETag, true), (read.State.Text, read.ETag, read.RecordExists));
    }

    [Fact]
    public async Task Grains_and_names_of_states_are_kept_apart()
    {
        await _folder.WriteAsync("a", "one");
        Row other = new();
        await _folder.Grains.ReadStateAsync("other", StoreFolder.Grain("a"), other);
        Assert.False(other.RecordExists);
        Assert.False((await _folder.ReadAsync("A")).RecordExists);
        Assert.False((await _folder.ReadAsync("a/state")).RecordExists);
    }

    [Fact]
    public async Task A_write_with_the_last_tag_replaces_and_changes_it()
    {
        var first = await _folder.WriteAsync("a", "one");
        var second = await _folder.WriteAsync("a", "two", first.ETag);
        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal("two", (await _folder.ReadAsync("a")).State.Text);
    }

    [Fact]
    public async Task A_write_without_a_tag_over_what_is_there_conflicts()
    {
        var first = await _folder.WriteAsync("a", "one");
        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => _folder.WriteAsync("a", "two"));
        Assert.Equal((first.ETag, null), (conflict.StoredEtag, conflict.CurrentEtag));
        Assert.Equal("one", (await _folder.ReadAsync("a")).State.Text);
    }

    [Fact]
    public async Task A_write_with_a_stale_tag_conflicts_and_keeps_its_tag()
    {
        var first = await _folder.WriteAsync("a", "one");
        var second = await _folder.WriteAsync("a", "two", first.ETag);
        Row late = new(new Note { Text = "late" }, first.ETag);
        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => _folder.Grains.WriteStateAsync("state", StoreFolder.Grain("a"), late));
        Assert.Equal((second.ETag, first.ETag), (conflict.StoredEtag, conflict.CurrentEtag));
        Assert.Equal(first.ETag, late.ETag);
        Assert.Equal("two", (await _folder.ReadAsync("a")).State.Text);
    }

    [Theory]
    [InlineData("12345")]
    [InlineData("-1")]
    [InlineData("\"another provider's\"")]
    public async Task A_write_with_a_tag_that_was_never_given_conflicts(string tag)
    {
        await Assert.ThrowsAsync<InconsistentStateException>(() => _folder.WriteAsync("a", "one", tag));
        Assert.False((await _folder.ReadAsync("a")).RecordExists);
    }

    [Fact]
    public async Task Clearing_deletes_and_what_is_cleared_can_be_written_again()
    {
        var state = await _folder.WriteAsync("a", "one");
        await _folder.Grains.ClearStateAsync("state", StoreFolder.Grain("a"), state);
        Assert.Equal(("", null, false), (state.State.Text, state.ETag, state.RecordExists));
        Assert.False((await _folder.ReadAsync("a")).RecordExists);
        Assert.True(_folder.Store.IsEmpty());

        state.State.Text = "two";
        await _folder.Grains.WriteStateAsync("state", StoreFolder.Grain("a"), state);
        Assert.Equal("two", (await _folder.ReadAsync("a")).State.Text);
    }

    [Fact]
    public async Task A_tag_from_before_a_clear_is_stale_for_good()
    {
        var before = await _folder.WriteAsync("a", "one");
        var cleared = await _folder.ReadAsync("a");
        await _folder.Grains.ClearStateAsync("state", StoreFolder.Grain("a"), cleared);
        await _folder.WriteAsync("a", "two");
        await Assert.ThrowsAsync<InconsistentStateException>(() => _folder.WriteAsync("a", "late", before.ETag));
    }

    [Fact]
    public async Task Clearing_what_is_not_there_does_nothing()
    {
        Row state = new();
        await _folder.Grains.ClearStateAsync("state", StoreFolder.Grain("a"), state);
        Assert.Equal(("", null, false), (state.State.Text, state.ETag, state.RecordExists));
    }

    [Fact]
    public async Task Clearing_with_a_stale_tag_or_none_conflicts()
    {
        var first = await _folder.WriteAsync("a", "one");
        await _folder.WriteAsync("a", "two", first.ETag);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _folder.Grains.ClearStateAsync("state", StoreFolder.Grain("a"), first));
        await Assert.ThrowsAsync<InconsistentStateException>(() =>
            _folder.Grains.ClearStateAsync("state", StoreFolder.Grain("a"), new Row()));
        Assert.Equal("two", (await _folder.ReadAsync("a")).State.Text);
    }

    [Fact]
    public async Task Clearing_twice_with_the_same_tag_conflicts()
    {
        var state = await _folder.WriteAsync("a", "one");
        await _folder.Grains.ClearStateAsync("state", StoreFolder.Grain("a"), new Row(state.State, state.ETag));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _folder.Grains.ClearStateAsync("state", StoreFolder.Grain("a"), state));
    }

    [Fact]
    public async Task Keys_of_every_kind_are_kept()
    {
        string[] keys = ["a/b", "ä ö 字 😀", "a\tb\0c", new('x', 5_000)];
        foreach (var key in keys)
        {
            await _folder.WriteAsync(key, $"of {key}");
        }

        foreach (var key in keys)
        {
            Assert.Equal($"of {key}", (await _folder.ReadAsync(key)).State.Text);
        }
    }

    [Fact]
    public async Task A_state_of_megabytes_is_kept()
    {
        var text = string.Concat(Enumerable.Range(0, 500_000));
        await _folder.WriteAsync("a", text);
        Assert.Equal(text, (await _folder.ReadAsync("a")).State.Text);
    }

    [Fact]
    public async Task Everything_is_there_after_an_orderly_end()
    {
        using StoreFolder first = new(Directory.CreateDirectory(Path.Combine(_folder.Path, "again")).FullName);
        var written = await first.WriteAsync("a", "one");
        first.Dispose();
        using StoreFolder second = new(first.Path);
        var read = await second.ReadAsync("a");
        Assert.Equal(("one", written.ETag), (read.State.Text, read.ETag));
    }

    [Fact]
    public void A_failure_of_the_store_is_told_from_silo_to_silo()
    {
        var told = StoreFolder.Serializer.Deserialize<Exception>(StoreFolder.Serializer.SerializeToArray<Exception>(new SqliteStoreException("The disk is full.", isDamage: true)));
        var failure = Assert.IsType<SqliteStoreException>(told);
        Assert.Equal(("The disk is full.", true), (failure.Message, failure.IsDamage));
    }
}
