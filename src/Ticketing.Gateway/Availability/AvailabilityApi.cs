using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Availability;

/// <summary>What is left of an event, and reservations of places by number: holds under another name.</summary>
public sealed class AvailabilityApi(IGrainFactory grains, IHoldService holds, EventAccess access, PlaceLimiter places, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var availability = api.MapGroup("/api/v1/availability/{event_id}").WithTags("Availability");
        availability.MapGet("", GetAsync).WithName("getAvailability").WithSummary("What is left of an event")
            .WithRules(new Rules { Access = Access.Customer, Refusals = [RefusalCode.EventNotFound] });
        availability.MapPost("reserve", ReserveAsync).WithName("reservePlaces").WithSummary("Reserve places for as long as a hold lasts")
            .WithRules(new Rules
            {
                Access = Access.Customer,
                Keyed = true,
                Refusals = [RefusalCode.EventNotFound, RefusalCode.InsufficientSeats, RefusalCode.NotOnSale, RefusalCode.EventOver, RefusalCode.CustomerLimit],
            });
        availability.MapDelete("release", ReleaseAsync).WithName("releasePlaces").WithSummary("Give a reservation back (?reservation_id=, or in the body)")
            .WithRules(new Rules
            {
                Access = Access.Customer,
                Query = [new QueryParameter("reservation_id", "The reservation. Left out: the body names it.") { Format = "uuid" }],
                Refusals = [RefusalCode.EventNotFound, RefusalCode.HoldNotFound, RefusalCode.AlreadyBooked],
            });
        api.MapGet("/api/v1/admin/availability", ListAsync).WithTags("Availability").WithName("listAvailability").WithSummary("What is left of every event")
            .WithRules(new Rules { Access = Access.Admin, Query = Listing.Parameters });
    }

    private async Task<Results<Ok<AvailabilityResponse>, Problem>> GetAsync(Request request) =>
        EventId.TryParse(request.Route("event_id"), out var id) && await FindAsync(id) is var (view, counts) && access.MaySee(request.Caller, view)
            ? TypedResults.Ok(AvailabilityResponse.Of(view, counts))
            : Problems.From(RefusalCode.EventNotFound);

    private async Task<Results<Ok<Page<AvailabilityResponse>>, Problem>> ListAsync(Request request)
    {
        var (page, problem) = await Listing.PageAsync(grains, "events", request);
        if (page is null)
        {
            return problem!;
        }

        var found = await Task.WhenAll(page.Ids.Select(id => FindAsync(new EventId(id))));
        return TypedResults.Ok(Listing.Of(page.Next, found.OfType<(EventView View, EventCounts Counts)>().Where(one => access.MayFind(request.Caller, one.View)).Select(static one => AvailabilityResponse.Of(one.View, one.Counts))));
    }

    private async Task<Results<Created<ReservationResponse>, Problem>> ReserveAsync(ReservePlacesRequest body, Request request)
    {
        if (!EventId.TryParse(request.Route("event_id"), out var id))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        using var taking = places.Take(request, body.Quantity);
        if (taking.Refused is { } tooMany)
        {
            return tooMany;
        }

        var placed = await holds.PlaceAsync(new HoldRequest
        {
            Event = id,
            Quantity = body.Quantity,
            Section = body.Section,
            Customer = request.Caller.Subject,
            Secrets = request.Secrets,
            HidesDrafts = !access.SeesAll(request.Caller),
            HidesOwnedDrafts = !request.Caller.IsStaff,
        });
        if (placed.Answer.Refusal is { } refusal)
        {
            return Problems.From(refusal);
        }

        taking.Keep();
        return TypedResults.Created((string?)null, ReservationResponse.Of(placed.Answer.Hold!, time.GetUtcNow()));
    }

    private async Task<Results<Ok<ReleasedReservationResponse>, Problem>> ReleaseAsync([FromBody] ReleaseReservationRequest? body, Request request)
    {
        if (!EventId.TryParse(request.Route("event_id"), out var id))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        if ((request.Query("reservation_id") ?? body?.ReservationId) is not { } text)
        {
            return Problems.Invalid([new FieldError("reservation_id", "reservation_id is missing: give it in the query or in the body.")]);
        }

        if (!HoldId.TryParse(text, out var reservation) || reservation.EventKey != id.Key)
        {
            return Problems.From(RefusalCode.HoldNotFound);
        }

        var answer = await grains.HomeOf(reservation).Release(ReleaseHold.ByHolder(reservation, token: null, request.Caller.Subject));
        return answer.Refusal switch
        {
            null => TypedResults.Ok(new ReleasedReservationResponse { ReservationId = answer.Hold!.HoldId.Value, Status = answer.Hold.Status }),

            // What is not theirs is not there.
            { Code: RefusalCode.WrongToken } => Problems.From(RefusalCode.HoldNotFound),
            { } refusal => Problems.From(refusal),
        };
    }

    private async Task<(EventView View, EventCounts Counts)?> FindAsync(EventId id)
    {
        var grain = grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key));
        return await grain.Get() is { } view && await grain.Counts() is { } counts ? (view, counts) : null;
    }
}
