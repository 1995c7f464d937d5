using Orleans.Runtime;
using Orleans.Timers;

namespace Orleans.Simulation;

/// <summary>Orleans' own timers, known to their activation, which ends them when it deactivates.</summary>
internal sealed class TrackedTimers(ITimerRegistry orleans) : ITimerRegistry
{
    public IDisposable RegisterTimer(IGrainContext grainContext, Func<object?, Task> callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        throw new NotSupportedException("RegisterTimer is obsolete and not simulated; RegisterGrainTimer is.");

    public IGrainTimer RegisterGrainTimer<TState>(
        IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        var timers = ((Activation)grainContext).Timers;
        var timer = new TrackedTimer(orleans.RegisterGrainTimer(grainContext, callback, state, options), timers);
        timers.Add(timer);
        return timer;
    }

    private sealed class TrackedTimer(IGrainTimer timer, HashSet<IGrainTimer> timers) : IGrainTimer
    {
        public void Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            timers.Remove(this);
            timer.Dispose();
        }
    }
}
