namespace Ticketing.Simulation;

/// <summary>Brings the tasks of a life, and all that they await, to the loop.</summary>
#pragma warning disable CA1001 // tasks that nobody waits for need no disposal
public sealed class LoopScheduler(SimulationLoop loop, Life life) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Starts an asynchronous method as a piece of work of the loop.</summary>
    public Task Start(Func<Task> method) =>
        Task.Factory.StartNew(method, CancellationToken.None, TaskCreationOptions.None, this).Unwrap();

    internal void Run(Task task) => TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    protected override void QueueTask(Task task) => loop.Post(life, new ScheduledTask(this, task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
}

/// <summary>A task that waits for its turn.</summary>
internal sealed class ScheduledTask(LoopScheduler scheduler, Task task)
{
    public void Run() => scheduler.Run(task);
}
