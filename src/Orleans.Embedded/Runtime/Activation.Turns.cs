namespace Orleans.Embedded;

/// <summary>The queue of turns: whatever is to run, one after the other.</summary>
internal sealed partial class Activation
{
    private ExecutionContext? _noCaller;

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override void QueueTask(Task task)
    {
        if (ReferenceEquals(task, _drain))
        {
            Silo.Turns.Queue(this);
            return;
        }

        lock (_gate)
        {
            Enqueue(task);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        if (!Silo.IsKilled)
        {
            _noCaller = ExecutionContext.Capture();
            TryExecuteTask(_drain!);
        }
    }

    private void Enqueue(object turn)
    {
        if (Silo.IsKilled)
        {
            return;
        }

        _turns.Enqueue(turn);
        if (_drain is null)
        {
            Schedule();
        }
    }

    private void Schedule()
    {
        // The drain is a task so that TaskScheduler.Current is this activation for all that runs within it.
        _drain = new Task(static self => ((Activation)self!).Drain(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach);
        _drain.Start(this);
    }

    private void Drain()
    {
        // The task brings along the context of whoever put the first turn in the queue: its request context, its trace.
        ExecutionContext.Restore(_noCaller!);
        s_current = this;
        try
        {
            for (var turns = 0; ; turns++)
            {
                object turn;
                lock (_gate)
                {
                    if (_turns.Count == 0)
                    {
                        _drain = null;
                        return;
                    }

                    if (turns == Silo.Options.TurnsPerDrain)
                    {
                        Schedule();
                        return;
                    }

                    turn = _turns.Dequeue();
                }

                Run(turn);
            }
        }
        finally
        {
            s_current = null;
        }
    }

    private void Run(object turn)
    {
        switch (turn)
        {
            case Task task:
                TryExecuteTask(task);
                break;
            case IGrainCall call:
                Begin(call);
                break;
            case Action action:
                action();
                break;
        }

        Silo.TurnEnded(this);
    }
}
