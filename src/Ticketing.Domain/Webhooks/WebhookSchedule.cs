namespace Ticketing.Webhooks;

/// <summary>When what failed is tried again: the example schedule of Standard Webhooks, spread by a tenth.</summary>
public static class WebhookSchedule
{
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How long a try that was held back waits.</summary>
    private static readonly TimeSpan HeldBack = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <summary>The first try and those after it.</summary>
    public static int Tries => Delays.Length + 1;

    /// <summary>The time from the first try to the last.</summary>
    public static TimeSpan Length { get; } = Delays.Aggregate(static (sum, delay) => sum + delay);

    /// <summary>The wait after so many tries. By the position, events that failed together are not tried again together.</summary>
    public static TimeSpan After(int tries, long position, WebhookReply reply)
    {
        var delay = reply.IsHeldBack ? HeldBack : Delays[Math.Clamp(tries - 1, 0, Delays.Length - 1)];
        var wished = reply.RetryAfter is { } wish && wish < LongestRetryAfter ? wish : reply.RetryAfter is null ? TimeSpan.Zero : LongestRetryAfter;
        return TimeSpan.FromTicks(Math.Max((long)(delay.Ticks * (1 + (Spread.Of((ulong)position, tries) / 10))), wished.Ticks));
    }
}
