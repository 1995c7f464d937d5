using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Withholdings;

/// <summary>Places of an event that its staff keep from sale.</summary>
public sealed class WithholdingsApi(IWithholdingService withholdings, IEventCatalog events, IIdSource ids)
{
    private static readonly Rules ForStaff = new() { Access = Access.Organizer, Staff = StaffRule.OfEvent(StaffRoles.Sellers), Refusals = [RefusalCode.EventNotFound, RefusalCode.WithholdingNotFound] };

    public void Map(IEndpointRouteBuilder api)
    {
        var all = api.MapGroup("/api/v1/events/{id}/withholdings").WithTags("Withholdings");
        all.MapPost("", WithholdAsync).WithName("withholdPlaces").WithSummary("Keep places from sale, all or none, with a reason")
            .WithRules(new Rules
            {
                Access = Access.Organizer,
                Staff = StaffRule.OfEvent(StaffRoles.Sellers),
                Keyed = true,
                Refusals = [RefusalCode.EventNotFound, RefusalCode.SectionNotFound, RefusalCode.SeatNotFound, RefusalCode.SeatTaken, RefusalCode.InsufficientSeats, RefusalCode.NotOnSale, RefusalCode.Busy],
            });
        all.MapGet("", ListAsync).WithName("listWithholdings").WithSummary("List what is withheld of an event, and what was given back")
            .WithRules(new Rules { Access = Access.Organizer, Staff = StaffRule.OfEvent(StaffRoles.Sellers), Query = Listing.Parameters, Refusals = [RefusalCode.EventNotFound] });
        all.MapGet("{withholding_id}", GetAsync).WithName("getWithholding").WithSummary("Look at a withholding").WithRules(ForStaff);
        all.MapPost("{withholding_id}/release", ReleaseAsync).WithName("releaseWithheld").WithSummary("Give withheld places back to the sale, all or some, with a reason")
            .WithRules(ForStaff with { Keyed = true });
    }

    private async Task<Results<Created<WithholdingResponse>, Problem>> WithholdAsync(WithholdRequest body, Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        List<FieldError> errors = [];
        CheckReason(body.Reason, errors);
        if (body.Seats is null && (body.Section is null || body.Qty is null))
        {
            errors.Add(new FieldError(body.Section is null ? "section" : "qty", "Name the seats in seats, or give a section and a number of its places in qty."));
        }
        else if (body.Seats is not null && (body.Section ?? body.Qty as object) is not null)
        {
            errors.Add(new FieldError(body.Section is not null ? "section" : "qty", "The seats say which places; leave section and qty out."));
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var answer = await withholdings.PlaceAsync(new WithholdingRequest
        {
            Event = id,
            WithholdingId = Nonces.ToGuid(request.Secrets?.Nonce ?? ids.Next()),
            Seats = [.. (body.Seats ?? []).Distinct(StringComparer.Ordinal)],
            Section = body.Section,
            Quantity = body.Qty ?? 0,
            Reason = body.Reason.Trim(),
            By = request.Caller.Subject ?? "",
        });
        return answer.Withholding is { } made
            ? TypedResults.Created($"/api/v1/events/{id}/withholdings/{made.WithholdingId}", WithholdingResponse.Of(made))
            : Problems.From(answer.Refusal!);
    }

    private async Task<Results<Ok<Page<WithholdingResponse>>, Problem>> ListAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0);
        if (problem is not null)
        {
            return problem;
        }

        if (!EventId.TryParse(request.Route("id"), out var id) || await events.FindAsync(id) is null)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var (items, next) = await withholdings.ListAsync(id, (int)start, limit);
        return TypedResults.Ok(Listing.Of(next, items.Select(WithholdingResponse.Of)));
    }

    private async Task<Results<Ok<WithholdingResponse>, Problem>> GetAsync(Request request)
    {
        var (id, withholding, problem) = await FindAsync(request);
        return problem is not null ? problem
            : await withholdings.FindAsync(id, withholding) is { } found ? TypedResults.Ok(WithholdingResponse.Of(found))
            : Problems.From(RefusalCode.WithholdingNotFound);
    }

    private async Task<Results<Ok<WithholdingResponse>, Problem>> ReleaseAsync(ReleaseWithheldRequest body, Request request)
    {
        var (id, withholding, problem) = await FindAsync(request);
        if (problem is not null)
        {
            return problem;
        }

        List<FieldError> errors = [];
        CheckReason(body.Reason, errors);
        if (body.Seats is not null && body.Qty is not null)
        {
            errors.Add(new FieldError("qty", "The seats say which places; leave qty out."));
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var answer = await withholdings.ReleaseAsync(id, withholding, new ReleaseWithheld
        {
            Request = Nonces.ToGuid(request.Secrets?.Nonce ?? ids.Next()),
            Seats = [.. body.Seats ?? []],
            Quantity = body.Qty,
            Reason = body.Reason.Trim(),
            By = request.Caller.Subject ?? "",
        });
        return answer.Withholding is { } left ? TypedResults.Ok(WithholdingResponse.Of(left)) : Problems.From(answer.Refusal!);
    }

    private async Task<(EventId Event, Guid Withholding, Problem? Problem)> FindAsync(Request request) =>
        !EventId.TryParse(request.Route("id"), out var id) || await events.FindAsync(id) is null
            ? (default, default, Problems.From(RefusalCode.EventNotFound))
        : Guid.TryParseExact(request.Route("withholding_id"), "D", out var withholding)
            ? (id, withholding, null)
        : (default, default, Problems.From(RefusalCode.WithholdingNotFound));

    private static void CheckReason(string reason, List<FieldError> errors)
    {
        if (string.IsNullOrWhiteSpace(reason))
        {
            errors.Add(new FieldError("reason", "reason says nothing; write why."));
        }
    }
}
