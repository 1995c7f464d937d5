using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Ticketing.Tests.Cluster;

/// <summary>Storage that keeps nothing; and once it is lost, says so in an exception of its own.</summary>
internal sealed class LostStorage : IGrainStorage
{
    public bool IsLost { get; set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Answer();
        grainState.State = Activator.CreateInstance<T>();
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Answer();

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Answer();

    private Task Answer() => IsLost ? throw new ForeignException("The storage is lost.") : Task.CompletedTask;
}
