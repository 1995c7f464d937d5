using Orleans.Simulation;

namespace Ticketing.Simulation;

/// <summary>What all parts of a run share: the simulated world, and those in it that are no part of the service.</summary>
public sealed class World : SimulatedWorld
{
    public World(ulong seed, TownFaults faults, LineOptions lines, DoorOptions gates, bool cluster, bool record)
        : base(seed, faults, cluster, record)
    {
        Lines = lines;
        Gates = gates;
        Ids = new SeededIds(Loop, Seed.Fork(3));
        Work = Seed.Fork(4);
        Waits = Seed.Fork(5);
        Receiver = new Receiver(this);
        Pays = Seed.Fork(6);
        Bank = new Bank(this);
        Door = Seed.Fork(7);
        Postman = new Postman(this);
        Swaps = Seed.Fork(8);
        Hands = Seed.Fork(9);
        Prices = Seed.Fork(10);
        Codes = Seed.Fork(11);
        Carts = Seed.Fork(12);
        Changes = Seed.Fork(14);
        Taxes = Seed.Fork(21);
        Messages = Seed.Fork(17);
        Withholds = Seed.Fork(31);
        Layouts = Seed.Fork(32);
        Sellers = Seed.Fork(41);
        Quotas = Seed.Fork(75);
        Plans = Seed.Fork(70);
        Returns = Seed.Fork(43);
        Snatches = Seed.Fork(44);
        Hooks = Seed.Fork(42);
    }

    public new TownFaults Faults => (TownFaults)base.Faults;

    public SeededIds Ids { get; }

    /// <summary>Where webhooks go.</summary>
    public Receiver Receiver { get; }

    /// <summary>Where the money is.</summary>
    public Bank Bank { get; }

    /// <summary>Where letters go.</summary>
    public Postman Postman { get; }

    /// <summary>Who waits in line.</summary>
    public LineOptions Lines { get; }

    /// <summary>Who stands at the gates.</summary>
    public DoorOptions Gates { get; }

    /// <summary>What the workload draws from. Each part has a chance of its own, so that it changes nothing in runs without it.</summary>
    public Chance Work { get; }

    /// <summary>What those draw from who wait in line.</summary>
    public Chance Waits { get; }

    /// <summary>What payments draw from.</summary>
    public Chance Pays { get; }

    /// <summary>What those draw from who give tickets back.</summary>
    public Chance Returns { get; }

    /// <summary>Of whoever comes when a hold ends: its holder, just too late, and others, to have its places.</summary>
    public Chance Snatches { get; }

    /// <summary>What the bank's webhooks draw from.</summary>
    public Chance Hooks { get; }

    /// <summary>What those draw from who stand at the gates.</summary>
    public Chance Door { get; }

    /// <summary>What exchanges draw from.</summary>
    public Chance Swaps { get; }

    /// <summary>What those draw from who pass tickets on.</summary>
    public Chance Hands { get; }

    /// <summary>What decides about ticket types.</summary>
    public Chance Prices { get; }

    /// <summary>What decides about codes.</summary>
    public Chance Codes { get; }

    /// <summary>What decides about holds over several sections.</summary>
    public Chance Carts { get; }

    /// <summary>What changes of events draw from.</summary>
    public Chance Changes { get; }

    /// <summary>What decides about taxes.</summary>
    public Chance Taxes { get; }

    /// <summary>What decides about messages to those who have booked.</summary>
    public Chance Messages { get; }

    /// <summary>What those draw from who keep places from sale.</summary>
    public Chance Withholds { get; }

    /// <summary>What those draw from who add places and take some away.</summary>
    public Chance Layouts { get; }

    /// <summary>What decides about organizations and their accounts at the bank.</summary>
    public Chance Sellers { get; }

    /// <summary>What decides about the quotas of ticket types.</summary>
    public Chance Quotas { get; }

    /// <summary>What decides about seat plans: what seats are called, aisles, accessible seats.</summary>
    public Chance Plans { get; }

    public void Heal() => base.Faults = TownFaults.None;
}
