namespace Orleans.Simulation;

/// <summary>What all parts of a run share: the loop, the clock, chance, and the faults.</summary>
public class SimulatedWorld
{
    private static readonly TimeSpan SlowStore = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan HangingStore = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LatestTimer = TimeSpan.FromSeconds(2);

    /// <param name="seed">All of the run follows from it.</param>
    /// <param name="faults">What goes wrong.</param>
    /// <param name="cluster">Several silos over a store beyond the network, instead of one silo over a store in its process.</param>
    /// <param name="record">Keep the story of the run.</param>
    public SimulatedWorld(ulong seed, FaultOptions faults, bool cluster, bool record)
    {
        Faults = faults;
        IsCluster = cluster;
        Seed = new Chance(seed);
        Loop = new SimulationLoop(Seed.Fork(1).Bits());
        Wall = new WallClock(Loop);
        FaultChance = Seed.Fork(2);
        Story = record ? [] : null;
        Clients = new LoopScheduler(Loop, Forever);
    }

    public SimulationLoop Loop { get; }

    public WallClock Wall { get; }

    /// <summary>What goes wrong. A run that heals sets it to nothing.</summary>
    public FaultOptions Faults { get; set; }

    public bool IsCluster { get; }

    public FaultCounts Counts { get; } = new();

    /// <summary>What faults are drawn from.</summary>
    public Chance FaultChance { get; }

    /// <summary>The life of all that does not die: clients, the network, a store on another machine.</summary>
    public Life Forever { get; } = new();

    /// <summary>Where clients run.</summary>
    public LoopScheduler Clients { get; }

    /// <summary>What happened, in words. Null: it is not kept.</summary>
    public List<string>? Story { get; }

    /// <summary>When calls were copied whose copies take effect later, whatever the answer to the first one was.</summary>
    public List<long> CopiedCalls { get; } = [];

    /// <summary>
    /// A grain was active twice, or a silo went on after the others gave it up. What such an activation remembers may be
    /// stale for as long as it lives, and so may what it says (a status, a refusal). What it writes may not.
    /// </summary>
    public bool WasSplit => Counts.Of("active twice") + Counts.Of("stall") > 0;

    /// <summary>Where a derived world forks its own chances from.</summary>
    protected Chance Seed { get; }

    /// <summary>Draws whether a fault happens now. Counts and tells it.</summary>
    public bool Occurs(string fault, double probability)
    {
        Loop.Guard("a call or an operation of the store");
        if (!FaultChance.Hits(probability))
        {
            return false;
        }

        Counts.Add(fault);
        Tell($"FAULT {fault}");
        return true;
    }

    /// <summary>How long one way to the store or back takes.</summary>
    public TimeSpan StoreDelay()
    {
        var delay = FaultChance.Delay(TimeSpan.FromMicroseconds(Faults.SlowestStoreMicroseconds));
        delay += Occurs("slow store", Faults.SlowStore) ? FaultChance.Delay(SlowStore) : TimeSpan.Zero;
        return delay + (Occurs("store hangs", Faults.StoreHangs) ? FaultChance.Delay(HangingStore) : TimeSpan.Zero);
    }

    public TimeSpan TimerLateness() => Occurs("timer late", Faults.TimerLate) ? FaultChance.Delay(LatestTimer) : TimeSpan.Zero;

    public void Tell(string what) => Story?.Add($"{TimeSpan.FromTicks(Loop.Now):hh\\:mm\\:ss\\.fffffff} {what}");

    /// <summary>For a story that costs something to tell.</summary>
    public void Tell(Func<string> what)
    {
        if (Story is not null)
        {
            Tell(what());
        }
    }
}
