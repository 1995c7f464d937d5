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
        return (delay < Longest ? delay : Longest) * Spread(attempts, booking);
    }

    /// <summary>From 1 to 1.5, evenly spread and always the same for the same attempt.</summary>
    private static double Spread(int attempts, BookingId booking)
    {
        Span<byte> bytes = stackalloc byte[16];
        booking.Value.TryWriteBytes(bytes);
        var hash = (BitConverter.ToUInt64(bytes) ^ BitConverter.ToUInt64(bytes[8..])) + ((ulong)attempts * 0x9E37_79B9_7F4A_7C15);
        hash = (hash ^ (hash >> 30)) * 0xBF58_476D_1CE4_E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D0_49BB_1331_11EB;
        return 1 + (((hash ^ (hash >> 31)) >> 11) / (double)(1UL << 53) / 2);
    }
}
