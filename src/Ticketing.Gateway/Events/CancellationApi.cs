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

namespace Ticketing.Events;

/// <summary>Cancelling an event with all its bookings.</summary>
public sealed class CancellationApi(IGrainFactory grains, IBookingListService lists)
{
    private const int Page = 200;

    public void Map(IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("/api/v1/admin/events/{id}").WithTags("Events");
        events.MapPost("cancel", CancelAsync).WithName("cancelEvent")
            .WithSummary("Cancel an event and pay every booking back, in the background; with dry_run only count")
            .WithRules(new Rules { Access = Access.Admin, Staff = StaffRule.OfEvent(StaffRoles.Managers), Refusals = [RefusalCode.EventNotFound] });
        events.MapGet("cancellation", GetAsync).WithName("getCancellation").WithSummary("How far the cancellation of an event is")
            .WithRules(new Rules { Access = Access.Admin, Staff = StaffRule.OfEvent(StaffRoles.Managers), Refusals = [RefusalCode.CancellationNotFound] });
    }

    private async Task<Results<Accepted<CancellationResponse>, Ok<CancellationDryRunResponse>, Problem>> CancelAsync(CancelEventRequest body, Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        if (body.DryRun == true)
        {
            return await CountAsync(id) is { } counted ? TypedResults.Ok(counted) : Problems.From(RefusalCode.EventNotFound);
        }

        return await Grain(id).Start(id, request.Caller.Subject!, body.Reason) is { } job
            ? TypedResults.Accepted($"/api/v1/admin/events/{id}/cancellation", CancellationResponse.Of(job))
            : Problems.From(RefusalCode.EventNotFound);
    }

    private async Task<Results<Ok<CancellationResponse>, Problem>> GetAsync(Request request) =>
        EventId.TryParse(request.Route("id"), out var id) && await Grain(id).Get() is { } job
            ? TypedResults.Ok(CancellationResponse.Of(job))
            : Problems.From(RefusalCode.CancellationNotFound);

    /// <summary>Null: there is no such event.</summary>
    private async Task<CancellationDryRunResponse?> CountAsync(EventId id)
    {
        if (await grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Get() is not { } view)
        {
            return null;
        }

        long bookings = 0, refundMinor = 0;
        for (long? next = 0; next is { } from;)
        {
            (var items, next) = await lists.ListAsync(new BookingFilter { Event = id }, newestFirst: false, from, Page);
            foreach (var booking in items.Where(booking => booking.Status is BookingStatus.Pending or BookingStatus.Confirmed))
            {
                bookings++;
                refundMinor += booking.Status == BookingStatus.Confirmed ? booking.AmountMinor - booking.RefundedMinor : 0;
            }
        }

        return new CancellationDryRunResponse
        {
            EventId = id.Value,
            DryRun = true,
            Bookings = bookings,
            RefundAmount = Amount.Of(refundMinor, view.Currency),
            Currency = view.Currency,
        };
    }

    private IEventCancellationGrain Grain(EventId id) => grains.GetGrain<IEventCancellationGrain>(GrainKeys.Event(id.Key));
}
