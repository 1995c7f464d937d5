namespace Orleans.Simulation;

/// <summary>Runs the tasks of a life on the loop: what is no grain's, such as a client or a request that a gateway serves.</summary>
public sealed class LoopScheduler(SimulationLoop loop, Life life) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Starts an asynchronous method as work of the loop.</summary>
    public Task Start(Func<Task> method) =>
        Task.Factory.StartNew(method, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    /// <summary>Starts an asynchronous method that nobody waits for. The run fails if it does.</summary>
    public void Begin(Func<Task> method) => loop.Watch(Start(method));

    internal void Run(Task task) => TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    protected override void QueueTask(Task task)
    {
        // What an ended life left behind may be finalized, on the finalizer's thread.
        if (!life.IsOver)
        {
            loop.Post(life, new ScheduledTask(this, task));
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
}

/// <summary>A task that waits until the loop picks it.</summary>
internal sealed class ScheduledTask(LoopScheduler scheduler, Task task)
{
    public void Run() => scheduler.Run(task);
}
