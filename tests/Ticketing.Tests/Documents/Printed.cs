using Ticketing.Tests.Domain.Tickets;
using Ticketing.Tickets;

namespace Ticketing.Tests.Documents;

/// <summary>Tickets to be drawn.</summary>
internal static class Printed
{
    public static TicketKeyRing Ring { get; } = new(TicketSamples.Key(1));

    public static TicketView Ticket(int number = 1, int of = 1)
    {
        var claims = TicketSamples.Claims with { TicketId = new TicketId(TicketSamples.Booking, number) };
        return new TicketView
        {
            Claims = claims,
            Code = Ring.Sign(claims),
            Reference = "K7QF2MPX4T",
            Count = of,
            EventName = "Concert",
            Venue = "Town Hall",
            StartsAt = TicketSamples.Start,
            Section = "Stalls",
            Row = "A",
            Seat = "12",
            Holder = "Ann Example",
            PriceMinor = 2_500,
            Currency = "EUR",
        };
    }
}
