using Ticketing.Security;

namespace Ticketing.Mail;

/// <summary>
/// How many letters that nobody asked for one address is sent: whoever books may give a stranger's. Each process counts for itself.
/// </summary>
/// <param name="perHour">Letters an hour, and as many at once. 0: no limit.</param>
/// <param name="time">The clock.</param>
public sealed class LetterLimit(int perHour, TimeProvider time)
{
    private readonly Buckets _letters = new(perHour / 3_600.0, perHour, capacity: 100_000, time);

    /// <param name="kind">What the letter is of. Each kind is counted by itself, so that one that anybody can cause keeps no other back.</param>
    /// <param name="address">Who is written to.</param>
    public bool Take(string kind, string address) => !_letters.IsOn || _letters.Take(NameOf(kind, address)).Allowed;

    /// <summary>The letter was not sent.</summary>
    public void Return(string kind, string address)
    {
        if (_letters.IsOn)
        {
            _letters.Return(NameOf(kind, address), cost: 1);
        }
    }

    private static string NameOf(string kind, string address) => $"{kind} {Mailbox.Of(address)}";
}
