namespace Ticketing.Simulation;

/// <summary>
/// The one thread. It owns everything that can run: turns, tasks, timers, messages, completions of the disk. What may run
/// now is picked by the seed; the clock moves only when nothing may run.
/// </summary>
public sealed class SimulationLoop
{
    private readonly List<ReadyWork> _ready = [];
    private readonly PriorityQueue<DueWork, (long Due, long Number)> _due = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Chance _order;
    private volatile string? _escape;
    private long _number;
    private ulong _trace = 14_695_981_039_346_656_037;

    /// <summary>A run has some ten thousand; code that is broken may try again without end.</summary>
    private const long MostSteps = 1_000_000;

    public SimulationLoop(ulong seed) => _order = new Chance(seed);

    /// <summary>Ticks since the run began. Never steps.</summary>
    public long Now { get; private set; }

    /// <summary>How many pieces of work have run.</summary>
    public long Steps { get; private set; }

    /// <summary>A hash over everything that ran, in its order, and when.</summary>
    public ulong Trace => _trace;

    /// <summary>Called after each step.</summary>
    public Action? Stepped { get; set; }

    public bool IsIdle => _ready.Count == 0;

    /// <summary>Runs as soon as its turn is drawn, unless the life that it belongs to has ended.</summary>
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

    /// <summary>Takes a fact into the trace.</summary>
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

    /// <summary>Fails the run when somebody else's thread comes here: code that left the simulation.</summary>
    public void Guard(string what)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _escape = $"{what} came from another thread: {Environment.StackTrace}";
            throw new EscapeException(_escape);
        }
    }

    /// <summary>Runs one piece of work. False when nothing is left before <paramref name="until"/>, where the clock then stands.</summary>
    public bool Step(long until)
    {
        if (_escape is { } escape)
        {
            throw new EscapeException(escape);
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
            case IThreadPoolWorkItem turn:
                turn.Execute();
                break;
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
