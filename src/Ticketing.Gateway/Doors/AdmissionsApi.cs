using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>Who is in, for those who run the event, and how they put it right.</summary>
public sealed class AdmissionsApi(CheckInOffice office, BookingOffice bookings)
{
    private const string Scan = """{"gate":"north","at":"2027-01-31T19:02:11.000Z","scan_id":"5f0c7b52-1d53-4b1c-9d35-3f6a4a2c9d10","offline":false}""";
    private const string Pass = $$"""{"ticket_id":"c242d34d-8040-8000-8000-000000000001-1","status":"admitted","admission":{{Scan}},"undone":null,"other":null}""";

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/api/v1/events/{id}/checkin", "How many are in, by gate", CountAsync)
        {
            Access = Access.Organizer,
            AnswerExample = """{"event_id":"4242d34d-8040-8000-8000-000000000000","admitted":41,"gates":[{"gate":"north","admitted":41}],"undone":0,"conflicts":0}""",
            Refusals = [RefusalCode.EventNotFound],
        },
        new("GET", "/api/v1/events/{id}/checkin/conflicts", "Tickets with a scan that has let somebody in and does not count", ConflictsAsync)
        {
            Access = Access.Organizer,
            AnswerExample = $$"""{"items":[{{Pass}}],"next_cursor":null}""",
            Refusals = [RefusalCode.EventNotFound],
        },
        new("GET", "/api/v1/tickets/{id}/checkin", "Whether somebody is in with a ticket", FindAsync)
        {
            Access = Access.Scanner,
            AnswerExample = Pass,
            Refusals = [RefusalCode.TicketNotFound, RefusalCode.NotAdmitted],
        },
        new("POST", "/api/v1/tickets/{id}/checkin/undo", "Take back an admission that was a mistake: the ticket lets in again", UndoAsync)
        {
            Access = Access.Organizer,
            BodyExample = """{"reason":"wrong ticket scanned","scan_id":"5f0c7b52-1d53-4b1c-9d35-3f6a4a2c9d10"}""",
            AnswerExample = $$"""{"ticket_id":"c242d34d-8040-8000-8000-000000000001-1","status":"undone","admission":null,"undone":{{Scan}},"other":null}""",
            Refusals = [RefusalCode.TicketNotFound, RefusalCode.NotAdmitted],
        },
        new("POST", "/api/v1/tickets/{id}/reissue", "Make a ticket out anew: its code so far counts no more", ReissueAsync)
        {
            Access = Access.Organizer,
            BodyExample = """{"reason":"stolen telephone"}""",
            AnswerExample = """{"ticket_id":"c242d34d-8040-8000-8000-000000000001-1","revision":2}""",
            Refusals = [RefusalCode.TicketNotFound, RefusalCode.BookingNotFound, RefusalCode.NoTickets, RefusalCode.StaleVersion],
        },
    ];

    private async Task<Answer> CountAsync(Request request) =>
        TryEvent(request, out var id) && await office.CountAsync(id) is { } counts
            ? Answer.Of(200, (id, counts), static (json, shown) =>
            {
                json.WriteString("event_id"u8, shown.id.Value);
                CheckInJson.Write(json, shown.counts);
            })
            : Problems.From(RefusalCode.EventNotFound);

    private async Task<Answer> ConflictsAsync(Request request) =>
        TryEvent(request, out var id) && await office.ConflictsAsync(id) is { } passes
            ? Listing.Show(next: null, passes, CheckInJson.Write)
            : Problems.From(RefusalCode.EventNotFound);

    private async Task<Answer> FindAsync(Request request) =>
        !TicketId.TryParse(request.Route("id"), out var ticket) ? Problems.From(RefusalCode.TicketNotFound)
        : await office.FindAsync(ticket) is { } pass ? Show(pass)
        : Problems.From(RefusalCode.NotAdmitted);

    private async Task<Answer> UndoAsync(Request request)
    {
        var (body, _, problem) = AdminBookingsApi.ReadReason(request);
        var scan = body?.Uuid("scan_id");
        if (problem is not null || !body!.IsValid)
        {
            return problem ?? Problems.Invalid(body!.Errors);
        }

        return !TicketId.TryParse(request.Route("id"), out var ticket) ? Problems.From(RefusalCode.TicketNotFound)
            : await office.UndoAsync(ticket, scan) is { } pass ? Show(pass)
            : Problems.From(RefusalCode.NotAdmitted);
    }

    private async Task<Answer> ReissueAsync(Request request)
    {
        var (body, _, problem) = AdminBookingsApi.ReadReason(request);
        if (problem is not null || !body!.IsValid)
        {
            return problem ?? Problems.Invalid(body!.Errors);
        }

        if (!TicketId.TryParse(request.Route("id"), out var ticket) || await bookings.FindAsync(ticket.Booking) is not { } booking)
        {
            return Problems.From(RefusalCode.TicketNotFound);
        }

        return await office.ReissueAsync(ticket, booking) is { } refusal
            ? Problems.From(refusal)
            : Answer.Of(200, (ticket, Revision: booking.RevisionOf(ticket.Place) + 1), static (json, made) =>
            {
                json.WriteString("ticket_id"u8, made.ticket.ToString());
                json.WriteNumber("revision"u8, made.Revision);
            });
    }

    private static Answer Show(PassView pass) => Answer.Of(200, pass, CheckInJson.Write);

    private static bool TryEvent(Request request, out EventId id)
    {
        id = default;
        return Guid.TryParseExact(request.Route("id"), "D", out var value) && EventId.TryFrom(value, out id);
    }
}
