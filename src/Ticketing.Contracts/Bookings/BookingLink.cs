using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Ticketing.Bookings;

/// <summary>
/// What opens a booking's page in any browser, for whoever has it: 128 bits that are derived from a secret of the service, so that each letter can
/// have them and nothing of them is kept. When a ticket is passed on, or the places are exchanged, they are others, and those so far open nothing.
/// </summary>
public static class BookingLink
{
    /// <summary>Of the service's secret that it is derived from.</summary>
    public const string SecretPurpose = "booking-links";

    /// <summary>The parameter of a page's address that has it.</summary>
    public const string Parameter = "t";

    private const int Length = 16;

    public static string TokenOf(ReadOnlySpan<byte> secret, BookingView booking)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{booking.BookingId}|{booking.Places}|{booking.Transfers}"), hash);
        return Base64Url.EncodeToString(hash[..Length]);
    }

    /// <summary>How long it takes tells nothing of it.</summary>
    public static bool Opens(ReadOnlySpan<byte> secret, BookingView booking, string shown) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(TokenOf(secret, booking)), Encoding.UTF8.GetBytes(shown));

    /// <summary>The page's path with it.</summary>
    public static string PathOf(ReadOnlySpan<byte> secret, BookingView booking) => $"/my/{booking.BookingId}?{Parameter}={TokenOf(secret, booking)}";
}
