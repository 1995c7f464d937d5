using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Simulation;

/// <summary>A process with a silo: it starts over what is durable, dies at any moment, and starts again.</summary>
public abstract class SimulatedProcess(SimulatedWorld world, Network network, SimulatedStore store, string name)
{
    private static readonly TimeSpan LongestRestart = TimeSpan.FromSeconds(20);
    private Cluster? _cluster;

    public string Name { get; } = name;

    /// <summary>It takes requests.</summary>
    public bool IsUp { get; private set; }

    /// <summary>The process exists: it serves or stops.</summary>
    public bool IsAlive => !Life.IsOver;

    /// <summary>Null: the process is down.</summary>
    public SimulatedSilo? Silo { get; private set; }

    protected Life Life { get; private set; } = new();

    protected virtual SimulatedSiloOptions Options { get; } = new();

    public void Start()
    {
        Life = new Life();
        world.Loop.Post(Life, (Action)Begin);
    }

    /// <summary>The process dies as by <c>kill -9</c>, and is started again after a while.</summary>
    public void Crash(string why)
    {
        world.Counts.Add(why);
        world.Tell(() => $"CRASH {Name}: {why}");
        End(inGoodOrder: false);
    }

    /// <summary>The process stops in good order, and is started again.</summary>
    public void Stop()
    {
        if (!IsUp)
        {
            return;
        }

        world.Counts.Add("orderly stop");
        world.Tell(() => $"STOP {Name}");
        IsUp = false;
        new LoopScheduler(world.Loop, Life).Begin(async () =>
        {
            await Silo!.StopAsync();
            End(inGoodOrder: true);
        });
    }

    /// <summary>Nothing of it runs for a while, and it does not know.</summary>
    public void Stall(TimeSpan time) => Life.StalledUntil = world.Loop.Now + time.Ticks;

    internal void Join(Cluster cluster) => _cluster = cluster;

    /// <summary>Adds what the grains ask for, and what else the process consists of.</summary>
    protected abstract void Configure(IServiceCollection services);

    /// <summary>The process has begun to serve.</summary>
    protected virtual void OnUp(SimulatedSilo silo)
    {
    }

    /// <summary>The process is gone.</summary>
    protected virtual void OnDown()
    {
    }

    private void Begin()
    {
        Silo = new SimulatedSilo(world, Life, network, store, Name, Options, Configure);
        _cluster?.Joined(Silo);
        OnUp(Silo);
        IsUp = true;
        world.Tell(() => $"{Name} is up");
    }

    private void End(bool inGoodOrder)
    {
        IsUp = false;
        Life.End();
        store.ProcessDied(Life);
        if (Silo is { } silo)
        {
            Silo = null;
            silo.Kill();
            _cluster?.Left(silo, inGoodOrder);
            OnDown();
        }

        world.Loop.After(world.FaultChance.Delay(LongestRestart), world.Forever, Start);
    }
}
