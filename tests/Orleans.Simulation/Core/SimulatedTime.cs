namespace Orleans.Simulation;

/// <summary>
/// The clock of one process. It moves with the loop. Its wall clock may step, its timestamps never do. Timers end with
/// their process and may be late.
/// </summary>
public sealed class SimulatedTime(SimulatedWorld world, Life life) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        world.Loop.Guard("a look at the clock");
        return world.Wall.UtcNow;
    }

    public override long GetTimestamp()
    {
        world.Loop.Guard("a look at the clock");

        // Some code takes zero for "never".
        return world.Loop.Now + 1;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LoopTimer(world, life, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class LoopTimer(SimulatedWorld world, Life life, Action callback) : ITimer
    {
        private long _generation;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _generation++;
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Arm(dueTime == TimeSpan.Zero ? dueTime : dueTime + world.TimerLateness());
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Arm(TimeSpan delay)
        {
            var generation = _generation;
            world.Loop.After(delay, life, () =>
            {
                if (generation != _generation)
                {
                    return;
                }

                if (_period > TimeSpan.Zero)
                {
                    Arm(_period);
                }

                callback();
            });
        }
    }
}
