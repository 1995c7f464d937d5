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
        return TimeSpan.FromTicks(Math.Max((long)(delay.Ticks * Spread(tries, position)), wished.Ticks));
    }

    /// <summary>From 1 to 1.1, evenly spread and always the same for the same try.</summary>
    private static double Spread(int tries, long position)
    {
        var hash = ((ulong)position * 0x9E37_79B9_7F4A_7C15) + (ulong)tries;
        hash = (hash ^ (hash >> 30)) * 0xBF58_476D_1CE4_E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D0_49BB_1331_11EB;
        return 1 + (((hash ^ (hash >> 31)) >> 11) / (double)(1UL << 53) / 10);
    }
}
