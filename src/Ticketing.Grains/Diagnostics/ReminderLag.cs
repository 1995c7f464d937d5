using Orleans.Runtime;

namespace Ticketing.Diagnostics;

/// <summary>How late reminders come.</summary>
public static class ReminderLag
{
    public static void Measure(this TickStatus status, DateTimeOffset now)
    {
        if (GrainInstruments.ReminderLag.Enabled)
        {
            GrainInstruments.ReminderLag.Record(Of(status, now.UtcDateTime).TotalSeconds);
        }
    }

    /// <summary>
    /// The time since the tick that was due last: a reminder does not say which of its ticks it is. One that comes in the
    /// last twentieth of a period is the next tick, a little early by another clock.
    /// </summary>
    public static TimeSpan Of(TickStatus status, DateTime now)
    {
        var since = now - status.FirstTickTime;
        if (since <= TimeSpan.Zero || status.Period <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        var late = TimeSpan.FromTicks(since.Ticks % status.Period.Ticks);
        return late > status.Period * 0.95 ? TimeSpan.Zero : late;
    }
}
