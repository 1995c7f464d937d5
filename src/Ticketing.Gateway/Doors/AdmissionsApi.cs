using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Security;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>Who is in, for those who run the event, and how they put it right.</summary>
public sealed class AdmissionsApi(IGrainFactory grains, IDoorService doors, IBookingService bookings)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("/api/v1/events/{id}/checkin").WithTags("Doors");
        events.MapGet("", CountAsync).WithName("countAdmissions").WithSummary("How many are in, by gate")
            .WithRules(new Rules { Access = Access.Organizer, Staff = StaffRule.OfEvent(StaffRoles.Anybody), Refusals = [RefusalCode.EventNotFound] });
        events.MapGet("conflicts", ConflictsAsync).WithName("listConflicts").WithSummary("Tickets with a scan that has let somebody in and does not count")
            .WithRules(new Rules { Access = Access.Organizer, Staff = StaffRule.OfEvent(StaffRoles.Anybody), Refusals = [RefusalCode.EventNotFound] });

        var tickets = api.MapGroup("/api/v1/tickets/{id}").WithTags("Doors");
        tickets.MapGet("checkin", FindAsync).WithName("getAdmission").WithSummary("Whether somebody is in with a ticket")
            .WithRules(new Rules { Access = Access.Scanner, Staff = StaffRule.OfTicket(StaffRoles.Anybody), Refusals = [RefusalCode.TicketNotFound, RefusalCode.NotAdmitted] });
        tickets.MapPost("checkin/undo", UndoAsync).WithName("undoAdmission").WithSummary("Take back an admission that was a mistake: the ticket lets in again")
            .WithRules(new Rules { Access = Access.Organizer, Staff = StaffRule.OfTicket(StaffRoles.Anybody), Refusals = [RefusalCode.TicketNotFound, RefusalCode.NotAdmitted] });
        tickets.MapPost("reissue", ReissueAsync).WithName("reissueTicket").WithSummary("Make a ticket out anew: its code so far counts no more")
            .WithRules(new Rules
            {
                Access = Access.Organizer,
                Staff = StaffRule.OfTicket(StaffRoles.Sellers),
                Refusals = [RefusalCode.TicketNotFound, RefusalCode.BookingNotFound, RefusalCode.NoTickets, RefusalCode.TicketGivenBack, RefusalCode.StaleVersion],
            });
    }

    private async Task<Results<Ok<DoorCountsResponse>, Problem>> CountAsync(Request request) =>
        EventId.TryParse(request.Route("id"), out var id) && await doors.CountAsync(id) is { } counts
            ? TypedResults.Ok(DoorCountsResponse.Of(id.Value, counts))
            : Problems.From(RefusalCode.EventNotFound);

    private async Task<Results<Ok<Page<PassResponse>>, Problem>> ConflictsAsync(Request request) =>
        EventId.TryParse(request.Route("id"), out var id) && await doors.ConflictsAsync(id) is { } passes
            ? TypedResults.Ok(Listing.Of(next: null, passes.Select(PassResponse.Of)))
            : Problems.From(RefusalCode.EventNotFound);

    private async Task<Results<Ok<PassResponse>, Problem>> FindAsync(Request request) =>
        !TicketId.TryParse(request.Route("id"), out var ticket) ? Problems.From(RefusalCode.TicketNotFound)
        : await doors.FindAsync(ticket) is { } pass ? TypedResults.Ok(PassResponse.Of(pass))
        : Problems.From(RefusalCode.NotAdmitted);

    private async Task<Results<Ok<PassResponse>, Problem>> UndoAsync(UndoAdmissionRequest body, Request request) =>
        !TicketId.TryParse(request.Route("id"), out var ticket) ? Problems.From(RefusalCode.TicketNotFound)
        : await doors.UndoAsync(ticket, body.ScanId) is { } pass ? TypedResults.Ok(PassResponse.Of(pass))
        : Problems.From(RefusalCode.NotAdmitted);

    private async Task<Results<Ok<ReissuedTicketResponse>, Problem>> ReissueAsync(ReasonRequest body, Request request)
    {
        if (!TicketId.TryParse(request.Route("id"), out var ticket) || await bookings.FindAsync(ticket.Booking) is not { } booking)
        {
            return Problems.From(RefusalCode.TicketNotFound);
        }

        if (EntityTags.IsStale(request, booking.Version))
        {
            return Problems.From(RefusalCode.StaleVersion);
        }

        return await grains.GetGrain<IBookingGrain>(ticket.Booking.GrainKey()).Reissue(new ReissueTicket(ticket.Place, booking.RevisionOf(ticket.Place))) is { } refusal
            ? Problems.From(refusal)
            : TypedResults.Ok(new ReissuedTicketResponse { TicketId = ticket.ToString(), Revision = booking.RevisionOf(ticket.Place) + 1 });
    }
}
