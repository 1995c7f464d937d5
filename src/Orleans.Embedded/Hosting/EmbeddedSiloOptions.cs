using System.Reflection;

namespace Orleans.Embedded;

/// <summary>How a silo runs.</summary>
public sealed class EmbeddedSiloOptions
{
    /// <summary>Where grain classes and grain interfaces are.</summary>
    public IList<Assembly> Assemblies { get; } = [];

    /// <summary>How long a caller waits for an answer. Default: 30 seconds.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an idle activation stays in memory. Default: 5 minutes.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Beyond so many activations the longest idle are collected before their age. Default: 100,000.</summary>
    public int MaxActivations { get; set; } = 100_000;

    /// <summary>How often idle activations and overdue calls are looked for. Default: 1 second.</summary>
    public TimeSpan HousekeepingPeriod { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a graceful stop waits for requests under way. Default: 5 seconds.</summary>
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Where turns run. Default: the thread pool.</summary>
    public TurnQueue Turns { get; set; } = TurnQueue.ThreadPool;

    /// <summary>How many turns of one grain run before others have theirs. Default: 64.</summary>
    public int TurnsPerDrain { get; set; } = 64;

    /// <summary>What every request passes, in a simulation. Default: none.</summary>
    public ICallDispatcher? Dispatcher { get; set; }

    /// <summary>Called after each turn with the grain's name, in a simulation. Default: none.</summary>
    public Action<GrainId>? TurnEnded { get; set; }
}
