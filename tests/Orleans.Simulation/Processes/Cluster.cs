using Orleans.Runtime;

namespace Orleans.Simulation;

/// <summary>
/// The processes of a run and what goes wrong with them. With several silos it is also their membership and directory,
/// which are wrong for a while when a silo dies, stalls, or a grain is active twice. The store's versions are the last
/// guard then.
/// </summary>
public sealed class Cluster
{
    private static readonly TimeSpan LongestStall = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan DeclaredDeadAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FoundOut = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TwiceFor = TimeSpan.FromSeconds(20);
    private readonly SimulatedWorld _world;
    private readonly SimulatedStore _store;
    private readonly IReadOnlyList<SimulatedProcess> _processes;

    /// <summary>The silos that the others believe to live.</summary>
    private readonly List<SimulatedSilo> _members = [];
    private readonly Dictionary<GrainId, SimulatedSilo> _directory = [];
    private readonly HashSet<GrainId> _moving = [];

    public Cluster(SimulatedWorld world, Network network, SimulatedStore store, IReadOnlyList<SimulatedProcess> processes)
    {
        _world = world;
        _store = store;
        _processes = processes;
        foreach (var process in processes)
        {
            process.Join(this);
        }

        if (processes.Count > 1)
        {
            network.Route = Route;
            network.OwnerOf = OwnerOf;
        }
    }

    private bool HasSeveral => _processes.Count > 1;

    public void Start()
    {
        foreach (var process in _processes)
        {
            process.Start();
        }
    }

    /// <summary>To be called after each step of the loop.</summary>
    public void MayCrash()
    {
        if (_world.Faults.Crash > 0 && _world.FaultChance.Hits(_world.Faults.Crash))
        {
            var alive = _processes.Where(static process => process.IsAlive).ToArray();
            if (alive.Length > 0)
            {
                _world.FaultChance.Of(alive).Crash("crash");
            }
        }
    }

    /// <summary>To be called at each second of simulated time while things go wrong.</summary>
    public void EverySecond()
    {
        var faults = _world.Faults;
        if (_world.Occurs("clock step", faults.ClockStep))
        {
            _world.Wall.StepBy(TimeSpan.FromSeconds(6 * (_world.FaultChance.NextDouble() - 0.5)));
        }

        if (_world.Occurs("store down", faults.StoreDown))
        {
            _store.BreakDown();
        }

        foreach (var process in _processes.Where(static process => process.IsUp))
        {
            if (_world.FaultChance.Hits(faults.Stop))
            {
                process.Stop();
            }
            else if (HasSeveral && _world.Occurs("stall", faults.Stall))
            {
                Stall(process);
            }
            else if (faults.Deactivate + faults.Move > 0)
            {
                DeactivateSome(process.Silo!);
            }
        }
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Heal() => _store.Heal();

    /// <summary>Each grain with nothing to do is deactivated, so that the next look reads what is durable.</summary>
    public void DeactivateAll()
    {
        foreach (var silo in _processes.Where(static process => process.IsUp).Select(static process => process.Silo!))
        {
            foreach (var grain in silo.IdleGrains())
            {
                silo.Deactivate(grain);
            }
        }
    }

    internal void Joined(SimulatedSilo silo)
    {
        // A new silo at an address ends the one that was there before.
        foreach (var before in _members.Where(member => member.Name == silo.Name).ToArray())
        {
            DeclareDead(before);
        }

        _members.Add(silo);
        _members.Sort(static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        TellShares();
    }

    internal void Left(SimulatedSilo silo, bool inGoodOrder)
    {
        if (inGoodOrder)
        {
            DeclareDead(silo);
        }
        else
        {
            _world.Loop.After(_world.FaultChance.Delay(DeclaredDeadAfter), _world.Forever, () => DeclareDead(silo));
        }
    }

    private void DeclareDead(SimulatedSilo silo)
    {
        if (!_members.Remove(silo))
        {
            return;
        }

        foreach (var other in _members.Where(static member => !member.Life.IsOver))
        {
            other.FailCallsTo(silo);
        }

        TellShares();
    }

    private void TellShares()
    {
        foreach (var member in _members.Where(static member => !member.Life.IsOver))
        {
            member.Reminders.SharesChanged();
        }
    }

    private SimulatedSilo OwnerOf(SimulatedSilo from, GrainId grain) =>
        _members.Count == 0 ? from : _members[(int)(grain.GetUniformHashCode() % (uint)_members.Count)];

    private SimulatedSilo? Route(GrainCall call)
    {
        var target = call.Target;
        if (!_directory.TryGetValue(target, out var home) || !_members.Contains(home))
        {
            return Place(call, null);
        }

        if (home.Life.IsOver)
        {
            // Its connection may break at once, or nothing is heard of it.
            if (_world.FaultChance.Hits(0.5))
            {
                _world.Loop.After(_world.FaultChance.Delay(FoundOut), call.From.Life, () => call.Fail(new SiloUnavailableException($"{home.Name} can't be reached.")));
            }

            return null;
        }

        if (home.IsActive(target))
        {
            return _world.Occurs("active twice", _world.Faults.ActiveTwice) ? Twice(home, target) ?? home : home;
        }

        return home.IsStopping || _moving.Remove(target) ? Place(call, home) : home;
    }

    private SimulatedSilo Place(GrainCall call, SimulatedSilo? notHere)
    {
        var candidates = _members.Where(member => member != notHere && !member.IsStopping && !member.Life.IsOver).ToArray();
        var home = candidates.Length > 0 ? _world.FaultChance.Of(candidates) : notHere ?? call.From;
        _directory[call.Target] = home;
        return home;
    }

    /// <summary>Another silo has it too. After a while one of them is told to let it go.</summary>
    private SimulatedSilo? Twice(SimulatedSilo home, GrainId target)
    {
        if (_members.Find(member => member != home && !member.IsStopping && !member.Life.IsOver) is not { } other)
        {
            return null;
        }

        var loser = _world.FaultChance.Hits(0.5) ? home : other;
        if (loser == home)
        {
            _directory[target] = other;
        }

        _world.Loop.After(_world.FaultChance.Delay(TwiceFor), _world.Forever, () => loser.Deactivate(target));
        return other;
    }

    private void Stall(SimulatedProcess process)
    {
        var silo = process.Silo!;
        var time = _world.FaultChance.Delay(LongestStall);
        process.Stall(time);
        if (time <= DeclaredDeadAfter)
        {
            return;
        }

        // The others take its grains over. It finds out a while after it wakes up, and ends itself.
        _world.Loop.After(DeclaredDeadAfter, _world.Forever, () => DeclareDead(silo));
        _world.Loop.After(time + _world.FaultChance.Delay(FoundOut), _world.Forever, () =>
        {
            if (process.Silo == silo)
            {
                process.Crash("declared dead");
            }
        });
    }

    private void DeactivateSome(SimulatedSilo silo)
    {
        foreach (var grain in silo.IdleGrains())
        {
            if (HasSeveral && _world.Occurs("move", _world.Faults.Move))
            {
                _moving.Add(grain);
                silo.Deactivate(grain);
            }
            else if (_world.Occurs("deactivation", _world.Faults.Deactivate))
            {
                silo.Deactivate(grain);
            }
        }
    }
}
