using Orleans.Embedded;

namespace Ticketing.Simulation;

/// <summary>
/// Where grains live when there are two silos: a directory, which is wrong for a while when a silo stalls, dies, or a
/// grain is active twice. The store's versions are the last guard.
/// </summary>
public sealed class Cluster
{
    private static readonly TimeSpan LongestStall = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan DeclaredDeadAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TwiceFor = TimeSpan.FromSeconds(20);

    private readonly World _world;
    private readonly Server[] _servers;
    private readonly Dictionary<GrainId, Server> _directory = [];

    public Cluster(World world, Network network, Server[] servers)
    {
        _world = world;
        _servers = servers;
        network.Route = Route;
    }

    public void EverySecond()
    {
        foreach (var server in _servers.Where(server => server.IsUp))
        {
            if (_world.Occurs("stall", _world.Faults.Stall))
            {
                Stall(server);
            }
            else if (_world.Faults.Move > 0)
            {
                Move(server);
            }
        }
    }

    /// <summary>Every grain is deactivated, so that the next look reads what is durable: a grain that was active twice may have missed something.</summary>
    public void Forget()
    {
        foreach (var server in _servers.Where(server => server.IsUp))
        {
            foreach (var grain in server.IdleGrains())
            {
                server.Silo!.Deactivate(grain);
            }
        }
    }

    private EmbeddedSilo? Route(EmbeddedSilo from, GrainId target)
    {
        if (_directory.TryGetValue(target, out var home) && home.Silo is { } silo)
        {
            if (_world.Occurs("active twice", _world.Faults.ActiveTwice))
            {
                return Twice(home, target) ?? silo;
            }

            return silo;
        }

        var up = _servers.Where(server => server.IsUp).ToArray();
        if (up.Length == 0)
        {
            return null;
        }

        home = _world.FaultChance.Of(up);
        _directory[target] = home;
        return home.Silo;
    }

    /// <summary>The other silo has it too; after a while one of them is told to let it go.</summary>
    private EmbeddedSilo? Twice(Server home, GrainId target)
    {
        if (_servers.FirstOrDefault(server => server != home && server.IsUp) is not { } other)
        {
            return null;
        }

        var loser = _world.FaultChance.Hits(0.5) ? home : other;
        if (loser == home)
        {
            _directory[target] = other;
        }

        _world.Loop.After(_world.FaultChance.Delay(TwiceFor), _world.Forever, () => loser.Silo?.Deactivate(target));
        return other.Silo;
    }

    private void Stall(Server server)
    {
        var time = _world.FaultChance.Delay(LongestStall);
        server.Stall(time);
        if (time <= DeclaredDeadAfter)
        {
            return;
        }

        // The other silo takes its grains over. It finds out a while after it wakes up, and ends itself.
        _world.Loop.After(DeclaredDeadAfter, _world.Forever, () =>
        {
            foreach (var (grain, home) in _directory.ToArray())
            {
                if (home == server)
                {
                    _directory.Remove(grain);
                }
            }
        });
        _world.Loop.After(time + _world.FaultChance.Delay(TimeSpan.FromSeconds(2)), _world.Forever, () =>
        {
            if (server.IsUp)
            {
                server.Crash("declared dead");
            }
        });
    }

    private void Move(Server server)
    {
        foreach (var grain in server.IdleGrains())
        {
            if (_world.Occurs("move", _world.Faults.Move))
            {
                _directory.Remove(grain);
                server.Silo!.Deactivate(grain);
            }
        }
    }
}
