using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

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

    /// <param name="key">The payment's.</param>
    /// <param name="waits">How often it waited since it last came further.</param>
    public static TimeSpan Of(string key, int waits)
    {
        var pause = Shortest * Math.Pow(2, Math.Min(waits, MaxDoublings));
        var most = (long)(pause < Longest ? pause : Longest).TotalMilliseconds;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key}/{waits}")));
        return TimeSpan.FromMilliseconds(most - (long)(BinaryPrimitives.ReadUInt32BigEndian(hash) % (ulong)(most / 2)));
    }
}
