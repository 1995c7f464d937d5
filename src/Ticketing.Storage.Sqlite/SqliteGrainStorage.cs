using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Ticketing.Storage.Sqlite;

/// <summary>Grain states in a <see cref="SqliteStore"/>. ETags are versions of rows.</summary>
internal sealed class SqliteGrainStorage(SqliteStore store, IGrainStorageSerializer serializer, IActivatorProvider activators) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        if (store.Read((grainId, stateName), static (reader, key) => reader.State(key.grainId, key.stateName)) is var (version, data))
        {
            grainState.State = serializer.Deserialize<T>(new BinaryData(data))!;
            grainState.ETag = Tag.Of(version);
            grainState.RecordExists = true;
        }
        else
        {
            Forget(grainState);
        }

        return Task.CompletedTask;
    }

    // The awaits below stay on the grain's scheduler: going on elsewhere would cost every write one more switch of threads.
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        await store.RoomAsync();
        PutState write = new(grainId, stateName, Tag.VersionOf(grainState.ETag), serializer.Serialize(grainState.State).ToMemory());
        var result = await store.WriteAsync(write);
        Require(result, "write", stateName, grainId, grainState.ETag);
        grainState.ETag = Tag.Of(result.Version);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        ArgumentNullException.ThrowIfNull(grainState);
        await store.RoomAsync();
        var result = await store.WriteAsync(new DeleteState(grainId, stateName, Tag.VersionOf(grainState.ETag)));
        Require(result, "clear", stateName, grainId, grainState.ETag);
        Forget(grainState);
    }

    private void Forget<T>(IGrainState<T> grainState)
    {
        grainState.State = activators.GetActivator<T>().Create();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private static void Require(WriteResult result, string act, string stateName, GrainId grainId, string? tag)
    {
        if (!result.IsDone)
        {
            var stored = Tag.Of(result.Version);
            throw new InconsistentStateException($"Version conflict in a {act} of {stateName} of {grainId}: expected {tag ?? "none"}, stored is {stored ?? "none"}.", stored, tag);
        }
    }
}
