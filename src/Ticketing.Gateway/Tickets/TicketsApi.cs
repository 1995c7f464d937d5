using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Tickets;

/// <summary>The tickets of a booking, and the keys that their codes are checked with.</summary>
public sealed class TicketsApi(IGrainFactory grains, IBookingService bookings, ITicketService service, ITicketDocuments documents, TicketLimits limits, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/api/v1/tickets/keys", KeysAsync).WithTags("Tickets").WithName("getTicketKeys").WithSummary("The public keys of ticket codes, as a JSON Web Key Set")
            .WithRules(new Rules { Access = Access.Open, Revalidates = true });

        Rules reading = new()
        {
            Access = Access.Anyone,
            Staff = StaffRule.OfBooking(StaffRoles.Sellers),
            Headers = [Ownership.TokenHeader],
            Refusals = [RefusalCode.BookingNotFound, RefusalCode.EventNotFound, RefusalCode.NoTickets],
        };
        var booking = api.MapGroup("/api/v1/bookings/{id}").WithTags("Tickets");
        booking.MapGet("tickets", ListAsync).WithName("listTickets").WithSummary("The tickets of a confirmed booking, one for each place").WithRules(reading);
        booking.MapGet("tickets.pdf", PdfAsync).WithName("getTicketsPdf").WithSummary("The tickets as a PDF, a page for each")
            .WithRules(reading with { AnswerType = "application/pdf", Refusals = [.. reading.Refusals, RefusalCode.TicketPassedOn] });
        booking.MapGet("tickets/{number}.png", PngAsync).WithName("getTicketCode").WithSummary("The QR code of one ticket, by its number from 1")
            .WithRules(reading with { AnswerType = "image/png", Refusals = [.. reading.Refusals, RefusalCode.TicketNotFound, RefusalCode.TicketPassedOn] });
        booking.MapGet("calendar.ics", CalendarAsync).WithName("getCalendarEntry").WithSummary("The event as an entry for a calendar")
            .WithRules(reading with { AnswerType = "text/calendar", Refusals = [.. reading.Refusals, RefusalCode.NoStart, RefusalCode.TicketPassedOn] });
        booking.MapPost("tickets/mail", MailAsync).WithName("mailTickets")
            .WithSummary("Send the tickets to their customer: to the address given with the booking, else the one in the profile; those that were passed on go to whom they were passed, when they ask")
            .WithRules(new Rules
            {
                Access = Access.Checkout,
                Staff = StaffRule.OfBooking(StaffRoles.Sellers),
                Audited = true,
                Headers = [Ownership.TokenHeader],
                Refusals =
                [
                    RefusalCode.BookingNotFound, RefusalCode.EventNotFound, RefusalCode.NoTickets, RefusalCode.TicketPassedOn, RefusalCode.NoAddress, RefusalCode.MailRefused,
                    RefusalCode.MailUnavailable,
                ],
            });
    }

    private async Task<Ok<TicketKeysResponse>> KeysAsync(Request request) => TypedResults.Ok(new TicketKeysResponse
    {
        Keys = [.. (await grains.GetGrain<ITicketKeysGrain>(ITicketKeysGrain.All).Get()).Select(TicketKeyResponse.Of)],
    });

    /// <summary>What the caller may know of a booking's tickets, if anything.</summary>
    private async Task<SeenTickets?> SeenAsync(Request request) =>
        BookingId.TryParse(request.Route("id"), out var id) && await bookings.FindAsync(id) is { } booking
        && SeenTickets.By(request, booking) is { Known.IsEmpty: false } seen
            ? seen
            : null;

    private async Task<Results<Ok<Page<TicketResponse>>, Problem>> ListAsync(Request request)
    {
        if (await SeenAsync(request) is not { } seen)
        {
            return BookingsApi.NotFound;
        }

        var answer = await service.IssueAsync(seen.Booking, seen.Known);
        return answer.Refusal is { } refusal
            ? Problems.From(refusal)
            : TypedResults.Ok(Listing.Of(next: null, answer.Tickets.Select(ticket => TicketResponse.Of(ticket, seen))));
    }

    private async Task<(ImmutableArray<TicketView> Tickets, Problem? Problem)> UsableAsync(Request request)
    {
        if (await SeenAsync(request) is not { } seen)
        {
            return ([], BookingsApi.NotFound);
        }

        var answer = await service.IssueAsync(seen.Booking, seen.Usable);
        return answer.Refusal is { } refusal ? ([], Problems.From(refusal)) : ([.. answer.Tickets.Select(seen.Show)], null);
    }

    private async Task<Results<FileContentHttpResult, Problem>> PdfAsync(Request request)
    {
        var (tickets, problem) = await UsableAsync(request);
        if (problem is not null)
        {
            return problem;
        }

        using var turn = await limits.DrawAsync();
        return turn.IsAcquired
            ? TypedResults.File(documents.Pdf(tickets), "application/pdf", $"tickets-{tickets[0].Reference}.pdf")
            : Refusals.TooMany(afterSeconds: 1);
    }

    private async Task<Results<FileContentHttpResult, Problem>> PngAsync(Request request)
    {
        if (await SeenAsync(request) is not { } seen)
        {
            return BookingsApi.NotFound;
        }

        if (!int.TryParse(request.Route("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !seen.Known.Contains(number))
        {
            return Problems.From(RefusalCode.TicketNotFound);
        }

        var answer = await service.IssueAsync(seen.Booking, seen.Usable.Contains(number) ? [number] : []);
        return answer.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.File(documents.Png(answer.Tickets[0]), "image/png");
    }

    private async Task<Results<FileContentHttpResult, Problem>> CalendarAsync(Request request)
    {
        var (tickets, problem) = await UsableAsync(request);
        return problem is not null ? problem
            : documents.Calendar(tickets, time.GetUtcNow()) is { } entry
                ? TypedResults.File(entry, ITicketDocuments.CalendarType, $"event-{tickets[0].Reference}.ics")
                : Problems.From(RefusalCode.NoStart);
    }

    private async Task<Results<Ok<MailedResponse>, Problem>> MailAsync(MailTicketsRequest? body, Request request)
    {
        if (await SeenAsync(request) is not { } seen)
        {
            return BookingsApi.NotFound;
        }

        if (body?.Reason is null && Ownership.ActsForOther(request.Caller, seen.Receiver))
        {
            return BookingsApi.ReasonNeeded;
        }

        if (!request.Caller.IsStaff && limits.WaitToMail(seen.Booking, seen.Receiver) is { } seconds)
        {
            return Refusals.TooMany(seconds);
        }

        var (result, refusal) = await service.MailAsync(seen.Booking, seen.Known, seen.Receiver);
        return refusal is not null
            ? Problems.From(refusal)
            : TypedResults.Ok(new MailedResponse { Sent = result == MailResult.Sent, Kept = result == MailResult.Kept });
    }
}
