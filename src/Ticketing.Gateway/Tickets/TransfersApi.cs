using System.Globalization;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Security;

namespace Ticketing.Tickets;

/// <summary>Tickets that change hands.</summary>
public sealed class TransfersApi(BookingOffice bookings, TransferOffice office, TicketDesk desk, Ownership ownership)
{
    public IEnumerable<Route> Routes =>
    [
        new("GET", "/api/v1/tickets", "List the tickets that were passed on to oneself", ListAsync)
        {
            Access = Access.Customer,
            Query = Listing.Parameters,
            AnswerExample = TicketJson.ListExample,
        },
        new("POST", "/api/v1/bookings/{id}/tickets/{number}/transfer", "Pass a ticket on to another customer: its code so far counts no more", TransferAsync)
        {
            Access = Access.Customer,
            Keyed = true,
            Audited = true,
            BodyExample = """{"to":"bob","reason":"can't come"}""",
            AnswerExample = TicketJson.Example,
            Refusals =
            [
                RefusalCode.BookingNotFound, RefusalCode.EventNotFound, RefusalCode.TicketNotFound, RefusalCode.NoTickets, RefusalCode.TicketPassedOn,
                RefusalCode.TransferredTooLate, RefusalCode.TransferLimit, RefusalCode.AlreadyAdmitted, RefusalCode.StaleVersion,
            ],
        },
    ];

    private async Task<Answer> TransferAsync(Request request)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        if (body is null)
        {
            return problem!;
        }

        var isNumber = int.TryParse(request.Route("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var place);
        if (!BookingsApi.TryId(request, out var id) || await bookings.FindAsync(id) is not { } booking
            || SeenTickets.By(request.Caller, booking, ownership) is not { } seen || (seen.Known.IsEmpty && !seen.HasPassedOn(place)))
        {
            return Problems.From(RefusalCode.BookingNotFound);
        }

        if (!isNumber || !(seen.Known.Contains(place) || seen.HasPassedOn(place)))
        {
            return Problems.From(RefusalCode.TicketNotFound);
        }

        // Staff who name nobody give it back to who booked.
        var isStaff = TransferOffice.IsStaff(request.Caller, booking, place);
        var (to, why) = (body.Text("to", 200, required: !isStaff), body.Text("reason", 500, required: isStaff));
        if (!body.IsValid)
        {
            return Problems.Invalid(body.Errors);
        }

        var answer = await office.TransferAsync(booking, place, to, request.Caller, why);
        return answer.Refusal is { } refusal ? Problems.From(refusal) : await ShowAsync(request, answer.Booking!, place);
    }

    private async Task<Answer> ShowAsync(Request request, BookingView booking, int place)
    {
        var answer = await desk.IssueAsync(booking, [place]);
        var seen = SeenTickets.By(request.Caller, booking, ownership);
        return answer.Refusal is { } refusal
            ? Problems.From(refusal)
            : Answer.Of(200, (Ticket: seen.Show(answer.Tickets[0]), booking), static (json, shown) => TicketJson.Write(json, shown.Ticket, shown.booking));
    }

    private async Task<Answer> ListAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0, TransferOffice.LastPosition);
        if (problem is not null)
        {
            return problem;
        }

        var (items, next) = await office.ListAsync(request.Caller.Subject!, start, limit);
        var issued = await Task.WhenAll(items.GroupBy(static item => item.Booking, static item => item.Place).Select(async places =>
            (Seen: SeenTickets.By(request.Caller, places.Key, ownership), (await desk.IssueAsync(places.Key, [.. places])).Tickets)));
        return Listing.Show(
            next,
            issued.SelectMany(static booking => booking.Tickets.Select(ticket => (booking.Seen, Ticket: ticket))),
            static (json, item) => TicketJson.Write(json, item.Seen.Show(item.Ticket), item.Seen.Booking));
    }
}
