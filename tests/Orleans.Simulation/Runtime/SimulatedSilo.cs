using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.CodeGeneration;
using Orleans.GrainReferences;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Orleans.Timers;

namespace Orleans.Simulation;

/// <summary>
/// A silo in one life of its process. Its grains, their proxies, timers and persistent state are those of Orleans; what
/// decides when and where something runs is the simulation's.
/// </summary>
public sealed class SimulatedSilo
{
    private static readonly TimeSpan CollectionPeriod = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StopLook = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan CancellationPause = TimeSpan.FromSeconds(1);
    private const int CancellationTries = 4;
    private readonly Dictionary<GrainId, Activation> _catalog = [];
    private readonly PriorityQueue<GrainCall, long> _open = new();
    private readonly Network _network;
    private readonly ITimer _collector;
    private readonly ITimer _impatience;
    private long _impatientAt = long.MaxValue;
    private long _activations;

    /// <param name="world">The run.</param>
    /// <param name="life">The process that the silo is in.</param>
    /// <param name="network">What carries its calls.</param>
    /// <param name="store">Where grain state and reminders are.</param>
    /// <param name="name">A name for the story.</param>
    /// <param name="options">What Orleans' options say.</param>
    /// <param name="configure">Adds what the grains ask for.</param>
    public SimulatedSilo(
        SimulatedWorld world, Life life, Network network, SimulatedStore store, string name, SimulatedSiloOptions options, Action<IServiceCollection> configure)
    {
        World = world;
        Life = life;
        Name = name;
        Options = options;
        Time = new SimulatedTime(world, life);
        Address = SiloAddress.New(IPAddress.Loopback, 1, network.NextGeneration());
        _network = network;
        Background = new LoopScheduler(world.Loop, life);
        var services = new ServiceCollection();
        services.AddSingleton(Time);
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<IGrainFactory>(new SimulatedGrainFactory(this));
        services.AddSingleton<IReminderRegistry>(_ => Reminders!);
        services.AddSingleton<IGrainStorageSerializer, OrleansGrainStorageSerializer>();
        services.AddSingleton<IGrainStorage>(provider => new SimulatedStorage(
            store, life, provider.GetRequiredService<IGrainStorageSerializer>(), provider.GetRequiredService<IActivatorProvider>()));
        OrleansServices.AddTo(services, this);
        configure(services);
        if (services.Any(static service => service.ServiceType == typeof(IIncomingGrainCallFilter) || service.ServiceType == typeof(IOutgoingGrainCallFilter)))
        {
            throw new NotSupportedException("Filters of grain calls are not simulated.");
        }

        Services = services.BuildServiceProvider();
        References = OrleansServices.ReferencesOf(this);
        Grains = Services.GetRequiredService<IGrainFactory>();
        Reminders = new SimulatedReminders(this, network, new SimulatedReminderTable(store, life, Services.GetRequiredService<Serialization.Serializer>()));
        _collector = Time.CreateTimer(_ => Collect(), null, CollectionPeriod, CollectionPeriod);
        _impatience = Time.CreateTimer(_ => FailOverdue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public SimulatedWorld World { get; }

    public Life Life { get; }

    public string Name { get; }

    public SiloAddress Address { get; }

    public SimulatedSiloOptions Options { get; }

    public TimeProvider Time { get; }

    public IServiceProvider Services { get; }

    public IGrainFactory Grains { get; }

    /// <summary>It takes no new activations any more.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Runs what is no grain's.</summary>
    internal LoopScheduler Background { get; }

    internal GrainReferenceActivator References { get; }

    internal SimulatedReminders Reminders { get; }

    /// <summary>Grains with nothing to do, in an order that does not depend on hashes.</summary>
    public IReadOnlyList<GrainId> IdleGrains() =>
        [.. _catalog.Values.Where(static activation => activation.IsIdle).Select(static activation => activation.GrainId).OrderBy(static grain => grain.ToString(), StringComparer.Ordinal)];

    public bool IsActive(GrainId grain) => _catalog.ContainsKey(grain);

    public void Deactivate(GrainId grain)
    {
        if (_catalog.TryGetValue(grain, out var activation))
        {
            activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "The simulation chose it."));
        }
    }

    /// <summary>Stops in good order: everything is deactivated, for as long as that may take.</summary>
    public async Task StopAsync()
    {
        IsStopping = true;
        Reminders.Stop();
        var deadline = World.Loop.Now + LongestStop.Ticks;
        while (_catalog.Count > 0 && World.Loop.Now < deadline)
        {
            foreach (var activation in _catalog.Values.ToArray())
            {
                activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo stops."));
            }

            await Task.Delay(StopLook, Time);
        }
    }

    /// <summary>The process is gone.</summary>
    public void Kill()
    {
        foreach (var activation in _catalog.Values)
        {
            activation.Kill();
        }

        _catalog.Clear();
    }

    /// <summary>Calls to this silo that others wait for are not answered any more.</summary>
    internal void FailCallsTo(SimulatedSilo dead)
    {
        foreach (var call in _open.UnorderedItems.Select(static item => item.Element).Where(call => call.At?.Silo == dead).ToArray())
        {
            call.Fail(new SiloUnavailableException($"{dead.Name} was declared dead."));
        }
    }

    internal void Send(GrainReference reference, IInvokable request, InvokeMethodOptions options, Action<Response>? answer)
    {
        World.Loop.Guard("a call");
        var cancellation = request.GetCancellationToken();
        cancellation.ThrowIfCancellationRequested();
        var isOneWay = (options & InvokeMethodOptions.OneWay) != 0;
        var call = new GrainCall(this, reference.GrainId, request, options, RequestContextExtensions.Export(OrleansServices.Copier), isOneWay ? null : answer);
        if (isOneWay)
        {
            answer?.Invoke(Response.Completed);
        }
        else
        {
            Expect(call, request.GetDefaultResponseTimeout() ?? Options.ResponseTimeout);
            if (cancellation.CanBeCanceled)
            {
                call.Cancellation = cancellation.UnsafeRegister((_, token) => Cancel(call, token), null);
            }
        }

        _network.Dispatch(call);
    }

    /// <summary>To the grain's activation, which is made if there is none.</summary>
    internal void Deliver(GrainCall call)
    {
        if (call.From != this)
        {
            call.Cross();
        }

        if (!_catalog.TryGetValue(call.Target, out var activation))
        {
            _catalog[call.Target] = activation = new Activation(this, call.Target, ++_activations);
        }

        activation.Receive(call);
    }

    internal void Readdress(GrainCall call) => _network.Readdress(call);

    internal void Answer(GrainCall call, Response response)
    {
        if (call.From == this)
        {
            call.Complete(response);
            return;
        }

        // As in Orleans: an answer that has no form as bytes is answered with that.
        Response arrived;
        try
        {
            arrived = OrleansServices.Copy(response);
        }
        catch (Exception e)
        {
            arrived = Response.FromException(e);
        }

        _network.Return(call, arrived);
    }

    internal void Remove(Activation activation) => _catalog.Remove(activation.GrainId);

    private void Cancel(GrainCall call, CancellationToken token)
    {
        _network.Tell(call, () => TellCancelled(call, CancellationTries));
        call.Fail(new OperationCanceledException(token));
    }

    /// <summary>The news may have overtaken the call.</summary>
    private void TellCancelled(GrainCall call, int tries)
    {
        if (call.At?.TryCancel(call) != true && tries > 1)
        {
            World.Loop.After(CancellationPause, World.Forever, () => TellCancelled(call, tries - 1));
        }
    }

    private void Expect(GrainCall call, TimeSpan patience)
    {
        var due = World.Loop.Now + patience.Ticks;
        _open.Enqueue(call, due);
        if (due < _impatientAt)
        {
            _impatientAt = due;
            _impatience.Change(patience, Timeout.InfiniteTimeSpan);
        }
    }

    private void FailOverdue()
    {
        while (_open.TryPeek(out var call, out var due) && (call.IsAnswered || due <= World.Loop.Now))
        {
            _open.Dequeue();
            call.Fail(new TimeoutException($"{call.Name} on {call.Target} was not answered in time."));
        }

        _impatientAt = _open.TryPeek(out _, out var next) ? next : long.MaxValue;
        if (_impatientAt != long.MaxValue)
        {
            _impatience.Change(TimeSpan.FromTicks(_impatientAt - World.Loop.Now), Timeout.InfiniteTimeSpan);
        }
    }

    private void Collect()
    {
        var old = World.Loop.Now - Options.CollectionAge.Ticks;
        foreach (var activation in _catalog.Values.Where(activation => activation.IsIdle && activation.LastUsed <= old).OrderBy(static activation => activation.Number).ToArray())
        {
            activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "Nobody called for a while."));
        }
    }
}
