using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Tickets;

/// <summary>Names a ticket: one place of a booking. Written as the booking's id, a dash and the place's number.</summary>
/// <param name="Booking">Its booking.</param>
/// <param name="Place">Which of the booking's places, from 1.</param>
[GenerateSerializer, Immutable, Alias("ticketing.ticket-id")]
public readonly record struct TicketId([property: Id(0)] BookingId Booking, [property: Id(1)] int Place)
{
    /// <summary>Places are counted in 16 bits.</summary>
    public const int MaxPlace = ushort.MaxValue;

    private const int BookingLength = 36;

    public EventId Event => Booking.Hold.Event;

    public static bool TryParse([NotNullWhen(true)] string? text, out TicketId id)
    {
        id = default;
        if (text is null || text.Length <= BookingLength + 1 || text[BookingLength] != '-' || text[BookingLength + 1] == '0'
            || !Guid.TryParseExact(text[..BookingLength], "D", out var value) || !BookingId.TryFrom(value, out var booking)
            || !ushort.TryParse(text.AsSpan(BookingLength + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var place))
        {
            return false;
        }

        id = new TicketId(booking, place);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Booking}-{Place}");
}
