using System.Runtime.ExceptionServices;

namespace Orleans.Simulation;

/// <summary>
/// The one thread of a run. It owns everything that can run: turns, tasks, timers, messages, answers of the store. The
/// seed picks which of the work that is ready runs next. The clock moves only when nothing is ready.
/// </summary>
public sealed class SimulationLoop
{
    private readonly List<ReadyWork> _ready = [];
    private readonly PriorityQueue<DueWork, (long Due, long Number)> _due = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly ExecutionContext _clean = ExecutionContext.Capture()!;
    private readonly Chance _order;
    private volatile Exception? _failure;
    private long _number;
    private ulong _trace = 14_695_981_039_346_656_037;

    /// <summary>A run has some ten thousand. Broken code may try again without end.</summary>
    private const long MostSteps = 1_000_000;

    public SimulationLoop(ulong seed) => _order = new Chance(seed);

    /// <summary>Ticks since the run began. Never steps.</summary>
    public long Now { get; private set; }

    /// <summary>How many pieces of work have run.</summary>
    public long Steps { get; private set; }

    /// <summary>A hash over everything that ran: in which order, and when.</summary>
    public ulong Trace => _trace;

    /// <summary>Called after each step.</summary>
    public Action? Stepped { get; set; }

    /// <summary>Runs when the seed picks it, unless its life has ended by then.</summary>
    public void Post(Life life, object work)
    {
        Guard("a task or turn");
        _ready.Add(new ReadyWork(life, work));
    }

    /// <summary>Runs when the time has passed, unless its life has ended.</summary>
    public void After(TimeSpan delay, Life life, Action action) => At(Now + Math.Max(delay.Ticks, 0), life, action);

    /// <summary>Runs at the moment, unless its life has ended.</summary>
    public void At(long due, Life life, Action action)
    {
        Guard("a timer");
        var number = ++_number;
        _due.Enqueue(new DueWork(life, action), (Math.Max(due, Now), number));
    }

    /// <summary>Adds a fact to the trace.</summary>
    public void Mix(ulong fact)
    {
        _trace = (_trace ^ fact) * 1_099_511_628_211;
        _trace ^= _trace >> 29;
    }

    public void Mix(string fact)
    {
        foreach (var c in fact)
        {
            _trace = (_trace ^ c) * 1_099_511_628_211;
        }
    }

    /// <summary>Fails the run when another thread comes here: some code left the simulation.</summary>
    public void Guard(string what)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _failure = new EscapeException($"{what} came from another thread: {Environment.StackTrace}");
            throw _failure;
        }
    }

    /// <summary>The simulation itself does not expect this task to fail: if it does, the run fails.</summary>
    public void Watch(Task task)
    {
        if (!task.IsCompletedSuccessfully)
        {
            task.ContinueWith(
                failed => _failure = failed.Exception!.InnerException,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    /// <summary>Runs one piece of work. False when nothing is left before <paramref name="until"/>, where the clock then stands.</summary>
    public bool Step(long until)
    {
        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        if (_ready.Count > 0)
        {
            RunReady();
        }
        else if (_due.TryPeek(out _, out var at) && at.Due <= until)
        {
            RunDue(at.Due);
        }
        else
        {
            Now = Math.Max(Now, until);
            return false;
        }

        if (++Steps == MostSteps)
        {
            throw new InvalidOperationException($"The service does not come to rest: {MostSteps:n0} pieces of work until {TimeSpan.FromTicks(Now)}, and no end.");
        }

        // Nothing that flows along with one piece of work reaches the next.
        ExecutionContext.Restore(_clean);
        Stepped?.Invoke();
        return true;
    }

    private void RunReady()
    {
        var index = _order.Below(_ready.Count);
        var work = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        if (work.Life.IsOver)
        {
            return;
        }

        Mix((ulong)index);
        if (work.Life.StalledUntil > Now)
        {
            At(work.Life.StalledUntil, work.Life, () => Do(work.Work));
            return;
        }

        Do(work.Work);
    }

    private static void Do(object work)
    {
        switch (work)
        {
            case ScheduledTask task:
                task.Run();
                break;
            case Action action:
                action();
                break;
        }
    }

    private void RunDue(long at)
    {
        Now = at;
        Mix((ulong)at);
        while (_due.TryPeek(out _, out var next) && next.Due == at)
        {
            var work = _due.Dequeue();
            if (work.Life.IsOver)
            {
                continue;
            }

            if (work.Life.StalledUntil > Now)
            {
                At(work.Life.StalledUntil, work.Life, work.Action);
                continue;
            }

            work.Action();
        }
    }

    private readonly record struct ReadyWork(Life Life, object Work);

    private readonly record struct DueWork(Life Life, Action Action);
}
