namespace Orleans.Simulation;

/// <summary>The scheduler of one activation: first in, first out, one task for each step of the loop.</summary>
internal abstract class TurnScheduler(SimulationLoop loop, Life life) : TaskScheduler
{
    private readonly Queue<Task> _tasks = new();
    private Action? _turn;
    private bool _isPosted;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Queues work that does not inherit the context of whoever queues it.</summary>
    public void Queue(Action work)
    {
        // A task takes the context where it is made.
        if (ExecutionContext.IsFlowSuppressed())
        {
            new Task(work, TaskCreationOptions.DenyChildAttach).Start(this);
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            new Task(work, TaskCreationOptions.DenyChildAttach).Start(this);
        }
    }

    protected abstract bool IsCurrent { get; }

    protected abstract void Enter();

    protected abstract void Leave();

    protected void Clear() => _tasks.Clear();

    protected override IEnumerable<Task> GetScheduledTasks() => _tasks;

    protected override void QueueTask(Task task)
    {
        loop.Guard("a task");
        _tasks.Enqueue(task);
        if (!_isPosted)
        {
            Post();
        }
    }

    /// <summary>Inlines within its own turn only, as Orleans does.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => !taskWasPreviouslyQueued && IsCurrent && TryExecuteTask(task);

    private void Post()
    {
        _isPosted = true;
        loop.Post(life, _turn ??= Turn);
    }

    private void Turn()
    {
        _isPosted = false;
        if (_tasks.TryDequeue(out var task))
        {
            Enter();
            try
            {
                TryExecuteTask(task);
            }
            finally
            {
                Leave();
            }
        }

        if (_tasks.Count > 0 && !_isPosted)
        {
            Post();
        }
    }
}
