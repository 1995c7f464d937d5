using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Attendees;
using Ticketing.Codes;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Money;
using Ticketing.Organizations;
using Ticketing.Payments;
using Ticketing.Plans;
using Ticketing.Security;

namespace Ticketing.Events;

/// <summary>Events: creating, changing, looking at.</summary>
public sealed partial class EventsApi(IGrainFactory grains, IEventService service, IEventListService lists, ICodeService codes, IPlanService plans, IIdSource ids, EventAccess access, IEventCatalog catalog, StaffDirectory directory, PaymentProviders providers, TimeProvider time)
{
    private static readonly (string Path, EventFacts Fact)[] Clearable =
    [
        ("sale_opens_at", EventFacts.SaleOpens),
        ("sale_closes_at", EventFacts.SaleCloses),
        ("policy", EventFacts.Policy),
        ("policy.hold_ttl_seconds", EventFacts.HoldTtl),
        ("policy.max_quantity", EventFacts.MaxQuantity),
        ("policy.max_per_customer", EventFacts.MaxPerCustomer),
        ("policy.cancel_until_hours", EventFacts.CancelBefore),
        ("policy.refund_percent", EventFacts.RefundPercent),
        ("description", EventFacts.Description),
        ("image_url", EventFacts.ImageUrl),
        ("organizer", EventFacts.Organizer),
        ("address", EventFacts.Address),
        ("doors_open_at", EventFacts.DoorsOpenAt),
        ("time_zone", EventFacts.TimeZone),
        ("ends_at", EventFacts.EndsAt),
        ("venue", EventFacts.Venue),
        ("give_back_until", EventFacts.GiveBackUntil),
    ];

    public void Map(IEndpointRouteBuilder api)
    {
        var events = api.MapGroup("/api/v1/events").WithTags("Events");
        events.MapPost("", CreateAsync).WithName("createEvent").WithSummary("Create an event")
            .WithRules(new Rules { Access = Access.Operator, Staff = StaffRule.OfBody<CreateEventRequest>(StaffRoles.Managers, static body => StaffScope.Of(body.OrganizationId), RefusalCode.OrganizationNotFound), Keyed = true, BodyLimit = 8 << 20, Refusals = [RefusalCode.VenueNotFound, RefusalCode.OrganizationNotFound] });
        events.MapGet("", ListAsync).WithName("listEvents").WithSummary("List the events, or search them")
            .WithRules(new Rules { Access = Access.Public, Staff = StaffRule.OfOrganizationInQuery(StaffRoles.Anybody), Revalidates = true, Query = EventListQuery.Parameters });
        events.MapGet("{id}", GetAsync).WithName("getEvent").WithSummary("Look at an event")
            .WithRules(new Rules
            {
                Access = Access.Public,
                Staff = StaffRule.OfEvent(StaffRoles.Anybody),
                Revalidates = true,
                Query = [new QueryParameter("code", "A code: ticket types that it opens are told too.")],
                Refusals = [RefusalCode.EventNotFound, RefusalCode.CodeNotFound, RefusalCode.CodeNotValidNow],
            });
        events.MapPatch("{id}", UpdateAsync).WithName("updateEvent").WithSummary("Change an event (with If-Match)")
            .WithRules(new Rules
            {
                Access = Access.Operator,
                Staff = StaffRule.OfEvent(StaffRoles.Managers),
                NeedsVersion = true,
                Fixed = (
                    ["total_seats", "price", "sections", "plan", "venue_id", "currency", "organization_id"],
                    "is not changed here. PUT /api/v1/events/{id}/sections/{section_id}/prices changes what a section costs, PATCH /api/v1/events/{id}/sections/{section_id} its places; POST /api/v1/events/{id}/sections adds one."),
                Refusals = [RefusalCode.EventNotFound, RefusalCode.StaleVersion, RefusalCode.IllegalTransition],
            });
        events.MapPost("{id}/duplicate", DuplicateAsync).WithName("duplicateEvent").WithSummary("Create a draft like an event, at another time")
            .WithRules(new Rules { Access = Access.Operator, Staff = StaffRule.OfEvent(StaffRoles.Managers), Keyed = true, Refusals = [RefusalCode.EventNotFound] });
        events.MapPut("{id}/sections/{section_id}/prices", PriceAsync).WithName("priceSection").WithSummary("Change what a section's places cost that are not held yet (with If-Match)")
            .WithRules(new Rules
            {
                Access = Access.Operator,
                Staff = StaffRule.OfEvent(StaffRoles.Managers),
                NeedsVersion = true,
                Refusals = [RefusalCode.EventNotFound, RefusalCode.SectionNotFound, RefusalCode.StaleVersion],
            });
        MapCapacity(events);
        events.MapGet("{id}/notice", NoticeAsync).WithName("getNotice").WithSummary("How far those who have booked are told of a change of time or place")
            .WithRules(new Rules { Access = Access.Operator, Staff = StaffRule.OfEvent(StaffRoles.Sellers), Refusals = [RefusalCode.NoticeNotFound] });
        events.MapGet("{id}/status", StatusAsync).WithName("getEventStatus").WithSummary("What is left of an event")
            .WithRules(new Rules { Access = Access.Public, Staff = StaffRule.OfEvent(StaffRoles.Anybody), Revalidates = true, Refusals = [RefusalCode.EventNotFound] });
        events.MapGet("{id}/stats", StatsAsync).WithName("getEventStats").WithSummary("How an event sells, for staff")
            .WithRules(new Rules { Access = Access.Public, Staff = StaffRule.OfEvent(StaffRoles.Sellers), Refusals = [RefusalCode.EventNotFound] });
        events.MapGet("{id}/sales", SalesAsync).WithName("getEventSales").WithSummary("How an event sold over time, for staff")
            .WithRules(new Rules { Access = Access.Public, Staff = StaffRule.OfEvent(StaffRoles.Sellers), Refusals = [RefusalCode.EventNotFound] });
        events.MapGet("{id}/seats", SeatsAsync).WithName("listSeats").WithSummary("The state of every seat, by section")
            .WithRules(new Rules
            {
                Access = Access.Public,
                Staff = StaffRule.OfEvent(StaffRoles.Anybody),
                Revalidates = true,
                Query = [new QueryParameter("section", "The seats of this section alone, by its id."), QueryParameter.Cursor],
                Refusals = [RefusalCode.EventNotFound, RefusalCode.SectionNotFound],
            });
        events.MapGet("{id}/seats/{seat_id}", SeatAsync).WithName("getSeat").WithSummary("The state of one seat")
            .WithRules(new Rules { Access = Access.Public, Staff = StaffRule.OfEvent(StaffRoles.Anybody), Revalidates = true, Refusals = [RefusalCode.EventNotFound, RefusalCode.SeatNotFound] });
    }

    private async Task<Results<Created<EventResponse>, Problem>> CreateAsync(CreateEventRequest body, Request request)
    {
        List<FieldError> errors = [];
        if (!Currency.TryFind(body.Currency ?? "USD", out var currency))
        {
            errors.Add(new FieldError("currency", "currency must be an ISO 4217 code in capitals, such as USD."));
        }

        if (body is { Sections: null, TotalSeats: null, VenueId: null, Plan: null })
        {
            errors.Add(new FieldError("total_seats", "total_seats is required."));
        }

        if (body.OrganizationId is { } organization && await directory.FindAsync(organization) is null)
        {
            return Problems.From(RefusalCode.OrganizationNotFound);
        }

        var plan = body.Plan?.Judged(plans, errors);
        var sections = SectionRequest.SpecsOf(body.Sections, body.TotalSeats, "total_seats", body.Price, body.TicketTypes, plan, currency, errors, providers);
        var fees = body.Fees?.Fees(currency, errors);
        var tax = body.Tax?.Tax(errors);
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var command = new CreateEvent
        {
            Name = body.Name,
            VenueId = body.VenueId,
            Venue = body.Venue,
            StartsAt = body.StartsAt,
            EndsAt = body.EndsAt,
            Currency = currency!.Code,
            Sections = sections,
            Policy = body.Policy?.Policy ?? new EventPolicy(),
            SaleWindow = new SaleWindow(body.SaleOpensAt, body.SaleClosesAt),
            Status = body.Status ?? EventStatus.OnSale,
            Details = body.Details,
            Fees = fees,
            Tax = tax,
            Seller = body.Seller?.Facts,
            Visibility = body.Visibility ?? EventVisibility.Listed,
            OrganizationId = body.OrganizationId,
            Attendees = new AttendeeForm { Names = body.AttendeeNames ?? Asking.None, Emails = body.AttendeeEmails ?? Asking.None, Questions = body.QuestionFacts ?? [] },
        };
        var answer = await service.CreateAsync(command, plan?.Plan, request.Secrets?.Nonce ?? ids.Next());
        return answer.Refusal is { } refusal
            ? Problems.From(refusal)
            : TypedResults.Created($"/api/v1/events/{answer.Event!.EventId}", Show(request, answer.Event));
    }

    private async Task<Results<Created<EventResponse>, Problem>> DuplicateAsync(DuplicateEventRequest body, Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id) || await Grain(id).Get() is not { } original)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var answer = await service.DuplicateAsync(original, body.Command, request.Secrets?.Nonce ?? ids.Next());
        return answer.Refusal is { } refusal
            ? Problems.From(refusal)
            : TypedResults.Created($"/api/v1/events/{answer.Event!.EventId}", Show(request, answer.Event));
    }

    private async Task<Results<Ok<EventResponse>, Problem>> GetAsync(Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id) || await Grain(id).Get() is not { } view || !access.MaySee(request.Caller, view))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        if (request.Query("code") is not { Length: > 0 } text)
        {
            return TypedResults.Ok(Show(request, view));
        }

        // Who guesses many is limited, as with whatever else is not there.
        return await codes.FindAsync(id, text) is not { } code ? Problems.From(RefusalCode.CodeNotFound)
            : code.IsGood(time.GetUtcNow()) ? TypedResults.Ok(Show(request, view, code.Spec))
            : Problems.From(RefusalCode.CodeNotValidNow);
    }

    private async Task<Results<Ok<Page<EventResponse>>, Problem>> ListAsync(Request request)
    {
        var (query, problem) = EventListQuery.Read(request, access.SeesAll(request.Caller));
        return query is null ? problem! : query.IsPlain ? await ListAllAsync(request) : await SearchAsync(query, request);
    }

    /// <summary>All in the order in which they were created: the directory has them so.</summary>
    private async Task<Results<Ok<Page<EventResponse>>, Problem>> ListAllAsync(Request request)
    {
        var (page, problem) = await Listing.PageAsync(grains, "events", request);
        if (page is null)
        {
            return problem!;
        }

        var views = await Task.WhenAll(page.Ids.Select(id => Grain(new EventId(id)).Get()));
        return TypedResults.Ok(Listing.Of(page.Next, ShowAll(request, views.OfType<EventView>().Where(view => access.MayFind(request.Caller, view)))));
    }

    private async Task<Results<Ok<Page<EventResponse>>, Problem>> SearchAsync(EventListQuery query, Request request)
    {
        var (limit, after, problem) = query.Part(request);
        if (problem is not null)
        {
            return problem;
        }

        var list = await lists.ListAsync(query.Query, after, skip: 0, limit);
        return TypedResults.Ok(new Page<EventResponse>([.. ShowAll(request, list.Items.Where(view => access.SeesAllOf(request.Caller, view) || view is { Status: not EventStatus.Draft, Visibility: EventVisibility.Listed, ArchivedAt: null }))], query.Encode(list.Next)));
    }

    private IEnumerable<EventResponse> ShowAll(Request request, IEnumerable<EventView> views) =>
        views.Select(view => access.SeesAllOf(request.Caller, view) ? EventResponse.OfAll(view) : EventResponse.Of(view));

    private async Task<Results<Ok<EventResponse>, Problem>> UpdateAsync(UpdateEventRequest body, Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        if (request.Header("If-Match") is null)
        {
            return Problems.NeedsVersion("Send If-Match with the ETag of the event.");
        }

        FieldError[] errors = [.. new[] { "name", "status", "starts_at", "visibility", "archived" }.Where(request.Clears).Select(static name => new FieldError(name, $"{name} can be changed, and not be cleared."))];
        if (errors.Length > 0)
        {
            return Problems.Invalid(errors);
        }

        var command = new UpdateEvent
        {
            Name = body.Name,
            Status = body.Status,
            SaleWindow = new SaleWindow(body.SaleOpensAt, body.SaleClosesAt),
            Policy = body.Policy?.Policy,
            Details = body.Details,
            StartsAt = body.StartsAt,
            EndsAt = body.EndsAt,
            Venue = body.Venue,
            GiveBackUntil = body.GiveBackUntil,
            Visibility = body.Visibility,
            IsArchived = body.Archived,
            AttendeeNames = request.Clears("attendee_names") ? Asking.None : body.AttendeeNames,
            AttendeeEmails = request.Clears("attendee_emails") ? Asking.None : body.AttendeeEmails,
            Questions = request.Clears("questions") ? [] : body.QuestionFacts,
            LeavesBookings = true,
            Clears = Clearable.Where(one => request.Clears(one.Path)).Aggregate(EventFacts.None, static (all, one) => all | one.Fact),
        };
        var answer = await ChangeAsync(request, id, (view, version) => service.UpdateAsync(view, command with { ExpectedVersion = version }));
        return answer.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(Show(request, answer.Event!));
    }

    private async Task<Results<Ok<NoticeResponse>, Problem>> NoticeAsync(Request request) =>
        EventId.TryParse(request.Route("id"), out var id) && await grains.GetGrain<IEventNoticeGrain>(GrainKeys.Event(id.Key)).Get() is { } notice
            ? TypedResults.Ok(NoticeResponse.Of(notice))
            : Problems.From(RefusalCode.NoticeNotFound);

    private async Task<Results<Ok<EventResponse>, Problem>> PriceAsync(SectionPricesRequest body, Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id) || await Grain(id).Get() is not { } known || !Currency.TryFind(known.Currency, out var currency))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        if (request.Header("If-Match") is null)
        {
            return Problems.NeedsVersion("Send If-Match with the ETag of the event.");
        }

        List<FieldError> errors = [];
        var command = body.Command(request.Route("section_id"), currency, errors, providers);
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var answer = await ChangeAsync(request, id, (view, version) => service.PriceAsync(view, command with { ExpectedVersion = version }));
        return answer.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(Show(request, answer.Event!));
    }

    /// <param name="request">Says which version is meant.</param>
    /// <param name="id">The event.</param>
    /// <param name="change">Changes it as it is, if it still has the version that is meant.</param>
    private async Task<EventAnswer> ChangeAsync(Request request, EventId id, Func<EventView, long, Task<EventAnswer>> change)
    {
        while (await Grain(id).Get() is { } view)
        {
            var expected = EntityTags.Expected(request, view.Version);
            var answer = await change(view, expected ?? view.Version);
            if (expected is not null || answer.Refusal?.Code != RefusalCode.StaleVersion)
            {
                return answer;
            }

            // Any version will do, and another change came first.
        }

        return new EventAnswer(null, new Refusal(RefusalCode.EventNotFound));
    }

    private IEventGrain Grain(EventId id) => grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key));

    private EventResponse Show(Request request, EventView view, CodeSpec? code = null)
    {
        var seesAll = access.SeesAllOf(request.Caller, view);
        if (seesAll || !view.Sections.Any(static plan => plan.HasTypes && plan.Types.Any(static type => type.NeedsCode)))
        {
            // Else the version does not tell what the answer has: that is left to its bytes.
            request.Tag(view.Version);
        }

        return seesAll ? EventResponse.OfAll(view) : EventResponse.Of(view, code);
    }
}
