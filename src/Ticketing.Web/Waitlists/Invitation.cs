using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Ticketing.Identifiers;

namespace Ticketing.Web.Waitlists;

/// <summary>Who wants to wait for what, as a link has it that was mailed there: only the service can write it, and nothing of it is kept.</summary>
/// <param name="Event">The event.</param>
/// <param name="Email">The address that it proves.</param>
/// <param name="Quantity">How many places are wanted.</param>
/// <param name="Section">In which section. Null: any.</param>
/// <param name="Until">When it can be used no more.</param>
internal sealed record Invitation(EventId Event, string Email, int Quantity, string? Section, DateTimeOffset Until)
{
    public static readonly TimeSpan GoodFor = TimeSpan.FromHours(24);

    private const string Purpose = "waitlist";

    public string Protect(IDataProtectionProvider protection) => protection.CreateProtector(Purpose).Protect(
        string.Create(CultureInfo.InvariantCulture, $"{Event}\n{Email}\n{Quantity}\n{Section}\n{Until.ToUnixTimeSeconds()}"));

    /// <summary>Null: it was not written here, or it is too old.</summary>
    public static Invitation? Read(string? text, IDataProtectionProvider protection, DateTimeOffset now)
    {
        try
        {
            return text is { Length: <= 2_000 }
                && protection.CreateProtector(Purpose).Unprotect(text).Split('\n') is [var id, var email, var quantity, var section, var until]
                && EventId.TryParse(id, out var @event)
                && new Invitation(@event, email, int.Parse(quantity, CultureInfo.InvariantCulture), section.Length == 0 ? null : section,
                    DateTimeOffset.FromUnixTimeSeconds(long.Parse(until, CultureInfo.InvariantCulture))) is var read && read.Until > now
                    ? read
                    : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Names the request that joins: the same link leads to the same entry, whatever became of it.</summary>
    public static UInt128 RequestOf(string text) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
