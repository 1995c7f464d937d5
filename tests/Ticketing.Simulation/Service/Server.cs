using Microsoft.Extensions.DependencyInjection;
using Orleans.Simulation;
using Ticketing.Events;

namespace Ticketing.Simulation;

/// <summary>A process of the service, and its connections to clients.</summary>
public sealed class Server(World world, Network network, SimulatedStore store, EventDefaults defaults, string name)
    : SimulatedProcess(world, network, store, name)
{
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(2);
    private readonly HashSet<TaskCompletionSource<Reply>> _open = [];
    private ServiceParts? _parts;

    /// <summary>Called when the gateway let an exception out, which would be an answer without a document.</summary>
    public Action<Ask, Exception>? Broke { get; set; }

    protected override SimulatedSiloOptions Options => ServiceParts.SiloOptions;

    /// <summary>Sends a request. The answer may be lost, and the request too.</summary>
    public Task<Reply> AskAsync(Ask ask)
    {
        var reply = new TaskCompletionSource<Reply>();
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
        new LoopScheduler(world.Loop, Life).Begin(() => ServeAsync(parts, ask, reply));
        return reply.Task;
    }

    protected override void Configure(IServiceCollection services) => ServiceParts.AddTo(services, world, defaults);

    protected override void OnUp(SimulatedSilo silo) => _parts = new ServiceParts(silo.Services);

    protected override void OnDown()
    {
        _parts = null;
        foreach (var reply in _open)
        {
            reply.TrySetResult(Reply.Broken);
        }

        _open.Clear();
    }

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
}
