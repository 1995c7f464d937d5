using Orleans.Embedded.Storage;

namespace Ticketing.Simulation;

/// <summary>A store beyond the network, as Redis is to a cluster: it outlives every silo, and its versions decide.</summary>
public sealed class SharedStoreSource : StoreSource
{
    private readonly MemoryStateStore _store = new();

    public override Task<IStateStore> OpenAsync(Life life, Action failed) => Task.FromResult<IStateStore>(_store);

    public override void Crash(Chance chance)
    {
        // What it answered is durable; what was not sent never was.
    }

    public override Task CloseAsync() => Task.CompletedTask;
}
