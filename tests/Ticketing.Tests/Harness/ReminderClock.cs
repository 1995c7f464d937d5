namespace Ticketing.Tests.Harness;

/// <summary>
/// The test's clock as reminders see it. Orleans waits for whole milliseconds and then looks again whether it is time: a clock
/// that stands still a fraction before would keep it looking for ever. After many looks this one is a millisecond further.
/// </summary>
internal sealed class ReminderClock(TimeProvider time) : TimeProvider
{
    private const int ManyLooks = 1_000;
    private long _at;
    private int _looks;

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        var now = time.GetUtcNow();
        if (Interlocked.Exchange(ref _at, now.Ticks) != now.Ticks)
        {
            _looks = 0;
        }

        return Interlocked.Increment(ref _looks) < ManyLooks ? now : now.AddMilliseconds(1);
    }

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        time.CreateTimer(callback, state, dueTime, period);
}
