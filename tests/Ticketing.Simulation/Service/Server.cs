using Orleans.Embedded.Storage;
using Ticketing.Events;

namespace Ticketing.Simulation;

/// <summary>A process that serves: it starts over what is durable, dies at any moment, and starts again.</summary>
public sealed class Server(World world, Network network, EventDefaults defaults, StoreSource stores, string name)
{
    private static readonly TimeSpan LongestRestart = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(2);
    private readonly HashSet<TaskCompletionSource<Reply>> _open = [];
    private Life _life = new();
    private ServiceParts? _parts;

    public string Name { get; } = name;

    public bool IsUp { get; private set; }

    /// <summary>The process exists: it serves, starts, or stops.</summary>
    public bool IsAlive => !_life.IsOver;

    public Orleans.Embedded.EmbeddedSilo? Silo => _parts?.Silo;

    /// <summary>The durable store, under the faults. Null while the process is down.</summary>
    public IStateStore? Store { get; private set; }

    /// <summary>Called when the gateway let an exception out, which would be an answer without a document.</summary>
    public Action<Ask, Exception>? Broke { get; set; }

    /// <summary>Called with each write that took effect.</summary>
    public Action<string, ReadOnlyMemory<byte>> Written { get; set; } = static (_, _) => { };

    /// <summary>Called when a start over what is durable was refused.</summary>
    public Action<Exception>? StartRefused { get; set; }

    public void Start()
    {
        var life = _life = new Life();
        _ = new LoopScheduler(world.Loop, life).Start(() => StartAsync(life));
    }

    /// <summary>The process dies as by <c>kill -9</c>, and is started again after a while.</summary>
    public void Crash(string why)
    {
        world.Counts.Add(why);
        world.Tell(() => $"CRASH {Name}: {why}");
        End();
        stores.Crash(world.FaultChance);
        Restart();
    }

    /// <summary>The process is stopped in good order, and started again.</summary>
    public void Stop()
    {
        if (!IsUp)
        {
            return;
        }

        world.Counts.Add("orderly stop");
        world.Tell(() => $"STOP {Name}");
        IsUp = false;
        var (life, parts) = (_life, _parts!);
        _ = new LoopScheduler(world.Loop, life).Start(async () =>
        {
            await parts.Silo.StopAsync(CancellationToken.None);
            await stores.CloseAsync();
            End();
            Restart();
        });
    }

    /// <summary>Sends a request. The answer may be lost, and the request too.</summary>
    public Task<Reply> AskAsync(Ask ask)
    {
        var reply = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!IsUp)
        {
            world.Loop.After(TimeSpan.FromMilliseconds(1), world.Forever, () => reply.TrySetResult(Reply.Unreachable));
            return reply.Task;
        }

        _open.Add(reply);
        world.Loop.After(Overdue, world.Forever, () => Answer(reply, Reply.Broken));
        if (world.Occurs("connection lost", world.Faults.ConnectionLost))
        {
            world.Loop.After(world.FaultChance.Delay(TimeSpan.FromSeconds(1)), world.Forever, () => Answer(reply, Reply.Broken));
            if (world.FaultChance.Hits(0.3))
            {
                return reply.Task;
            }
        }

        var parts = _parts!;
        _ = new LoopScheduler(world.Loop, _life).Start(() => ServeAsync(parts, ask, reply));
        return reply.Task;
    }

    /// <summary>The grains that have nothing to do, in an order that does not depend on hashes.</summary>
    public IReadOnlyList<Orleans.Embedded.GrainId> IdleGrains() =>
        [.. _parts!.Silo.IdleGrains().OrderBy(grain => grain.ToString(), StringComparer.Ordinal)];

    /// <summary>Each grain that has nothing to do may be deactivated.</summary>
    public void DeactivateSome()
    {
        if (world.Faults.Deactivate == 0)
        {
            return;
        }

        foreach (var grain in IdleGrains())
        {
            if (world.Occurs("deactivation", world.Faults.Deactivate))
            {
                Silo!.Deactivate(grain);
            }
        }
    }

    /// <summary>Nothing of it runs for a while, and it does not know.</summary>
    public void Stall(TimeSpan time) => _life.StalledUntil = world.Loop.Now + time.Ticks;

    private async Task ServeAsync(ServiceParts parts, Ask ask, TaskCompletionSource<Reply> reply)
    {
        try
        {
            Answer(reply, await parts.ServeAsync(ask));
        }
        catch (Exception e)
        {
            Broke?.Invoke(ask, e);
            Answer(reply, Reply.Broken);
        }
    }

    private void Answer(TaskCompletionSource<Reply> reply, Reply answer)
    {
        _open.Remove(reply);
        reply.TrySetResult(answer);
    }

    private async Task StartAsync(Life life)
    {
        try
        {
            Store = await stores.OpenAsync(life, () => Crash("restart after a disk fault"));
            _parts = new ServiceParts(world, life, new FaultyStateStore(Store, world, life, Written), defaults, network);
            network.Join(_parts.Silo, life);
            await _parts.Silo.StartAsync(CancellationToken.None);
            IsUp = true;
            world.Tell(() => $"{Name} is up");
        }
        catch (EscapeException)
        {
            throw;
        }
        catch (Exception e)
        {
            StartRefused?.Invoke(e);
            world.Tell(() => $"{Name} did not start: {e.Message}");
            End();
            stores.Crash(world.FaultChance);
            Restart();
        }
    }

    private void Restart() => world.Loop.After(world.FaultChance.Delay(LongestRestart), world.Forever, Start);

    private void End()
    {
        IsUp = false;
        _life.End();
        if (_parts is not null)
        {
            network.Leave(_parts.Silo);
            _parts.Silo.Kill();
            _parts = null;
        }

        foreach (var reply in _open)
        {
            reply.TrySetResult(Reply.Broken);
        }

        _open.Clear();
    }
}
