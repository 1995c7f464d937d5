using Ticketing.Identifiers;

namespace Ticketing.Finalization;

/// <summary>When what failed is tried again: after a second, then twice as long each time, to a quarter of an hour; spread by a half.</summary>
public static class FinalizationSchedule
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>The wait after so many attempts. By its id, what failed together is not tried again together.</summary>
    public static TimeSpan After(int attempts, BookingId booking)
    {
        var delay = First * Math.Pow(2, Math.Min(attempts - 1, 20));
        return (delay < Longest ? delay : Longest) * (1 + (Spread.Of(booking.Value, attempts) / 2));
    }
}
