using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Money;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Events;

/// <summary>Which places an event has: more of them, or fewer of those that are free.</summary>
public sealed partial class EventsApi
{
    private static readonly RefusalCode[] NotChanged = [RefusalCode.EventNotFound, RefusalCode.StaleVersion, RefusalCode.NotOnSale];
    private static readonly RefusalCode[] NotRemoved =
        [.. NotChanged, RefusalCode.SectionNotFound, RefusalCode.SeatTaken, RefusalCode.InsufficientSeats, RefusalCode.Busy];

    private void MapCapacity(RouteGroupBuilder events)
    {
        events.MapPost("{id}/sections", AddSectionAsync).WithName("addSection").WithSummary("Add a section to an event (with If-Match)")
            .WithRules(new Rules { Access = Access.Operator, Staff = StaffRule.OfEvent(StaffRoles.Managers), Keyed = true, NeedsVersion = true, BodyLimit = 8 << 20, Refusals = NotChanged });
        events.MapPatch("{id}/sections/{section_id}", ChangeSectionAsync).WithName("changeSection").WithSummary("Add places to a section, or take free ones away (with If-Match)")
            .WithRules(new Rules { Access = Access.Operator, Staff = StaffRule.OfEvent(StaffRoles.Managers), NeedsVersion = true, BodyLimit = 8 << 20, Refusals = [.. NotRemoved, RefusalCode.SeatNotFound] });
        events.MapDelete("{id}/sections/{section_id}", RemoveSectionAsync).WithName("removeSection").WithSummary("Take a section away, of which all is free (with If-Match)")
            .WithRules(new Rules { Access = Access.Operator, Staff = StaffRule.OfEvent(StaffRoles.Managers), NeedsVersion = true, Refusals = NotRemoved });
    }

    private async Task<Results<Created<EventResponse>, Problem>> AddSectionAsync(SectionRequest body, Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id) || await Grain(id).Get() is not { } known || !Currency.TryFind(known.Currency, out var currency))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        List<FieldError> errors = [];
        var spec = body.SpecOf(currency, errors, providers);
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        return await ResizeAsync(request, id, new ChangeCapacity { NewSection = spec }) switch
        {
            { Problem: { } problem } => problem,
            { Event: var changed } => TypedResults.Created($"/api/v1/events/{id}", changed!),
        };
    }

    private async Task<Results<Ok<EventResponse>, Problem>> ChangeSectionAsync(SectionPlacesRequest body, Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        return body.WhyNot is { } wrong ? Problems.Invalid([wrong]) : Ok(await ResizeAsync(request, id, body.Command(request.Route("section_id"))));
    }

    private async Task<Results<Ok<EventResponse>, Problem>> RemoveSectionAsync(Request request) => EventId.TryParse(request.Route("id"), out var id)
        ? Ok(await ResizeAsync(request, id, new ChangeCapacity { SectionId = request.Route("section_id"), RemovesSection = true }))
        : Problems.From(RefusalCode.EventNotFound);

    private async Task<(EventResponse? Event, Problem? Problem)> ResizeAsync(Request request, EventId id, ChangeCapacity command)
    {
        if (request.Header("If-Match") is null)
        {
            return (null, Problems.NeedsVersion("Send If-Match with the ETag of the event."));
        }

        var by = request.Caller.Subject ?? "";
        var answer = await ChangeAsync(request, id, (view, version) => service.ChangeCapacityAsync(view, command with { ExpectedVersion = version, By = by }));
        return answer.Refusal is { } refusal ? (null, Problems.From(refusal)) : (Show(request, answer.Event!), null);
    }

    private static Results<Ok<EventResponse>, Problem> Ok((EventResponse? Event, Problem? Problem) changed) =>
        changed.Problem is { } problem ? problem : TypedResults.Ok(changed.Event!);
}
