using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Tickets;

/// <summary>The tickets of a booking, and the keys that their codes are checked with.</summary>
public sealed class TicketsApi(IGrainFactory grains, BookingOffice office, Ownership ownership, TicketDesk desk, ITicketDocuments documents, TimeProvider time)
{
    public IEnumerable<Route> Routes =>
    [
        new("GET", "/api/v1/tickets/keys", "The public keys of ticket codes, as a JSON Web Key Set", KeysAsync)
        {
            Access = Access.Open,
            AnswerExample = """{"keys":[{"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"5d0c3f12","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}""",
        },
        new("GET", "/api/v1/bookings/{id}/tickets", "The tickets of a confirmed booking, one for each place", ListAsync)
        {
            Access = Access.Anyone,
            AnswerExample = TicketJson.ListExample,
            Refusals = [RefusalCode.BookingNotFound, RefusalCode.EventNotFound, RefusalCode.NoTickets],
        },
        new("GET", "/api/v1/bookings/{id}/tickets.pdf", "The tickets as a PDF, a page for each", request => WithUsableAsync(request, Pdf))
        {
            Access = Access.Anyone,
            AnswerType = "application/pdf",
            Refusals = [RefusalCode.BookingNotFound, RefusalCode.EventNotFound, RefusalCode.NoTickets, RefusalCode.TicketPassedOn],
        },
        new("GET", "/api/v1/bookings/{id}/tickets/{number}.png", "The QR code of one ticket, by its number from 1", PngAsync)
        {
            Access = Access.Anyone,
            AnswerType = "image/png",
            Refusals = [RefusalCode.BookingNotFound, RefusalCode.EventNotFound, RefusalCode.NoTickets, RefusalCode.TicketNotFound, RefusalCode.TicketPassedOn],
        },
        new("GET", "/api/v1/bookings/{id}/calendar.ics", "The event as an entry for a calendar", request => WithUsableAsync(request, Calendar))
        {
            Access = Access.Anyone,
            AnswerType = "text/calendar",
            Refusals = [RefusalCode.BookingNotFound, RefusalCode.EventNotFound, RefusalCode.NoTickets, RefusalCode.NoStart, RefusalCode.TicketPassedOn],
        },
        new("POST", "/api/v1/bookings/{id}/tickets/mail", "Send the tickets to their customer: to the address given with the booking, else the one in the profile; those that were passed on go to whom they were passed, when they ask", request => WithAsync(request, MailAsync))
        {
            Access = Access.Checkout,
            AnswerExample = """{"sent":true}""",
            Refusals =
            [
                RefusalCode.BookingNotFound, RefusalCode.EventNotFound, RefusalCode.NoTickets, RefusalCode.TicketPassedOn, RefusalCode.NoAddress, RefusalCode.MailRefused,
                RefusalCode.MailUnavailable,
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

    /// <summary>What the caller may know of a booking's tickets, if anything.</summary>
    private async Task<Answer> WithAsync(Request request, Func<Request, SeenTickets, Task<Answer>> serve) =>
        BookingsApi.TryId(request, out var id) && await office.FindAsync(id) is { } booking
        && SeenTickets.By(request.Caller, booking, ownership) is { Known.IsEmpty: false } seen
            ? await serve(request, seen)
            : Problems.From(RefusalCode.BookingNotFound);

    private Task<Answer> ListAsync(Request request) => WithAsync(request, async (_, seen) =>
    {
        var answer = await desk.IssueAsync(seen.Booking, seen.Known);
        return answer.Refusal is { } refusal
            ? Problems.From(refusal)
            : Listing.Show(next: null, answer.Tickets, (json, ticket) => TicketJson.Write(json, seen.Show(ticket), seen.Booking));
    });

    private Task<Answer> WithUsableAsync(Request request, Func<ImmutableArray<TicketView>, Answer> show) => WithAsync(request, async (_, seen) =>
    {
        var answer = await desk.IssueAsync(seen.Booking, seen.Usable);
        return answer.Refusal is { } refusal ? Problems.From(refusal) : show([.. answer.Tickets.Select(seen.Show)]);
    });

    private Answer Pdf(ImmutableArray<TicketView> tickets) =>
        new(200, documents.Pdf(tickets), "application/pdf") { FileName = $"tickets-{tickets[0].Reference}.pdf" };

    private Task<Answer> PngAsync(Request request) => WithAsync(request, async (_, seen) =>
    {
        if (!int.TryParse(request.Route("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !seen.Known.Contains(number))
        {
            return Problems.From(RefusalCode.TicketNotFound);
        }

        var answer = await desk.IssueAsync(seen.Booking, seen.Usable.Contains(number) ? [number] : []);
        return answer.Refusal is { } refusal ? Problems.From(refusal) : new Answer(200, documents.Png(answer.Tickets[0]), "image/png");
    });

    private Answer Calendar(ImmutableArray<TicketView> tickets) => documents.Calendar(tickets, time.GetUtcNow()) is { } entry
        ? new Answer(200, entry, "text/calendar; charset=utf-8") { FileName = $"event-{tickets[0].Reference}.ics" }
        : Problems.From(RefusalCode.NoStart);

    private async Task<Answer> MailAsync(Request request, SeenTickets seen) => await desk.MailAsync(seen) is { } refusal
        ? Problems.From(refusal)
        : Answer.Of(200, seen, static (json, _) => json.WriteBoolean("sent"u8, true));
}
