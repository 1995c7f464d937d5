using System.Globalization;
using System.Text.RegularExpressions;
using Ticketing.Identifiers;

namespace Ticketing.Tickets;

/// <summary>
/// What somebody types at the door for want of a ticket's code, such as HAU8HZ9TRF-1: the booking's reference, or its id, and the ticket's
/// number. A ticket that was made out anew has its revision behind that (HAU8HZ9TRF-1-2), so that the old paper is known as old.
/// </summary>
public sealed partial record TypedTicket
{
    /// <summary>The booking's reference. Null: <see cref="Booking"/> says it.</summary>
    public string? Reference { get; private init; }

    public BookingId? Booking { get; private init; }

    /// <summary>Null: none was typed.</summary>
    public int? Number { get; private init; }

    public int Revision { get; private init; } = 1;

    public static string Of(TicketClaims claims) => string.Create(
        CultureInfo.InvariantCulture,
        $"{BookingReference.Of(claims.TicketId.Booking)}-{claims.TicketId.Place}{(claims.Revision == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"-{claims.Revision}"))}");

    /// <summary>Capitals or not, with dashes or blanks between its parts. Null: it is nothing like that.</summary>
    public static TypedTicket? Read(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            return null;
        }

        BookingId? booking = null;
        if (match.Groups["id"] is { Success: true, ValueSpan: var id })
        {
            if (!BookingId.TryFrom(Guid.ParseExact(id, "D"), out var known))
            {
                return null;
            }

            booking = known;
        }

        return new TypedTicket
        {
            Reference = booking is null ? match.Groups["reference"].Value.ToUpperInvariant() : null,
            Booking = booking,
            Number = NumberOf(match.Groups["number"]),
            Revision = NumberOf(match.Groups["revision"]) ?? 1,
        };
    }

    private static int? NumberOf(Group digits) => digits.Success ? int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^\s*(?:(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|(?<reference>[2-9A-HJ-NP-Z]{10}))(?:[\s\-–#/.]*(?<number>[0-9]{1,5}))?(?:[\s\-–#/.]+(?<revision>[0-9]{1,5}))?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Pattern();
}
