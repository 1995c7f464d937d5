namespace Orleans.Simulation;

/// <summary>The time of day: it moves with the loop and steps now and then, as a clock does when it is corrected.</summary>
public sealed class WallClock(SimulationLoop loop)
{
    private static readonly DateTimeOffset Beginning = new(2027, 1, 31, 19, 30, 0, TimeSpan.Zero);
    private readonly List<(long From, long Offset)> _steps = [(0, 0)];

    public DateTimeOffset UtcNow => Beginning.AddTicks(loop.Now + _steps[^1].Offset);

    public void StepBy(TimeSpan by) => _steps.Add((loop.Now, _steps[^1].Offset + by.Ticks));

    /// <summary>The first moment of the loop at which the clock shows at least <paramref name="time"/>.</summary>
    public long FirstReached(DateTimeOffset time)
    {
        var wanted = (time - Beginning).Ticks;
        for (var i = 0; i < _steps.Count; i++)
        {
            var (from, offset) = _steps[i];
            var reached = Math.Max(from, wanted - offset);
            if (i + 1 == _steps.Count || reached < _steps[i + 1].From)
            {
                return reached;
            }
        }

        return long.MaxValue;
    }

    /// <summary>The last moment of the loop, as far as is known, at which the clock still shows less than <paramref name="time"/>.</summary>
    public long LastBefore(DateTimeOffset time)
    {
        var wanted = (time - Beginning).Ticks;
        for (var i = _steps.Count - 1; i >= 0; i--)
        {
            var (from, offset) = _steps[i];
            var until = i + 1 == _steps.Count ? long.MaxValue : _steps[i + 1].From;
            if (from + offset < wanted)
            {
                return Math.Min(wanted - offset, until);
            }
        }

        return 0;
    }
}
