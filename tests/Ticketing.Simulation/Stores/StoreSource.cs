using Orleans.Embedded.Storage;

namespace Ticketing.Simulation;

/// <summary>Where a process finds what is durable.</summary>
public abstract class StoreSource
{
    /// <summary>Opens it for a process. <paramref name="failed"/> is called when it can't be written any more.</summary>
    public abstract Task<IStateStore> OpenAsync(Life life, Action failed);

    /// <summary>The process that had it is dead: what was not synced may be lost.</summary>
    public abstract void Crash(Chance chance);

    /// <summary>Somebody makes room and mends what was to fail.</summary>
    public virtual void Heal()
    {
    }

    /// <summary>The process has ended in good order.</summary>
    public abstract Task CloseAsync();
}
