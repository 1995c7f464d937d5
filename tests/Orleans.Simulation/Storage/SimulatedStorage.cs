using System.Globalization;
using Orleans.Runtime;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Orleans.Simulation;

/// <summary>Grain state in the store, as bytes of Orleans' own serializer. The version is the ETag.</summary>
internal sealed class SimulatedStorage(SimulatedStore store, Life life, IGrainStorageSerializer serializer, IActivatorProvider activators) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var stored = await store.ReadAsync(life, Key(stateName, grainId));
        grainState.State = stored is { } record ? serializer.Deserialize<T>(new BinaryData(record.Value)) : activators.GetActivator<T>().Create();
        grainState.ETag = stored?.Version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = stored is not null;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var bytes = serializer.Serialize(grainState.State).ToMemory();
        var version = await Checked(grainState, store.WriteAsync(life, Key(stateName, grainId), VersionOf(grainState), bytes));
        grainState.ETag = version.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Checked(grainState, store.DeleteAsync(life, Key(stateName, grainId), VersionOf(grainState)));
        grainState.State = activators.GetActivator<T>().Create();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private static string Key(string stateName, GrainId grainId) => $"{grainId}/{stateName}";

    private static long VersionOf<T>(IGrainState<T> state) =>
        state.ETag is null ? SimulatedStore.NoVersion : long.Parse(state.ETag, CultureInfo.InvariantCulture);

    private static async Task<TResult> Checked<T, TResult>(IGrainState<T> state, Task<TResult> operation)
    {
        try
        {
            return await operation;
        }
        catch (StoreConflictException e)
        {
            throw new InconsistentStateException(
                "Another activation wrote the state.", e.ActualVersion.ToString(CultureInfo.InvariantCulture), state.ETag);
        }
    }
}
