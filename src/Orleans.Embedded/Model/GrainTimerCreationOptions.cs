using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>When a timer calls, and how.</summary>
public readonly struct GrainTimerCreationOptions
{
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    public required TimeSpan DueTime { get; init; }

    /// <summary>From the end of one call to the next. Infinite: once.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>The call may run beside requests of a grain that is not reentrant.</summary>
    public bool Interleave { get; init; }

    /// <summary>The activation is not collected while the timer is set.</summary>
    public bool KeepAlive { get; init; }
}
