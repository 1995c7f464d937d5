namespace Ticketing.Simulation;

/// <summary>What all parts of a run share: the loop, the clock, chance, and the list of what goes wrong.</summary>
public sealed class World
{
    private static readonly TimeSpan SlowSync = TimeSpan.FromSeconds(3);
    private readonly Chance _faultChance;

    public World(ulong seed, FaultOptions faults, LineOptions lines, DoorOptions gates, bool cluster, bool record)
    {
        Lines = lines;
        Gates = gates;
        Faults = faults;
        IsCluster = cluster;
        var chance = new Chance(seed);
        Loop = new SimulationLoop(chance.Fork(1).Bits());
        Wall = new WallClock(Loop);
        _faultChance = chance.Fork(2);
        Ids = new SeededIds(Loop, chance.Fork(3));
        Work = chance.Fork(4);
        Waits = chance.Fork(5);
        Story = record ? [] : null;
        Clients = new LoopScheduler(Loop, Forever);
        Receiver = new Receiver(this);
        Pays = chance.Fork(6);
        Bank = new Bank(this);
        Door = chance.Fork(7);
        Postman = new Postman(this);
        Swaps = chance.Fork(8);
        Hands = chance.Fork(9);
    }

    public SimulationLoop Loop { get; }

    public WallClock Wall { get; }

    public SeededIds Ids { get; }

    /// <summary>When calls were copied whose copies take effect later, whatever the first one's answer was.</summary>
    public List<long> Copied { get; } = [];

    /// <summary>What goes wrong. The run sets it to none when it heals.</summary>
    public FaultOptions Faults { get; set; }

    /// <summary>Two silos over one store, instead of one over a journal.</summary>
    public bool IsCluster { get; }

    /// <summary>Where webhooks go.</summary>
    public Receiver Receiver { get; }

    /// <summary>Where the money is.</summary>
    public Bank Bank { get; }

    /// <summary>Where letters go.</summary>
    public Postman Postman { get; }

    /// <summary>What payments draw from.</summary>
    public Chance Pays { get; }

    public FaultCounts Counts { get; } = new();

    /// <summary>What the workload draws from.</summary>
    public Chance Work { get; }

    /// <summary>What those draw from who wait in line, so that they change nothing in runs without them.</summary>
    public Chance Waits { get; }

    /// <summary>Who waits in line.</summary>
    public LineOptions Lines { get; }

    /// <summary>What those draw from who stand at the gates.</summary>
    public Chance Door { get; }

    /// <summary>What exchanges draw from.</summary>
    public Chance Swaps { get; }

    /// <summary>What those draw from who pass tickets on.</summary>
    public Chance Hands { get; }

    /// <summary>Who stands at the gates.</summary>
    public DoorOptions Gates { get; }

    /// <summary>The life of all that does not die: clients, the network, the disk itself.</summary>
    public Life Forever { get; } = new();

    /// <summary>Where clients run.</summary>
    public LoopScheduler Clients { get; }

    /// <summary>What happened, in words. Null: nobody wants to know.</summary>
    public List<string>? Story { get; }

    /// <summary>Chance for faults that are more than a yes or no.</summary>
    public Chance FaultChance => _faultChance;

    /// <summary>
    /// A grain was active twice, or a silo went on after it was given up. What an activation remembers may then be stale
    /// for as long as it lives, so that what it says (a status, a refusal) may be too; what it does may not.
    /// </summary>
    public bool WasSplit => Counts.Of("active twice") + Counts.Of("stall") > 0;

    public bool Occurs(string fault, double probability)
    {
        Loop.Guard("a call or an operation of the disk");
        if (!_faultChance.Hits(probability))
        {
            return false;
        }

        Counts.Add(fault);
        Tell($"FAULT {fault}");
        return true;
    }

    public TimeSpan StoreDelay()
    {
        var delay = _faultChance.Delay(TimeSpan.FromMicroseconds(Faults.SlowestStoreMicroseconds));
        return Occurs("slow sync", Faults.SlowSync) ? delay + _faultChance.Delay(SlowSync) : delay;
    }

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
