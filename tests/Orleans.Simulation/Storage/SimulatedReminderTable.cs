using System.Globalization;
using Orleans.Runtime;
using Orleans.Serialization;

namespace Orleans.Simulation;

/// <summary>Reminders in the store, beside the state that they belong to.</summary>
internal sealed class SimulatedReminderTable(SimulatedStore store, Life life, Serializer serializer) : IReminderTable
{
    private const string Prefix = "reminder/";

    public async Task<ReminderTableData> ReadRows(GrainId grainId) => await Rows(entry => entry.GrainId == grainId);

    public async Task<ReminderTableData> ReadRows(uint begin, uint end) => await Rows(entry => IsIn(entry.GrainId.GetUniformHashCode(), begin, end));

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        await store.ReadAsync(life, Key(grainId, reminderName)) is { } record ? Entry(record) : null;

    /// <summary>The later registration counts, whoever made the earlier one.</summary>
    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var version = await store.WriteAsync(life, Key(entry.GrainId, entry.ReminderName), SimulatedStore.AnyVersion, serializer.SerializeToArray(entry));
        return version.ToString(CultureInfo.InvariantCulture);
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        try
        {
            return await store.DeleteAsync(life, Key(grainId, reminderName), long.Parse(eTag, CultureInfo.InvariantCulture));
        }
        catch (StoreConflictException)
        {
            return false;
        }
    }

    public Task TestOnlyClearTable() => throw new NotSupportedException("A run has a store of its own.");

    private static bool IsIn(uint hash, uint begin, uint end) => begin < end ? begin < hash && hash <= end : hash > begin || hash <= end;

    private static string Key(GrainId grain, string name) => $"{Prefix}{grain.Type}/{name}/{grain.Key}";

    private async Task<ReminderTableData> Rows(Func<ReminderEntry, bool> isWanted) =>
        new((await store.ScanAsync(life, Prefix)).Select(record => Entry(record.Value)).Where(isWanted));

    private ReminderEntry Entry(StoredRecord record)
    {
        var entry = serializer.Deserialize<ReminderEntry>(record.Value)!;
        entry.ETag = record.Version.ToString(CultureInfo.InvariantCulture);
        return entry;
    }
}
