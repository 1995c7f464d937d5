using Orleans.Runtime;
using Orleans.Storage;

namespace Orleans.Embedded;

/// <summary>
/// A grain in memory: its queue of turns and its state machine. It is the task scheduler of the code that runs in it, so
/// everything that such code awaits comes back as a turn; one thread at a time drains the queue.
/// </summary>
#pragma warning disable CA1001 // a task that was never waited for needs no disposal
internal sealed partial class Activation : TaskScheduler, IGrainContext, IThreadPoolWorkItem
{
    [ThreadStatic]
    private static Activation? s_current;

    private readonly Lock _gate = new();
    private readonly Queue<object> _turns = new();
    private readonly Queue<IGrainCall> _waiting = new();
    private readonly List<IGrainCall> _running = [];
    private readonly List<GrainTimer> _timers = [];
    private readonly List<IPersistentStateSlot> _states = [];
    private Task? _drain;
    private object? _grain;
    private Stage _stage;
    private DeactivationReason _reason;
    private int _exclusive;

    internal Activation(EmbeddedSilo silo, GrainClass grainClass, GrainId id)
    {
        Silo = silo;
        Class = grainClass;
        Id = id;
        Number = silo.NextActivation();
        LastUsed = silo.Time.GetTimestamp();
    }

    private enum Stage
    {
        New,
        Activating,
        Active,
        Deactivating,
        Ended,
    }

    /// <summary>The activation whose turn runs on this thread.</summary>
    internal static Activation? Executing => s_current;

    internal EmbeddedSilo Silo { get; }

    internal GrainClass Class { get; }

    internal new GrainId Id { get; }

    /// <summary>Counts activations, so that they have an order.</summary>
    internal long Number { get; }

    /// <summary>When it last began or ended a request, in timestamp ticks.</summary>
    internal long LastUsed { get; private set; }

    /// <summary>Idle activations that no timer keeps may be collected.</summary>
    internal bool IsCollectable
    {
        get
        {
            lock (_gate)
            {
                return _stage == Stage.Active && _running.Count == 0 && _waiting.Count == 0 && !_timers.Exists(timer => timer.KeepsAlive);
            }
        }
    }

    internal bool HasEnded => _stage == Stage.Ended;

    public IServiceProvider ActivationServices => Silo.Services;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>False when the activation has ended, or is ending: the request belongs to the next one.</summary>
    internal bool TryReceive(IGrainCall call)
    {
        lock (_gate)
        {
            if (_stage == Stage.Ended)
            {
                return false;
            }

            if (_stage == Stage.New)
            {
                _stage = Stage.Activating;
                Enqueue(ActivateTurn);
            }

            if (call.Deadline == 0 && (call.Options & CallOptions.OneWay) == 0)
            {
                call.Deadline = Silo.DeadlineFromNow();
            }

            if (_stage == Stage.Active)
            {
                Enqueue(call);
            }
            else
            {
                _waiting.Enqueue(call);
            }

            return true;
        }
    }

    /// <summary>Runs an action as a turn of its own.</summary>
    internal void Post(Action turn)
    {
        lock (_gate)
        {
            Enqueue(turn);
        }
    }

    /// <summary>Starts an asynchronous method as a turn.</summary>
    internal void PostAsync(Func<Task> turn) => Post(() => _ = turn());

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_stage is Stage.New)
            {
                _stage = Stage.Ended;
                Silo.Remove(this);
            }
            else if (_stage is Stage.Active or Stage.Activating)
            {
                _reason = deactivationReason;
                if (_stage == Stage.Active)
                {
                    _stage = Stage.Deactivating;
                    Enqueue(EndIfIdleTurn);
                }
            }
        }
    }

    /// <summary>Nothing of it runs any more: the process is said to have died.</summary>
    internal void Kill()
    {
        lock (_gate)
        {
            _stage = Stage.Ended;
            _turns.Clear();
            _waiting.Clear();
            _timers.ForEach(timer => timer.Stop());
        }
    }

    /// <summary>True when a caller has waited for too long.</summary>
    internal bool HasOverdue(long now)
    {
        lock (_gate)
        {
            foreach (var call in _running)
            {
                if (IsOverdue(call, now))
                {
                    return true;
                }
            }

            foreach (var call in _waiting)
            {
                if (IsOverdue(call, now))
                {
                    return true;
                }
            }

            return _turns.Count > 0 && _turns.OfType<IGrainCall>().Any(call => IsOverdue(call, now));
        }
    }

    private static bool IsOverdue(IGrainCall call, long now) => call.Deadline != 0 && call.Deadline <= now && !call.IsAnswered;

    /// <summary>Fails the requests whose callers have given up. What runs, runs on.</summary>
    internal void FailOverdue(long now)
    {
        List<IGrainCall>? overdue = null;
        lock (_gate)
        {
            foreach (var call in _running.Concat(_waiting).Concat(_turns.OfType<IGrainCall>()))
            {
                if (IsOverdue(call, now))
                {
                    (overdue ??= []).Add(call);
                }
            }
        }

        // Outside the lock, since callers may go on in here.
        overdue?.ForEach(call => call.TryFail(new TimeoutException($"{call.Name} on {Id} did not answer within {Silo.Options.ResponseTimeout}.")));
    }

    internal void Add(GrainTimer timer)
    {
        lock (_gate)
        {
            _timers.Add(timer);
        }
    }

    internal void Remove(GrainTimer timer)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
        }
    }

    internal void Add(IPersistentStateSlot state) => _states.Add(state);
}
