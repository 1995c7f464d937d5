namespace Ticketing.Simulation;

/// <summary>
/// The clock that a process sees. It moves with the loop; its wall clock may step, its timestamps never do. Timers end
/// with their process, and may be late.
/// </summary>
public sealed class SimulatedTime(SimulationLoop loop, Life life, WallClock wall, Func<TimeSpan> lateness) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        loop.Guard("a look at the clock");
        return wall.UtcNow;
    }

    public override long GetTimestamp()
    {
        loop.Guard("a look at the clock");

        // Zero means "never" to some.
        return loop.Now + 1;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LoopTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class LoopTimer(SimulatedTime time, Action callback) : ITimer
    {
        private long _generation;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _generation++;
            _period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Arm(dueTime + time.Lateness(dueTime));
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
            time.Loop.After(delay, time.Owner, () =>
            {
                if (generation != _generation)
                {
                    return;
                }

                if (_period != Timeout.InfiniteTimeSpan && _period > TimeSpan.Zero)
                {
                    Arm(_period);
                }

                callback();
            });
        }
    }

    private SimulationLoop Loop => loop;

    private Life Owner => life;

    private TimeSpan Lateness(TimeSpan due) => due == TimeSpan.Zero ? TimeSpan.Zero : lateness();
}
