using Ticketing.Identifiers;
using Ticketing.Tests.Domain.Tickets;
using Ticketing.Tickets;

namespace Ticketing.Tests.Doors;

/// <summary>What people type at the door.</summary>
public sealed class TypedTicketTests
{
    [Theory]
    [InlineData("HAU8HZ9TRF-1", 1, 1)]
    [InlineData(" hau8hz9trf 12 ", 12, 1)]
    [InlineData("HAU8HZ9TRF3", 3, 1)]
    [InlineData("HAU8HZ9TRF", null, 1)]
    [InlineData("HAU8HZ9TRF-1-2", 1, 2)]
    [InlineData("HAU8HZ9TRF – #1 / 2", 1, 2)]
    public void A_reference_is_read_with_the_number_behind_it(string text, int? number, int revision)
    {
        var typed = TypedTicket.Read(text)!;
        Assert.Equal(("HAU8HZ9TRF", null, number, revision), (typed.Reference, typed.Booking, typed.Number, typed.Revision));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HAU8HZ9TR-1")]
    [InlineData("HAU8HZ9TR0-1")]
    [InlineData("HAU8HZ9TRF-1-2-3")]
    [InlineData("HAU8HZ9TRF-x")]
    [InlineData("https://example.org/menu")]
    public void Other_texts_are_no_reference(string text) => Assert.Null(TypedTicket.Read(text));

    [Fact]
    public void A_ticket_is_read_by_its_id_and_by_what_is_printed_on_it()
    {
        var claims = TicketSamples.Claims;
        var byId = TypedTicket.Read(claims.TicketId.ToString().ToUpperInvariant())!;
        Assert.Equal((claims.TicketId.Booking, claims.TicketId.Place, null), (byId.Booking, byId.Number, byId.Reference));
        var (first, anew) = (claims with { Revision = 1 }, claims with { Revision = 2 });
        Assert.Equal($"{BookingReference.Of(claims.TicketId.Booking)}-{claims.TicketId.Place}", TypedTicket.Of(first));
        Assert.Equal((claims.TicketId.Place, 2), (TypedTicket.Read(TypedTicket.Of(anew))!.Number, TypedTicket.Read(TypedTicket.Of(anew))!.Revision));
    }
}
