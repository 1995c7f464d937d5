using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Orleans.Storage;

namespace Orleans.Simulation;

/// <summary>
/// One activation of a grain, by the rules of Orleans' own (ActivationData in Orleans.Runtime): which request may begin
/// while others run, what waits while the grain activates or deactivates, and what becomes of that.
/// </summary>
internal sealed class Activation : TurnScheduler, IGrainContext, IWorkItemScheduler
{
    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(30);
    private readonly GrainShape _shape;
    private readonly Lifecycle _lifecycle = new();
    private readonly List<GrainCall> _waiting = [];
    private readonly HashSet<GrainCall> _running = [];
    private readonly TaskCompletionSource _deactivated = new();
    private readonly Action _pump;
    private Dictionary<Type, object>? _components;
    private Stage _stage;
    private DeactivationReason _reason;
    private bool _wasValid;
    private bool _isSignalled;
    private bool _isChanging;
    private int _exclusive;
    private int _writing;

    public Activation(SimulatedSilo silo, GrainId id, long number) : base(silo.World.Loop, silo.Life)
    {
        Silo = silo;
        GrainId = id;
        Number = number;
        _shape = OrleansServices.ShapeOf(id.Type);
        _pump = Pump;
        LastUsed = silo.World.Loop.Now;

        // Orleans draws a Guid.
        ActivationId = ActivationId.GetDeterministic(GrainId.Create(silo.Name, number.ToString(CultureInfo.InvariantCulture)));
        Signal();
    }

    private enum Stage
    {
        Creating,
        Activating,
        Valid,
        Deactivating,
        Invalid,
    }

    public SimulatedSilo Silo { get; }

    /// <summary>The how manieth of its silo it is.</summary>
    public long Number { get; }

    public long LastUsed { get; private set; }

    public bool IsIdle => _stage == Stage.Valid && _running.Count == 0 && _waiting.Count == 0;

    public HashSet<IGrainTimer> Timers { get; } = [];

    public GrainId GrainId { get; }

    public ActivationId ActivationId { get; }

    public GrainAddress Address => field ??= new GrainAddress { GrainId = GrainId, ActivationId = ActivationId, SiloAddress = Silo.Address };

    public GrainReference GrainReference => field ??= Silo.References.CreateReference(GrainId, default);

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices => Silo.Services;

    public IGrainLifecycle ObservableLifecycle => _lifecycle;

    public IWorkItemScheduler Scheduler => this;

    public Task Deactivated => _deactivated.Task;

    protected override bool IsCurrent => ReferenceEquals(OrleansInternals.CurrentContext, this);

    public object? GetTarget() => GrainInstance;

    public object? GetComponent(Type componentType)
    {
        ArgumentNullException.ThrowIfNull(componentType);
        return componentType.IsInstanceOfType(GrainInstance) ? GrainInstance
            : componentType.IsInstanceOfType(this) ? this
            : _components?.GetValueOrDefault(componentType) ?? ActivationServices.GetService(componentType);
    }

    public TComponent? GetComponent<TComponent>() where TComponent : class => (TComponent?)GetComponent(typeof(TComponent));

    public void SetComponent<TComponent>(TComponent? value) where TComponent : class
    {
        _components ??= [];
        if (value is null)
        {
            _components.Remove(typeof(TComponent));
        }
        else
        {
            _components[typeof(TComponent)] = value;
        }
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) => Signal();

    public void Rehydrate(IRehydrationContext context) => throw new NotSupportedException("Migration is not simulated.");

    public void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Migration is not simulated.");

    void IWorkItemScheduler.QueueAction(Action action) => Queue(action);

    void IWorkItemScheduler.QueueAction(Action<object> action, object state) => Queue(() => action(state));

    void IWorkItemScheduler.QueueTask(Task task) => task.Start(this);

    /// <summary>The tick of one of Orleans' timers. It never leaves the activation.</summary>
    public void ReceiveMessage(object message)
    {
        if (_stage == Stage.Invalid)
        {
            return;
        }

        _waiting.Add(new GrainCall(Silo, GrainId, (IInvokable)OrleansInternals.Body(message)!, CodeGeneration.InvokeMethodOptions.OneWay, null, null)
        {
            IsTick = true,
            IsAlwaysInterleave = OrleansInternals.IsAlwaysInterleave(message),
            IsKeepAlive = OrleansInternals.IsKeepAlive(message),
        });
        Signal();
    }

    public void Receive(GrainCall call)
    {
        call.At = this;
        _waiting.Add(call);
        Signal();
    }

    /// <summary>The caller asks to cancel: a call that waits is dropped, one that runs is told. False: it is not here.</summary>
    public bool TryCancel(GrainCall call)
    {
        if (_running.Contains(call))
        {
            Queue(() => _ = call.Body.TryCancel());
            return true;
        }

        return _waiting.Remove(call);
    }

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (_stage is Stage.Deactivating or Stage.Invalid)
        {
            return;
        }

        _reason = deactivationReason;
        _wasValid = _stage == Stage.Valid;
        _stage = Stage.Deactivating;
        Signal();
    }

    /// <summary>The process is gone: nothing of the activation runs any more, not even what would clean up.</summary>
    public void Kill()
    {
        _stage = Stage.Invalid;
        _waiting.Clear();
        Clear();
    }

    protected override void Enter() => OrleansInternals.CurrentContext = this;

    protected override void Leave()
    {
        OrleansInternals.CurrentContext = null;
        Silo.World.Loop.Mix(GrainId.Key.ToString()!);
    }

    private void Signal()
    {
        if (!_isSignalled)
        {
            _isSignalled = true;
            Queue(_pump);
        }
    }

    private void Pump()
    {
        _isSignalled = false;
        if (_isChanging)
        {
            return;
        }

        if (_running.Count == 0 && _stage is Stage.Creating or Stage.Deactivating)
        {
            _isChanging = true;
            Silo.World.Loop.Watch(_stage == Stage.Creating ? ActivateAsync() : DeactivateAsync());
        }
        else
        {
            BeginWhatMay();
        }
    }

    private void BeginWhatMay()
    {
        for (var i = 0; i < _waiting.Count;)
        {
            var call = _waiting[i];
            if (_stage != Stage.Valid && !(_stage == Stage.Deactivating && call.IsTick))
            {
                return;
            }

            if (!MayBegin(call))
            {
                i++;
                continue;
            }

            _waiting.RemoveAt(i);
            if (!call.IsAnswered)
            {
                Silo.World.Loop.Watch(RunAsync(call));
            }
        }
    }

    private bool MayBegin(GrainCall call) =>
        _running.Count == 0 || call.IsAlwaysInterleave || _exclusive == 0 || (call.IsReadOnly && _writing == 0) || _shape.IsReentrant;

    private async Task ActivateAsync()
    {
        _stage = Stage.Activating;
        try
        {
            using var tooLong = new CancellationTokenSource(LongestStep, Silo.Time);
            GrainInstance = _shape.Activator.CreateInstance(this);
            (GrainInstance as ILifecycleParticipant<IGrainLifecycle>)?.Participate(_lifecycle);
            await _lifecycle.OnStart(tooLong.Token).WaitAsync(tooLong.Token);
            await (GrainInstance is IGrainBase grain ? grain.OnActivateAsync(tooLong.Token).WaitAsync(tooLong.Token) : Task.CompletedTask);
            LastUsed = Silo.World.Loop.Now;
            if (_stage == Stage.Activating)
            {
                _stage = Stage.Valid;
            }
        }
        catch (Exception e)
        {
            Deactivate(new DeactivationReason(DeactivationReasonCode.ActivationFailed, e, "Failed to activate grain."));
        }

        _isChanging = false;
        Signal();
    }

    private async Task DeactivateAsync()
    {
        foreach (var timer in Timers.ToArray())
        {
            timer.Dispose();
        }

        try
        {
            using var tooLong = new CancellationTokenSource(LongestStep, Silo.Time);
            await (_wasValid && GrainInstance is IGrainBase grain ? grain.OnDeactivateAsync(_reason, tooLong.Token).WaitAsync(tooLong.Token) : Task.CompletedTask);
            await _lifecycle.OnStop(tooLong.Token).WaitAsync(tooLong.Token);
        }
        catch (Exception e)
        {
            // Orleans logs it, and goes on deactivating.
            Silo.World.Tell(() => $"{GrainId} failed to deactivate: {e.Message}");
        }

        _stage = Stage.Invalid;
        Silo.Remove(this);
        _deactivated.TrySetResult();
        foreach (var call in _waiting.Where(static call => !call.IsTick))
        {
            if (_reason.Exception is { } failure)
            {
                call.Fail(failure);
            }
            else
            {
                Silo.Readdress(call);
            }
        }
    }

    private async Task RunAsync(GrainCall call)
    {
        _running.Add(call);
        _exclusive += call.IsAlwaysInterleave ? 0 : 1;
        _writing += call.IsAlwaysInterleave || call.IsReadOnly ? 0 : 1;
        call.ImportContext();
        var response = await InvokeAsync(call);
        if (response.Exception is InconsistentStateException conflict && OrleansInternals.IsSourceActivation(conflict))
        {
            OrleansInternals.SetIsSourceActivation(conflict, false);
            Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationError, "Another activation wrote the state."));
        }

        if (!call.IsOneWay)
        {
            Silo.Answer(call, response);
        }

        _running.Remove(call);
        _exclusive -= call.IsAlwaysInterleave ? 0 : 1;
        _writing -= call.IsAlwaysInterleave || call.IsReadOnly ? 0 : 1;
        LastUsed = call.IsKeepAlive ? Silo.World.Loop.Now : LastUsed;
        Signal();
    }

    private async Task<Response> InvokeAsync(GrainCall call)
    {
        try
        {
            call.Body.SetTarget(this);
            Response response;
            if (GrainInstance is IIncomingGrainCallFilter)
            {
                FilteredCall filtered = new(call, this);
                await filtered.Invoke();
                response = filtered.Response!;
            }
            else
            {
                response = OrleansServices.CopyLocally(await call.Body.Invoke());
            }

            call.Body.Dispose();
            return response;
        }
        catch (Exception e)
        {
            return Response.FromException(e);
        }
    }

    private sealed class Lifecycle() : LifecycleSubject(NullLogger.Instance), IGrainLifecycle
    {
        public void AddMigrationParticipant(IGrainMigrationParticipant participant)
        {
            // Nothing migrates.
        }

        public void RemoveMigrationParticipant(IGrainMigrationParticipant participant)
        {
            // Nothing migrates.
        }
    }
}
