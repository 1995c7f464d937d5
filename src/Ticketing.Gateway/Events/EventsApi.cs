using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Attendees;
using Ticketing.Bookings;
using Ticketing.Codes;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Money;
using Ticketing.Organizations;
using Ticketing.Payments;
using Ticketing.Plans;
using Ticketing.Security;

namespace Ticketing.Events;

/// <summary>Events: creating, changing, looking at.</summary>
public sealed class EventsApi(IGrainFactory grains, IEventService service, IEventListService lists, ICodeService codes, IPlanService plans, IIdSource ids, EventAccess access, IEventCatalog catalog, StaffDirectory directory, PaymentProviders providers, TimeProvider time)
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

    // Which places an event has: more of them, or fewer of those that are free.

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

    // What is left, what is sold, seat by seat.

    private async Task<Results<Ok<EventStatusResponse>, Problem>> StatusAsync(Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var entry = await access.FindAsync(request.Caller, id);
        if ((entry is null && !request.Caller.IsStaff) || await Grain(id).Counts() is not { } counts)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        if (entry is { Quotas.Count: > 0 })
        {
            // The version does not tell what is left of them: that is left to the answer's bytes.
            return TypedResults.Ok(EventStatusResponse.Of(counts, await TypesLeftAsync(entry, access.SeesAllOf(request.Caller, entry.View))));
        }

        request.TagWeakly(counts.Version);
        return TypedResults.Ok(EventStatusResponse.Of(counts));
    }

    /// <summary>Of types that need a code only staff are told.</summary>
    private async Task<IReadOnlyList<TicketTypeStatus>?> TypesLeftAsync(CatalogEntry entry, bool seesAll)
    {
        var left = await catalog.LeftAsync(entry);
        TicketTypeStatus[] types =
        [
            .. entry.View.Sections.Where(static plan => plan.HasTypes).SelectMany(static plan => plan.Types)
                .Where(type => type.Quota is not null && (seesAll || !type.NeedsCode))
                .DistinctBy(static type => type.TypeId, StringComparer.Ordinal)
                .Select(type => new TicketTypeStatus { Id = type.TypeId, Quota = type.Quota!.Value, Left = left[type.TypeId] }),
        ];
        return types.Length > 0 ? types : null;
    }

    private async Task<Results<Ok<EventStatsResponse>, Problem>> StatsAsync(Request request) =>
        EventId.TryParse(request.Route("id"), out var id)
            && await access.FindAsync(request.Caller, id) is { } entry && access.SeesAllOf(request.Caller, entry.View) && await Grain(id).Counts() is { } counts
            ? TypedResults.Ok(EventStatsResponse.Of(counts, entry.View.Currency))
            : Problems.From(RefusalCode.EventNotFound);

    private async Task<Results<Ok<EventSalesResponse>, Problem>> SalesAsync(Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id) || await access.FindAsync(request.Caller, id) is not { } entry || !access.SeesAllOf(request.Caller, entry.View))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var sales = await grains.GetGrain<ISalesGrain>(GrainKeys.Event(id.Key)).Get(entry.View.Details?.TimeZone);
        return TypedResults.Ok(EventSalesResponse.Of(sales, entry.View));
    }

    private async Task<Results<Ok<SeatResponse>, Problem>> SeatAsync(Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id) || await access.FindAsync(request.Caller, id) is not { } entry)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var name = request.Route("seat_id");
        return entry.Seats.TryLocate(name, out var block, out var seat, out var section)
            && StatusOf(await SeatsOf(id, block), seat) is not SeatStatus.Removed and var status
            ? TypedResults.Ok(new SeatResponse { SeatId = name, Section = section.SectionId, Status = status })
            : Problems.From(RefusalCode.SeatNotFound);
    }

    /// <summary>A page is one block: at most 1,024 seats. The cursor is the next block.</summary>
    private async Task<Results<Ok<Page<SeatResponse>>, Problem>> SeatsAsync(Request request)
    {
        if (!EventId.TryParse(request.Route("id"), out var id) || await access.FindAsync(request.Caller, id) is not { } entry)
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var wanted = request.Query("section");
        if (wanted is not null && !entry.View.Sections.Any(plan => plan.SectionId == wanted))
        {
            return Problems.From(RefusalCode.SectionNotFound);
        }

        (SectionPlan Section, int Block)[] blocks =
        [
            .. entry.View.Sections
                .Where(plan => plan.Kind == SectionKind.Seated && (wanted is null || plan.SectionId == wanted))
                .SelectMany(plan => plan.Blocks.Select(block => (plan, block))),
        ];
        var at = 0;
        if (request.Query("cursor") is { Length: > 0 } cursor
            && (!int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out at) || at >= blocks.Length))
        {
            return Problems.Invalid([new FieldError("cursor", "cursor must be the next_cursor of an earlier answer.")]);
        }

        return TypedResults.Ok(new Page<SeatResponse>(
            blocks.Length == 0 ? [] : SeatsIn(blocks[at].Section, blocks[at].Block, await SeatsOf(id, blocks[at].Block)),
            at + 1 < blocks.Length ? (at + 1).ToString(CultureInfo.InvariantCulture) : null));
    }

    private static List<SeatResponse> SeatsIn(SectionPlan section, int block, SeatStates states)
    {
        var (seats, at) = (new List<SeatResponse>(), 0);
        foreach (var row in SeatNames.RowsOf(section, block))
        {
            foreach (var label in SeatLabels.AllOf(row))
            {
                if (StatusOf(states, at++) is not SeatStatus.Removed and var status)
                {
                    seats.Add(new SeatResponse
                    {
                        SeatId = SeatNames.Of(section.SectionId, row.Label, label),
                        Section = section.SectionId,
                        Status = status,
                    });
                }
            }
        }

        return seats;
    }

    private Task<SeatStates> SeatsOf(EventId id, int block) =>
        grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, block)).Seats();

    private static SeatStatus StatusOf(SeatStates states, int seat) => seat < states.Seats.Length ? states.Seats[seat] : SeatStatus.Available;
}
