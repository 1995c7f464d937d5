using Orleans;
using Orleans.Runtime;

namespace Ticketing.Storage.Sqlite;

/// <summary>Reminders in a <see cref="SqliteStore"/>.</summary>
internal sealed class SqliteReminderTable(SqliteStore store) : IReminderTable
{
    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        Task.FromResult(store.Read((grainId, reminderName), static (reader, key) => reader.Reminder(key.grainId, key.reminderName)));

    public Task<ReminderTableData> ReadRows(GrainId grainId) =>
        Task.FromResult(new ReminderTableData(store.Read(grainId, static (reader, grain) => reader.Reminders(grain))));

    public Task<ReminderTableData> ReadRows(uint begin, uint end) =>
        Task.FromResult(new ReminderTableData(store.Read((begin, end), static (reader, range) => reader.Reminders(range.begin, range.end))));

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        await store.RoomAsync();

        // Orleans says times in UTC, also where it does not say so.
        var start = entry.StartAt.Kind == DateTimeKind.Local ? entry.StartAt.ToUniversalTime() : entry.StartAt;
        return Tag.Of((await store.WriteAsync(new PutReminder(entry.GrainId, entry.ReminderName, start, entry.Period, onlyIfNew: false))).Version);
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        await store.RoomAsync();
        return (await store.WriteAsync(new DeleteReminder(grainId, reminderName, Tag.VersionOf(eTag)))).IsDone;
    }

    public async Task TestOnlyClearTable()
    {
        await store.RoomAsync();
        await store.WriteAsync(new DeleteReminders());
    }
}
