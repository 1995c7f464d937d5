using Orleans;
using Orleans.Runtime;

namespace Ticketing.Tests.Storage;

/// <summary>What Orleans asks of every table of reminders.</summary>
public sealed class ReminderTableTests : IDisposable
{
    private static readonly DateTime Start = new(2030, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_never_written_is_null() => Assert.Null(await _folder.Reminders.ReadRow(StoreFolder.Grain("a"), "sweep"));

    [Fact]
    public async Task What_is_written_is_read_to_the_tick()
    {
        var tag = await _folder.Reminders.UpsertRow(Entry("a", "sweep"));
        var read = await _folder.Reminders.ReadRow(StoreFolder.Grain("a"), "sweep");
        Assert.Equal(
            (StoreFolder.Grain("a"), "sweep", Start, DateTimeKind.Utc, TimeSpan.FromMinutes(1.5), tag),
            (read!.GrainId, read.ReminderName, read.StartAt, read.StartAt.Kind, read.Period, read.ETag));
    }

    [Fact]
    public async Task A_second_write_replaces_whatever_its_tag()
    {
        var first = await _folder.Reminders.UpsertRow(Entry("a", "sweep"));
        var later = Entry("a", "sweep");
        later.Period = TimeSpan.FromHours(1);
        var second = await _folder.Reminders.UpsertRow(later);
        Assert.NotEqual(first, second);
        Assert.Equal(TimeSpan.FromHours(1), Assert.Single((await _folder.Reminders.ReadRows(StoreFolder.Grain("a"))).Reminders).Period);
    }

    [Fact]
    public async Task A_removal_needs_the_last_tag()
    {
        var first = await _folder.Reminders.UpsertRow(Entry("a", "sweep"));
        var second = await _folder.Reminders.UpsertRow(Entry("a", "sweep"));
        Assert.False(await _folder.Reminders.RemoveRow(StoreFolder.Grain("a"), "sweep", first!));
        Assert.NotNull(await _folder.Reminders.ReadRow(StoreFolder.Grain("a"), "sweep"));
        Assert.True(await _folder.Reminders.RemoveRow(StoreFolder.Grain("a"), "sweep", second!));
        Assert.Null(await _folder.Reminders.ReadRow(StoreFolder.Grain("a"), "sweep"));
        Assert.False(await _folder.Reminders.RemoveRow(StoreFolder.Grain("a"), "sweep", second!));
    }

    [Fact]
    public async Task A_grains_reminders_are_its_own()
    {
        await _folder.Reminders.UpsertRow(Entry("a", "sweep"));
        await _folder.Reminders.UpsertRow(Entry("a", "finish"));
        await _folder.Reminders.UpsertRow(Entry("b", "sweep"));
        var rows = (await _folder.Reminders.ReadRows(StoreFolder.Grain("a"))).Reminders;
        Assert.Equal(["finish", "sweep"], rows.Select(static row => row.ReminderName).Order());
        Assert.All(rows, static row => Assert.Equal(StoreFolder.Grain("a"), row.GrainId));
    }

    [Fact]
    public async Task A_range_has_what_is_after_its_begin_up_to_its_end_and_goes_over_the_end_of_the_ring()
    {
        for (var i = 0; i < 100; i++)
        {
            await _folder.Reminders.UpsertRow(Entry($"{i}", "sweep"));
        }

        var hashes = Enumerable.Range(0, 100).Select(static i => StoreFolder.Grain($"{i}").GetUniformHashCode()).Order().ToArray();
        var (low, high) = (hashes[20], hashes[70]);
        var between = await HashesAsync(low, high);
        Assert.Equal(hashes[21..71], between);
        Assert.Equal(hashes.Except(between), await HashesAsync(high, low));
        Assert.Equal(hashes, await HashesAsync(low, low));
        Assert.Equal(hashes, await HashesAsync(0, 0));
        Assert.Equal(hashes, await HashesAsync(uint.MaxValue, uint.MaxValue));
    }

    [Fact]
    public async Task A_table_can_be_cleared()
    {
        await _folder.Reminders.UpsertRow(Entry("a", "sweep"));
        await _folder.Reminders.TestOnlyClearTable();
        Assert.Empty((await _folder.Reminders.ReadRows(0, 0)).Reminders);
    }

    private static ReminderEntry Entry(string key, string name) =>
        new() { GrainId = StoreFolder.Grain(key), ReminderName = name, StartAt = Start, Period = TimeSpan.FromMinutes(1.5) };

    private async Task<uint[]> HashesAsync(uint begin, uint end) =>
        [.. (await _folder.Reminders.ReadRows(begin, end)).Reminders.Select(static row => row.GrainId.GetUniformHashCode()).Order()];
}
