using System.Threading.RateLimiting;
using Ticketing.Bookings;
using Ticketing.Mail;
using Ticketing.Security;

namespace Ticketing.Tickets;

/// <summary>How much drawing goes on at once, and how often tickets are sent again: for all who ask, by whichever way.</summary>
public sealed class TicketLimits(RateLimitOptions limits, TimeProvider time) : IDisposable
{
    /// <summary>Drawing a large booking keeps a processor busy for long: half of them draw, the others serve.</summary>
    private readonly ConcurrencyLimiter _drawing = new(new ConcurrencyLimiterOptions { PermitLimit = Math.Max(1, Environment.ProcessorCount / 2), QueueLimit = 64 });

    /// <summary>Of each booking, so that whoever gives a stranger's address can't fill their mailbox.</summary>
    private readonly Buckets _letters = new(limits.LettersPerHour / 3_600.0, limits.LettersPerHour, capacity: 100_000, time);

    public void Dispose() => _drawing.Dispose();

    /// <summary>A turn at drawing. One that is not acquired: too many wait.</summary>
    public ValueTask<RateLimitLease> DrawAsync() => _drawing.AcquireAsync();

    /// <summary>Null: a letter may be sent. Else the seconds to wait.</summary>
    public int? WaitToMail(BookingView booking, string? receiver)
    {
        if (!_letters.IsOn)
        {
            return null;
        }

        // Many bookings may name one address, which nobody has proved to be theirs.
        var address = Mailbox.Of(booking.Email ?? receiver ?? "");
        foreach (var name in (string[])[booking.BookingId.ToString(), "to:" + address])
        {
            if (_letters.Take(name) is { Allowed: false } empty)
            {
                return empty.RetryInSeconds;
            }
        }

        return null;
    }
}
