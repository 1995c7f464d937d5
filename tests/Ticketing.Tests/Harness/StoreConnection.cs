using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Ticketing.Tests.Harness;

/// <summary>What the silos of one cluster reach a store through. Once it is cut, nothing that they still do has an effect.</summary>
internal sealed class StoreConnection(FaultyStore store, OngoingWork work) : IGrainStorage, IReminderTable
{
    private readonly IGrainStorageSerializer _serializer = StoredForm.Serializer;
    private readonly CancellationTokenSource _cut = new();

    public void Cut() => _cut.Cancel();

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        using var step = await Reach();
        var key = Key(stateName, grainId);
        var stored = store.Read(key);
        await store.Answers(key);
        grainState.State = stored is { Bytes: var bytes } ? _serializer.Deserialize<T>(bytes)! : Activator.CreateInstance<T>();
        grainState.ETag = stored?.ETag;
        grainState.RecordExists = stored is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        // Before anything else is done, as every provider does: what comes later goes with the next write.
        var bytes = _serializer.Serialize(grainState.State);
        var key = Key(stateName, grainId);
        using var step = await Reach();
        var etag = await store.WriteAsync(key, () => store.Replace(key, grainState.ETag, bytes), Hang);
        await store.Answers(key);
        grainState.ETag = etag;
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        using var step = await Reach();
        var key = Key(stateName, grainId);
        store.Replace(key, grainState.ETag, bytes: null);
        await store.Answers(key);
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    public async Task<ReminderTableData> ReadRows(GrainId grainId)
    {
        using var step = await Reach();
        return new ReminderTableData(store.Reminders(entry => entry.GrainId == grainId));
    }

    public async Task<ReminderTableData> ReadRows(uint begin, uint end)
    {
        using var step = await Reach();
        return new ReminderTableData(store.Reminders(entry => entry.GrainId.GetUniformHashCode() is var hash
            && (begin < end ? hash > begin && hash <= end : hash > begin || hash <= end)));
    }

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName)
    {
        using var step = await Reach();
        return store.Reminders(entry => entry.GrainId == grainId && entry.ReminderName == reminderName).FirstOrDefault();
    }

    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        using var step = await Reach();
        return await store.WriteAsync(FaultyStore.ReminderKey(entry.GrainId, entry.ReminderName), () => store.PutReminder(entry), Hang);
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag)
    {
        using var step = await Reach();
        return store.RemoveReminder(grainId, reminderName, eTag);
    }

    public Task TestOnlyClearTable() => throw new NotSupportedException();

    private static string Key(string stateName, GrainId grainId) => $"{grainId}/{stateName}";

    /// <summary>As with a network between: the answer comes later, on another thread.</summary>
    private async Task<IDisposable> Reach()
    {
        var step = work.Begin();
        await Task.Yield();
        _cut.Token.ThrowIfCancellationRequested();
        return step;
    }

    /// <summary>Until the crash.</summary>
    private Task Hang()
    {
        work.Hang();
        return Task.Delay(Timeout.Infinite, _cut.Token);
    }
}
