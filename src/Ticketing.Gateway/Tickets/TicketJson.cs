using System.Text.Json;
using Ticketing.Bookings;
using Ticketing.Http;

namespace Ticketing.Tickets;

/// <summary>A ticket as JSON.</summary>
internal static class TicketJson
{
    public const string Example = """{"id":"c242d34d-8040-8000-8000-000000000001-1","number":1,"event_id":"4242d34d-8040-8000-8000-000000000000","event":"Concert","venue":"Town Hall","starts_at":"2027-01-31T19:30:00.000Z","section":"Stalls","row":"A","seat":"1","holder":"Ann Example","user_id":"ann","passed_on":false,"price":"25.00","currency":"USD","reference":"K7QF2MPX4T","revision":1,"valid_from":"2027-01-31T07:30:00.000Z","valid_to":"2027-02-01T09:30:00.000Z","code":"AEJD5PQ"}""";

    public const string ListExample = $$"""{"items":[{{Example}}],"next_cursor":null}""";

    /// <param name="json">Where to.</param>
    /// <param name="ticket">The ticket as the caller may see it: what they may not is null.</param>
    /// <param name="booking">Its booking.</param>
    public static void Write(Utf8JsonWriter json, TicketView ticket, BookingView booking)
    {
        var id = ticket.Claims.TicketId;
        json.WriteString("id"u8, id.ToString());
        json.WriteNumber("number"u8, id.Place);
        json.WriteString("event_id"u8, id.Event.Value);
        json.WriteString("event"u8, ticket.EventName);
        json.WriteString("venue"u8, ticket.Venue);
        json.WriteTime("starts_at"u8, ticket.StartsAt);
        json.WriteString("section"u8, ticket.Section);
        json.WriteString("row"u8, ticket.Row);
        json.WriteString("seat"u8, ticket.Seat);
        json.WriteString("holder"u8, ticket.Holder);
        json.WriteString("user_id"u8, booking.HolderOf(id.Place));
        json.WriteBoolean("passed_on"u8, booking.PassedOf(id.Place)?.Holder is not null);
        if (ticket.Currency.Length > 0)
        {
            json.WriteAmount("price"u8, ticket.PriceMinor, ticket.Currency);
            json.WriteString("currency"u8, ticket.Currency);
        }
        else
        {
            json.WriteNull("price"u8);
            json.WriteNull("currency"u8);
        }

        json.WriteString("reference"u8, ticket.Reference);
        json.WriteNumber("revision"u8, ticket.Claims.Revision);
        json.WriteTime("valid_from"u8, ticket.Claims.ValidFrom);
        json.WriteTime("valid_to"u8, ticket.Claims.ValidTo);
        json.WriteString("code"u8, ticket.Code.Length > 0 ? ticket.Code : null);
    }
}
