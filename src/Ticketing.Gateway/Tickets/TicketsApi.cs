using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Tickets;

/// <summary>The tickets of a booking, and the keys that their codes are checked with.</summary>
public sealed class TicketsApi(IGrainFactory grains, BookingsApi bookings, TicketDesk desk, ITicketDocuments documents, TimeProvider time)
{
    private const string Example = """{"items":[{"id":"c242d34d-8040-8000-8000-000000000001-1","number":1,"event_id":"4242d34d-8040-8000-8000-000000000000","event":"Concert","venue":"Town Hall","starts_at":"2027-01-31T19:30:00.000Z","section":"Stalls","row":"A","seat":"1","holder":"Ann Example","price":"25.00","currency":"USD","reference":"K7QF2MPX4T","revision":1,"valid_from":"2027-01-31T07:30:00.000Z","valid_to":"2027-02-01T09:30:00.000Z","code":"AEJD5PQ"}],"next_cursor":null}""";

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/api/v1/tickets/keys", "The public keys of ticket codes, as a JSON Web Key Set", KeysAsync)
        {
            Access = Access.Open,
            AnswerExample = """{"keys":[{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"5d0c3f12","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}""",
        },
        new("GET", "/api/v1/bookings/{id}/tickets", "The tickets of a confirmed booking, one for each place", request => WithTicketsAsync(request, List))
        {
            Access = Access.Anyone,
            AnswerExample = Example,
            Refusals = [RefusalCode.BookingNotFound, RefusalCode.EventNotFound, RefusalCode.NoTickets],
        },
        new("GET", "/api/v1/bookings/{id}/tickets.pdf", "The tickets as a PDF, a page for each", request => WithTicketsAsync(request, Pdf))
        {
            Access = Access.Anyone,
            AnswerType = "application/pdf",
            Refusals = [RefusalCode.BookingNotFound, RefusalCode.EventNotFound, RefusalCode.NoTickets],
        },
        new("GET", "/api/v1/bookings/{id}/tickets/{number}.png", "The QR code of one ticket, by its number from 1", request => WithTicketsAsync(request, Png))
        {
            Access = Access.Anyone,
            AnswerType = "image/png",
            Refusals = [RefusalCode.BookingNotFound, RefusalCode.EventNotFound, RefusalCode.NoTickets, RefusalCode.TicketNotFound],
        },
        new("GET", "/api/v1/bookings/{id}/calendar.ics", "The event as an entry for a calendar", request => WithTicketsAsync(request, Calendar))
        {
            Access = Access.Anyone,
            AnswerType = "text/calendar",
            Refusals = [RefusalCode.BookingNotFound, RefusalCode.EventNotFound, RefusalCode.NoTickets, RefusalCode.NoStart],
        },
        new("POST", "/api/v1/bookings/{id}/tickets/mail", "Send the tickets to their customer: to the address given with the booking, else the one in the profile", request => bookings.WithAsync(request, MailAsync))
        {
            Access = Access.Checkout,
            AnswerExample = """{"sent":true}""",
            Refusals =
            [
                RefusalCode.BookingNotFound, RefusalCode.EventNotFound, RefusalCode.NoTickets, RefusalCode.NoAddress, RefusalCode.MailRefused, RefusalCode.MailUnavailable,
            ],
        },
    ];

    private async Task<Answer> KeysAsync(Request request) =>
        Answer.Of(200, await grains.GetGrain<ITicketKeysGrain>(ITicketKeysGrain.All).Get(), static (json, keys) =>
        {
            json.WriteStartArray("keys"u8);
            foreach (var key in keys)
            {
                json.WriteStartObject();
                json.WriteString("kty"u8, "EC"u8);
                json.WriteString("crv"u8, "P-256"u8);
                json.WriteString("use"u8, "sig"u8);
                json.WriteString("alg"u8, "ES256"u8);
                json.WriteString("kid"u8, key.Id.ToString("x8", CultureInfo.InvariantCulture));
                json.WriteString("x"u8, Base64Url.EncodeToString(key.X));
                json.WriteString("y"u8, Base64Url.EncodeToString(key.Y));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    private Task<Answer> WithTicketsAsync(Request request, Func<Request, ImmutableArray<TicketView>, Answer> show) => bookings.WithAsync(request, async (_, booking) =>
    {
        var answer = await desk.IssueAsync(booking);
        return answer.Refusal is { } refusal ? Problems.From(refusal) : show(request, answer.Tickets);
    });

    private static Answer List(Request request, ImmutableArray<TicketView> tickets) => Listing.Show(next: null, tickets, Write);

    private Answer Pdf(Request request, ImmutableArray<TicketView> tickets) =>
        new(200, documents.Pdf(tickets), "application/pdf") { FileName = $"tickets-{tickets[0].Reference}.pdf" };

    private Answer Png(Request request, ImmutableArray<TicketView> tickets) =>
        int.TryParse(request.Route("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= tickets.Length
            ? new Answer(200, documents.Png(tickets[number - 1]), "image/png")
            : Problems.From(RefusalCode.TicketNotFound);

    private Answer Calendar(Request request, ImmutableArray<TicketView> tickets) => documents.Calendar(tickets, time.GetUtcNow()) is { } entry
        ? new Answer(200, entry, "text/calendar; charset=utf-8") { FileName = $"event-{tickets[0].Reference}.ics" }
        : Problems.From(RefusalCode.NoStart);

    private async Task<Answer> MailAsync(Request request, BookingView booking) => await desk.MailAsync(booking) is { } refusal
        ? Problems.From(refusal)
        : Answer.Of(200, booking, static (json, _) => json.WriteBoolean("sent"u8, true));

    private static void Write(Utf8JsonWriter json, TicketView ticket)
    {
        json.WriteString("id"u8, ticket.Claims.TicketId.ToString());
        json.WriteNumber("number"u8, ticket.Claims.TicketId.Place);
        json.WriteString("event_id"u8, ticket.Claims.TicketId.Event.Value);
        json.WriteString("event"u8, ticket.EventName);
        json.WriteString("venue"u8, ticket.Venue);
        json.WriteTime("starts_at"u8, ticket.StartsAt);
        json.WriteString("section"u8, ticket.Section);
        json.WriteString("row"u8, ticket.Row);
        json.WriteString("seat"u8, ticket.Seat);
        json.WriteString("holder"u8, ticket.Holder);
        json.WriteAmount("price"u8, ticket.PriceMinor, ticket.Currency);
        json.WriteString("currency"u8, ticket.Currency);
        json.WriteString("reference"u8, ticket.Reference);
        json.WriteNumber("revision"u8, ticket.Claims.Revision);
        json.WriteTime("valid_from"u8, ticket.Claims.ValidFrom);
        json.WriteTime("valid_to"u8, ticket.Claims.ValidTo);
        json.WriteString("code"u8, ticket.Code);
    }
}
