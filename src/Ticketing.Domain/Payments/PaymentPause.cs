using Ticketing.Identifiers;

namespace Ticketing.Payments;

/// <summary>
/// How long a payment that can't go on waits before it is tried again: longer each time, up to a minute, and between half of
/// that and all of it. Payments that wait for the same provider so come back one after the other, and not all at the moment
/// when one alone gets through. The same payment waits the same each time it is replayed.
/// </summary>
public static class PaymentPause
{
    private const int MaxDoublings = 6;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <param name="booking">What is paid.</param>
    /// <param name="waits">How often the payment waited since it last came further.</param>
    public static TimeSpan Of(BookingId booking, int waits)
    {
        var pause = Shortest * Math.Pow(2, Math.Min(waits, MaxDoublings));
        return (pause < Longest ? pause : Longest) * (1 - (Spread.Of(booking.Value, waits) / 2));
    }
}
