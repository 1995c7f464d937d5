using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Attendees;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Waitlists;

/// <summary>Waiting for places of an event that has none left.</summary>
public sealed class WaitlistApi(IGrainFactory grains, IWaitlistService service, BookingsApi bookings, Ownership ownership, EventAccess access, IIdSource ids, TimeProvider time)
{
    private static readonly QueryParameter[] Filter =
    [
        new("status", "Only entries that are this.") { Values = [.. Enum.GetValues<WaitlistStatus>().Select(Json.Snake)] },
        new("event_id", "Only entries of this event.") { Format = "uuid" },
    ];

    public void Map(IEndpointRouteBuilder api)
    {
        var entries = api.MapGroup("/api/v1/waitlist").WithTags("Waitlist");
        entries.MapPost("", JoinAsync).WithName("joinWaitlist").WithSummary("Wait for places that can't be had now")
            .WithRules(new Rules
            {
                Access = Access.Customer,
                Keyed = true,
                Audited = true,
                Refusals =
                [
                    RefusalCode.EventNotFound, RefusalCode.SectionNotFound, RefusalCode.NotOnSale, RefusalCode.EventOver, RefusalCode.WaitlistNotNeeded, RefusalCode.AlreadyWaiting, RefusalCode.CustomerLimit,
                ],
            });
        entries.MapGet("", ListOwnAsync).WithName("listWaitlistEntries").WithSummary("List one's own entries")
            .WithRules(new Rules { Access = Access.Customer, Query = [.. Filter, .. Listing.Parameters] });
        entries.MapGet("{entry_id}", GetAsync).WithName("getWaitlistEntry").WithSummary("Look at an entry: its place in line, its offer, its history")
            .WithRules(new Rules { Access = Access.Customer, Refusals = [RefusalCode.WaitlistEntryNotFound] });
        entries.MapPut("{entry_id}/cancel", CancelAsync).WithName("cancelWaitlistEntry").WithSummary("Leave the waitlist, or give an offer back")
            .WithRules(new Rules
            {
                Access = Access.Customer,
                Audited = true,
                Refusals = [RefusalCode.WaitlistEntryNotFound, RefusalCode.WaitlistTransition, RefusalCode.StaleVersion],
            });
        entries.MapPost("{entry_id}/book", BookAsync).WithName("bookWaitlistOffer").WithSummary("Book what is offered; it is paid later, until the offer ends")
            .WithRules(new Rules
            {
                Access = Access.Customer,
                Keyed = true,
                BodyLimit = 1 << 20,
                Audited = true,
                Refusals = [RefusalCode.WaitlistEntryNotFound, RefusalCode.NothingOffered, RefusalCode.WaitlistTransition, RefusalCode.HoldExpired, RefusalCode.AlreadyBooked],
            });
        api.MapGet("/api/v1/admin/waitlist", ListAllAsync).WithTags("Waitlist").WithName("listAllWaitlistEntries").WithSummary("List everybody's entries")
            .WithRules(new Rules { Access = Access.Admin, Staff = StaffRule.OfEventInQuery(StaffRoles.Managers), Query = [.. Filter, new("customer_id", "Only entries of this customer."), .. Listing.Parameters] });
    }

    private async Task<Results<Created<WaitlistEntryResponse>, Ok<WaitlistEntryResponse>, Problem>> JoinAsync(JoinWaitlistRequest body, Request request)
    {
        var (customer, wrong) = ownership.CustomerFor(request.Caller, body.CustomerId, "customer_id");
        if (wrong is not null)
        {
            return wrong;
        }

        if (body.Priority is not null && !request.Caller.IsStaff)
        {
            return Refusals.NotAllowed("priority is given by organizers and admins; leave it out.");
        }

        if (!EventId.TryFrom(body.EventId, out var id) || (!request.Caller.IsStaff && await access.FindAsync(request.Caller, id) is null))
        {
            return Problems.From(RefusalCode.EventNotFound);
        }

        var answer = await Line(id).Join(new JoinWaitlist
        {
            EventId = id,
            Request = request.Secrets?.Nonce ?? ids.Next(),
            Customer = customer!,
            Quantity = body.Quantity,
            SectionId = body.Section,
            Priority = body.Priority ?? 0,
            By = request.Caller.Subject!,
        });
        if (answer.Refusal is { } refusal)
        {
            return Problems.From(refusal);
        }

        var entry = Tagged(request, answer.Entry!);
        return request.Made($"/api/v1/waitlist/{entry.Id}", entry, answer.Repeated);
    }

    private async Task<Results<Ok<WaitlistEntryResponse>, Problem>> GetAsync(Request request) =>
        await FindAsync(request) is { } view ? TypedResults.Ok(Tagged(request, view)) : Problems.From(RefusalCode.WaitlistEntryNotFound);

    private async Task<Results<Ok<WaitlistEntryResponse>, Problem>> CancelAsync(CancelEntryRequest? body, Request request)
    {
        if (await FindAsync(request) is not { } view)
        {
            return Problems.From(RefusalCode.WaitlistEntryNotFound);
        }

        if (body?.Reason is null && Ownership.ActsForOther(request.Caller, view.Entry.Customer))
        {
            return BookingsApi.ReasonNeeded;
        }

        var expected = EntityTags.Expected(request, view.Entry.Version);
        var answer = await Line(view.Entry.Id.Event).Cancel(new CancelEntry { Id = view.Entry.Id, By = request.Caller.Subject!, Why = body?.Reason, ExpectedVersion = expected });
        return answer.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(Tagged(request, answer.Entry!));
    }

    private async Task<Results<Created<BookingResponse>, Ok<BookingResponse>, Problem>> BookAsync(BookOfferRequest? body, Request request)
    {
        return await FindAsync(request) is { } view
            ? bookings.Started(request, await service.BookAsync(view, body?.PaymentMethod, request.Caller.Subject!, AttendeesGiven.By(request.Caller, body?.Attendees, body?.Answers)))
            : Problems.From(RefusalCode.WaitlistEntryNotFound);
    }

    private async Task<Results<Ok<Page<WaitlistEntryResponse>>, Problem>> ListOwnAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0);
        return problem is not null || !TryFilter(request, out var isWanted, out _, out problem)
            ? problem
            : Show(await service.ListOfAsync(request.Caller.Subject!, isWanted, start, limit));
    }

    private async Task<Results<Ok<Page<WaitlistEntryResponse>>, Problem>> ListAllAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0, IWaitlistService.LastPlace);
        if (problem is not null || !TryFilter(request, out var isWanted, out var @event, out problem))
        {
            return problem;
        }

        if ((@event is not null || request.Query("customer_id") is not null) && start > int.MaxValue)
        {
            return Problems.Invalid([new FieldError("cursor", "cursor must be the next_cursor of an earlier answer.")]);
        }

        return Show(request.Query("customer_id") is { Length: > 0 } customer ? await service.ListOfAsync(customer, isWanted, start, limit)
            : @event is { } id ? await service.ListOfAsync(id, isWanted, start, limit)
            : await service.ListAsync(isWanted, start, limit));
    }

    private static bool TryFilter(Request request, out Func<WaitlistView, bool> isWanted, out EventId? @event, [NotNullWhen(false)] out Problem? problem)
    {
        List<FieldError> errors = [];
        var status = BookingQuery.ReadStatus<WaitlistStatus>(request, "status", errors);
        var wanted = @event = BookingQuery.ReadEvent(request, errors);
        isWanted = view => (status is null || view.Entry.Status == status) && (wanted is null || view.Entry.Id.Event == wanted);
        problem = errors.Count == 0 ? null : Problems.Invalid(errors);
        return problem is null;
    }

    /// <summary>The entry, if it is the caller's, or they are staff.</summary>
    private async Task<WaitlistView?> FindAsync(Request request) =>
        WaitlistEntryId.TryParse(request.Route("entry_id"), out var id)
            && await Line(id.Event).Get(id) is { } view && Ownership.IsOwn(request, view.Entry.Customer, secretHash: 0)
            ? view
            : null;

    private IWaitlistGrain Line(EventId @event) => grains.GetGrain<IWaitlistGrain>(GrainKeys.Event(@event.Key));

    private WaitlistEntryResponse Tagged(Request request, WaitlistView view)
    {
        request.Tag(view.Entry.Version);
        return WaitlistEntryResponse.Of(view, time.GetUtcNow());
    }

    private Ok<Page<WaitlistEntryResponse>> Show((IReadOnlyList<WaitlistView> Items, long? Next) list)
    {
        var now = time.GetUtcNow();
        return TypedResults.Ok(Listing.Of(list.Next, list.Items.Select(view => WaitlistEntryResponse.Of(view, now))));
    }
}
