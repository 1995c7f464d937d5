using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Embedded.Storage;
using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Embedded;

/// <summary>
/// The single-process runtime: a catalog of activations over one store. Several may live in one process, each over the
/// same store, which is how a simulation plays a cluster.
/// </summary>
public sealed class EmbeddedSilo : IGrainFactory, IAsyncDisposable
{
    private readonly ConcurrentDictionary<GrainId, Activation> _catalog = new();
    private readonly ConcurrentDictionary<Type, GrainTarget> _targets = new();
    private readonly Dictionary<string, GrainClass> _classes = new(StringComparer.Ordinal);
    private readonly ITimer _housekeeper;
    private long _activations;
    private bool _stopping;

    public EmbeddedSilo(EmbeddedSiloOptions options, IServiceProvider services, IStateStore store)
    {
        Options = options;
        Store = store;
        Services = services;
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Serializer = services.GetRequiredService<IGrainStorageSerializer>();
        Filters = new CallFilters(services.GetServices<IIncomingGrainCallFilter>());
        Log = new RuntimeLog(services.GetService<ILoggerFactory>()?.CreateLogger<EmbeddedSilo>() ?? (ILogger)NullLogger.Instance);
        Reminders = new ReminderService(this);
        foreach (var shape in options.Assemblies.SelectMany(GrainShape.In))
        {
            _classes.Add(shape.Name, new GrainClass(shape, services));
        }

        _housekeeper = Time.CreateTimer(
            static self => ((EmbeddedSilo)self!).KeepHouse(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public EmbeddedSiloOptions Options { get; }

    public IGrainFactory GrainFactory => this;

    /// <summary>The grains in memory.</summary>
    public int ActivationCount => _catalog.Count;

    public int ReminderCount => Reminders.Count;

    public bool IsKilled { get; private set; }

    internal IStateStore Store { get; }

    internal IServiceProvider Services { get; }

    internal TimeProvider Time { get; }

    internal IGrainStorageSerializer Serializer { get; }

    internal CallFilters Filters { get; }

    internal RuntimeLog Log { get; }

    internal ReminderService Reminders { get; }

    internal TurnQueue Turns => Options.Turns;

    internal ICallDispatcher? Dispatcher => Options.Dispatcher;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await Reminders.LoadAsync(cancellationToken);
        _housekeeper.Change(Options.HousekeepingPeriod, Options.HousekeepingPeriod);
    }

    /// <summary>Ends requests under way, deactivates every grain, within the drain time.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        Reminders.Dispose();
        await _housekeeper.DisposeAsync();
        var deadline = Time.GetTimestamp() + (long)(Options.DrainTime.TotalSeconds * Time.TimestampFrequency);
        while (!_catalog.IsEmpty && Time.GetTimestamp() < deadline && !cancellationToken.IsCancellationRequested)
        {
            foreach (var activation in _catalog.Values.OrderBy(activation => activation.Number))
            {
                activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The silo stops."), CancellationToken.None);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), Time, cancellationToken);
        }
    }

    /// <summary>The process is said to have died: from now on nothing of this silo runs.</summary>
    public void Kill()
    {
        IsKilled = true;
        Reminders.Dispose();
        _housekeeper.Dispose();
        foreach (var activation in _catalog.Values)
        {
            activation.Kill();
        }

        _catalog.Clear();
    }

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrEmpty(primaryKey);
        var target = _targets.GetOrAdd(typeof(TGrainInterface), static (type, silo) => silo.TargetOf(type), this);
        return (TGrainInterface)(object)target.Proxy(new GrainId(target.Type, primaryKey), this);
    }

    /// <summary>The grains in memory that have nothing to do, for a simulator that ends some of them.</summary>
    public IEnumerable<GrainId> IdleGrains() => _catalog.Values.Where(activation => activation.IsCollectable).Select(activation => activation.Id);

    /// <summary>Ends the activation of a grain, if it has one.</summary>
    public void Deactivate(GrainId grain)
    {
        if (_catalog.TryGetValue(grain, out var activation))
        {
            activation.Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "Asked for."));
        }
    }

    /// <summary>Hands a request to the grain's activation in this silo, making one where there is none.</summary>
    public void Deliver(GrainId target, IGrainCall call) => Receive(target, call);

    public async ValueTask DisposeAsync()
    {
        if (!_stopping && !IsKilled)
        {
            await StopAsync(CancellationToken.None);
        }
    }

    internal void Send(GrainId target, IGrainCall call)
    {
        if (Dispatcher is { } dispatcher)
        {
            dispatcher.Dispatch(this, target, call);
        }
        else
        {
            Receive(target, call);
        }
    }

    internal Activation Receive(GrainId target, IGrainCall call)
    {
        while (true)
        {
            if (!_catalog.TryGetValue(target, out var activation))
            {
                var made = new Activation(this, _classes[target.Type], target);
                activation = _catalog.GetOrAdd(target, made);
                if (ReferenceEquals(activation, made))
                {
                    Instruments.Activations.Add(1);
                }
            }

            if (IsKilled || activation.TryReceive(call))
            {
                return activation;
            }

            Remove(activation);
        }
    }

    internal void Remove(Activation activation)
    {
        if (_catalog.TryRemove(new KeyValuePair<GrainId, Activation>(activation.Id, activation)))
        {
            Instruments.Deactivations.Add(1);
        }
    }

    internal long NextActivation() => Interlocked.Increment(ref _activations);

    internal long DeadlineFromNow() => Time.GetTimestamp() + (long)(Options.ResponseTimeout.TotalSeconds * Time.TimestampFrequency);

    internal void TurnEnded(Activation activation) => Options.TurnEnded?.Invoke(activation.Id);

    private GrainTarget TargetOf(Type grainInterface)
    {
        var matches = _classes.Values.Where(candidate => candidate.Type.IsAssignableTo(grainInterface)).ToArray();
        return matches is [var only]
            ? new GrainTarget(only.Name, GrainProxies.FactoryOf(grainInterface))
            : throw new ArgumentException($"{grainInterface} is implemented by {matches.Length} grain classes; there must be one.");
    }

    private void KeepHouse()
    {
        if (IsKilled)
        {
            return;
        }

        var now = Time.GetTimestamp();
        var oldest = now - (long)(Options.CollectionAge.TotalSeconds * Time.TimestampFrequency);
        List<Activation> idle = [];
        List<Activation>? overdue = null;
        var surplus = _catalog.Count - Options.MaxActivations;
        foreach (var (_, activation) in _catalog)
        {
            if (activation.HasOverdue(now))
            {
                (overdue ??= []).Add(activation);
            }

            if ((surplus > 0 || activation.LastUsed <= oldest) && activation.IsCollectable)
            {
                idle.Add(activation);
            }
        }

        // In an order that does not depend on hashes, so that a simulation can be replayed.
        overdue?.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        overdue?.ForEach(activation => activation.FailOverdue(now));
        idle.Sort(static (a, b) => a.LastUsed != b.LastUsed ? a.LastUsed.CompareTo(b.LastUsed) : a.Number.CompareTo(b.Number));

        for (var i = 0; i < idle.Count; i++)
        {
            if (i < surplus || idle[i].LastUsed <= oldest)
            {
                idle[i].Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationIdle, "Nobody called for a while."));
            }
        }
    }

    private sealed record GrainTarget(string Type, Func<GrainId, EmbeddedSilo, GrainProxy> Proxy);
}
