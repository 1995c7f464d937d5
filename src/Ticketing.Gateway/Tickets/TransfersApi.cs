using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Tickets;

/// <summary>Tickets that change hands.</summary>
public sealed class TransfersApi(IBookingService bookings, ITicketService tickets)
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/api/v1/tickets", ListAsync).WithTags("Tickets").WithName("listReceivedTickets").WithSummary("List the tickets that were passed on to oneself")
            .WithRules(new Rules { Access = Access.Customer, Query = Listing.Parameters });
        api.MapPost("/api/v1/bookings/{id}/tickets/{number}/transfer", TransferAsync).WithTags("Tickets").WithName("transferTicket")
            .WithSummary("Pass a ticket on to another customer: its code so far counts no more")
            .WithRules(new Rules
            {
                Access = Access.Checkout,
                Staff = StaffRule.OfBooking(StaffRoles.Sellers),
                Keyed = true,
                Audited = true,
                Headers = [Ownership.TokenHeader],
                Refusals =
                [
                    RefusalCode.BookingNotFound, RefusalCode.EventNotFound, RefusalCode.TicketNotFound, RefusalCode.NoTickets, RefusalCode.TicketGivenBack, RefusalCode.TicketPassedOn,
                    RefusalCode.TransferredTooLate, RefusalCode.TransferLimit, RefusalCode.AlreadyAdmitted, RefusalCode.StaleVersion,
                ],
            });
    }

    private async Task<Results<Ok<TicketResponse>, Problem>> TransferAsync(TransferTicketRequest body, Request request)
    {
        var isNumber = int.TryParse(request.Route("number"), NumberStyles.None, CultureInfo.InvariantCulture, out var place);
        if (!BookingId.TryParse(request.Route("id"), out var id) || await bookings.FindAsync(id) is not { } booking
            || SeenTickets.By(request, booking) is not { } seen || (seen.Known.IsEmpty && !seen.HasPassedOn(place)))
        {
            return BookingsApi.NotFound;
        }

        if (!isNumber || !(seen.Known.Contains(place) || seen.HasPassedOn(place)))
        {
            return Problems.From(RefusalCode.TicketNotFound);
        }

        // Staff who name nobody give it back to who booked.
        var isStaff = Ownership.ActsForOther(request.Caller, booking.HolderOf(place));
        if ((isStaff ? body.Reason : body.To) is null)
        {
            return isStaff ? BookingsApi.ReasonNeeded : Problems.Invalid([new FieldError("to", "to is required.")]);
        }

        if (EntityTags.IsStale(request, booking.Version))
        {
            return Problems.From(RefusalCode.StaleVersion);
        }

        var answer = await tickets.TransferAsync(booking, new TransferTicket
        {
            Place = place,
            Revision = booking.RevisionOf(place),
            To = body.To,
            By = Ownership.ActorOf(request.Caller, booking.Customer),
            IsStaff = isStaff,
            Why = body.Reason,
        });
        return answer.Refusal is { } refusal ? Problems.From(refusal) : await ShowAsync(request, answer.Booking!, place);
    }

    private async Task<Results<Ok<TicketResponse>, Problem>> ShowAsync(Request request, BookingView booking, int place)
    {
        var answer = await tickets.IssueAsync(booking, [place]);
        return answer.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(TicketResponse.Of(answer.Tickets[0], SeenTickets.By(request, booking)));
    }

    private async Task<Results<Ok<Page<TicketResponse>>, Problem>> ListAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0, ITicketService.LastPosition);
        if (problem is not null)
        {
            return problem;
        }

        var (items, next) = await tickets.ListReceivedAsync(request.Caller.Subject!, start, limit);
        var issued = await Task.WhenAll(items.GroupBy(static item => item.Booking, static item => item.Place).Select(async places =>
            (Seen: SeenTickets.By(request, places.Key), (await tickets.IssueAsync(places.Key, [.. places])).Tickets)));
        return TypedResults.Ok(Listing.Of(next, issued.SelectMany(static booking => booking.Tickets.Select(ticket => TicketResponse.Of(ticket, booking.Seen)))));
    }
}
