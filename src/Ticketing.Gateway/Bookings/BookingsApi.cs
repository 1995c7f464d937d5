using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Attendees;
using Ticketing.Customers;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Bookings;

/// <summary>A customer's bookings.</summary>
public sealed class BookingsApi(IGrainFactory grains, IBookingService service, IBookingListService lists, Ownership ownership, EventAccess access, PlaceLimiter places, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var bookings = api.MapGroup("/api/v1/bookings").WithTags("Bookings");
        bookings.MapPost("", StartAsync).WithName("startBooking")
            .WithSummary("Book places that are paid later: they are kept until expires_at. What costs nothing is confirmed")
            .WithRules(new Rules
            {
                Access = Access.Checkout,
                Staff = StaffRule.OfBody<StartBookingRequest>(StaffRoles.Sellers, static body => StaffScope.OfHold(body.HoldId) ?? StaffScope.OfEvent(body.EventId) ?? StaffScope.None),
                Keyed = true,
                BodyLimit = 1 << 20,
                Refusals =
                [
                    RefusalCode.EventNotFound, RefusalCode.SeatNotFound, RefusalCode.SectionNotFound, RefusalCode.HoldNotFound, RefusalCode.InsufficientSeats,
                    RefusalCode.SeatTaken, RefusalCode.NotOnSale, RefusalCode.EventOver, RefusalCode.CustomerLimit, RefusalCode.CodeUsedUp, RefusalCode.CodeNotValidNow, RefusalCode.TypeSoldOut, RefusalCode.AlreadyBooked, RefusalCode.HoldExpired,
                ],
            });
        bookings.MapGet("", ListAsync).WithName("listBookings").WithSummary("List one's own bookings")
            .WithRules(new Rules { Access = Access.Customer, Query = [BookingQuery.OfStatus, BookingQuery.OfEvent, .. Listing.Parameters] });
        bookings.MapGet("{id}", GetAsync).WithName("getBooking").WithSummary("Look at a booking").WithRules(Reading);
        bookings.MapGet("{id}/status", StatusAsync).WithName("getBookingStatus").WithSummary("Where a booking is").WithRules(Reading);
        bookings.MapGet("{id}/history", HistoryAsync).WithName("getBookingHistory").WithSummary("Every step of a booking: what, when, who and why").WithRules(Reading);
        bookings.MapPut("{id}/give-back", GiveBackAsync).WithName("giveBackTickets")
            .WithSummary("Give some tickets of a booking back, as the event's policy allows; staff, with a reason, whatever it says. The others stay")
            .WithRules(new Rules
            {
                Access = Access.Checkout,
                Staff = StaffRule.OfBooking(StaffRoles.Managers),
                Audited = true,
                Headers = [Ownership.TokenHeader],
                Refusals =
                [
                    RefusalCode.BookingNotFound, RefusalCode.TicketNotFound, RefusalCode.TicketGivenBack, RefusalCode.BookingTransition, RefusalCode.CancelledTooLate, RefusalCode.AlreadyAttended,
                    RefusalCode.TicketsPassedOn, RefusalCode.PaymentUnderWay, RefusalCode.StaleVersion,
                ],
            });
        bookings.MapPut("{id}/cancel", CancelAsync).WithName("cancelBooking")
            .WithSummary("Cancel a booking, as the event's policy allows; staff, with a reason, whatever it says")
            .WithRules(new Rules
            {
                Access = Access.Checkout,
                Staff = StaffRule.OfBooking(StaffRoles.Managers),
                Audited = true,
                Headers = [Ownership.TokenHeader],
                Refusals =
                [
                    RefusalCode.BookingNotFound, RefusalCode.BookingTransition, RefusalCode.CancelledTooLate, RefusalCode.AlreadyAttended, RefusalCode.TicketsPassedOn,
                    RefusalCode.StaleVersion,
                ],
            });
    }

    /// <summary>The rules of what shows a booking to whoever may see it.</summary>
    internal static Rules Reading => new() { Access = Access.Anyone, Staff = StaffRule.OfBooking(StaffRoles.Sellers), Headers = [Ownership.TokenHeader], Refusals = [RefusalCode.BookingNotFound] };

    internal static Problem NotFound => Problems.From(RefusalCode.BookingNotFound);

    /// <summary>The booking, if the caller may know of it; without what is personal, if that is all that they may.</summary>
    internal async Task<BookingView?> SeenAsync(Request request) =>
        BookingId.TryParse(request.Route("id"), out var id) && await service.FindAsync(id) is { } booking && ownership.MaySee(request, booking.Customer, booking.SecretHash)
            ? Ownership.IsOwn(request, booking.Customer, booking.SecretHash) ? booking : booking with { Email = null, Locale = null }
            : null;

    /// <summary>The booking, if the caller may change it.</summary>
    internal async Task<BookingView?> OwnAsync(Request request) =>
        BookingId.TryParse(request.Route("id"), out var id) && await service.FindAsync(id) is { } booking && Ownership.IsOwn(request, booking.Customer, booking.SecretHash) ? booking : null;

    /// <summary>Staff say why they do something to what is somebody else's.</summary>
    internal static Problem ReasonNeeded => Problems.Invalid([new FieldError("reason", "reason is required.")]);

    internal Results<Ok<BookingResponse>, Problem> Show(Request request, BookingAnswer answer) =>
        answer.Refusal is { } refusal ? Problems.From(refusal) : Show(request, answer.Booking!);

    internal Ok<BookingResponse> Show(Request request, BookingView booking)
    {
        request.Tag(booking.Version);
        return TypedResults.Ok(BookingResponse.Of(booking, time.GetUtcNow()));
    }

    private async Task<Results<Ok<BookingResponse>, Problem>> GetAsync(Request request) =>
        await SeenAsync(request) is { } booking ? Show(request, booking) : NotFound;

    private async Task<Results<Ok<BookingStatusResponse>, Problem>> StatusAsync(Request request) =>
        await SeenAsync(request) is { } booking ? TypedResults.Ok(BookingStatusResponse.Of(booking)) : NotFound;

    private async Task<Results<Ok<Page<BookingStepResponse>>, Problem>> HistoryAsync(Request request) =>
        await OwnAsync(request) is { } booking
            ? TypedResults.Ok(Listing.Of(next: null, (await grains.GetGrain<IBookingGrain>(booking.BookingId.GrainKey()).History()).Select(BookingStepResponse.Of)))
            : NotFound;

    private async Task<Results<Ok<BookingResponse>, Problem>> CancelAsync(CancelBookingRequest? body, Request request)
    {
        if (await OwnAsync(request) is not { } booking)
        {
            return NotFound;
        }

        var isStaff = Ownership.ActsForOther(request.Caller, booking.Customer);
        if (isStaff && body?.Reason is null)
        {
            return ReasonNeeded;
        }

        return Show(request, await service.CancelAsync(
            booking,
            new CancelBooking { By = Ownership.ActorOf(request.Caller, booking.Customer), Why = body?.Reason, ExpectedVersion = EntityTags.Expected(request, booking.Version) },
            isStaff));
    }

    private async Task<Results<Ok<BookingResponse>, Problem>> GiveBackAsync(GiveBackRequest body, Request request)
    {
        if (await OwnAsync(request) is not { } booking)
        {
            return NotFound;
        }

        var isStaff = Ownership.ActsForOther(request.Caller, booking.Customer);
        if (isStaff && body.Reason is null)
        {
            return ReasonNeeded;
        }

        var answer = await service.GiveBackAsync(
            booking,
            new GiveBackTickets
            {
                Places = [.. body.Tickets],
                By = Ownership.ActorOf(request.Caller, booking.Customer),
                Why = body.Reason,
                ExpectedVersion = EntityTags.Expected(request, booking.Version),
                IsDryRun = body.DryRun,
            },
            isStaff);
        return answer is { Booking: { } would } && body.DryRun ? TypedResults.Ok(BookingResponse.Of(would, time.GetUtcNow())) : Show(request, answer);
    }

    private async Task<Results<Created<BookingResponse>, Ok<BookingResponse>, Problem>> StartAsync(StartBookingRequest body, Request request)
    {
        var customer = request.Caller.Customer;
        List<FieldError> errors = [];
        EmailAddress.Check(body.Email, "email", errors);
        LocaleTag.Check(body.Locale, errors);
        var given = AttendeesGiven.By(request.Caller, body.Attendees, body.Answers);
        if (body.HoldId is { } id)
        {
            var shown = customer is null
                ? Renamed.Needed("hold_token", body.HoldToken, "payment_token", body.PaymentToken, errors)
                : Renamed.Of("hold_token", body.HoldToken, "payment_token", body.PaymentToken, errors);
            HoldWish.CheckCode(body.Code, errors);
            return errors.Count > 0 ? Problems.Invalid(errors)
                : HoldId.TryFrom(id, out var hold) ? Started(request, await service.StartAsync(hold, customer, body.PaymentMethod, shown, body.Email, body.Locale, given: given))
                : Problems.From(RefusalCode.HoldNotFound);
        }

        var (wish, wrong) = HoldWish.Of(
            body.EventId, new HoldItemRequest { Section = body.Section, Qty = body.Quantity, Seats = body.Seats, Types = body.Types }, body.Items, body.Code, "quantity", errors);
        if (wish is null)
        {
            return wrong!;
        }

        wish = wish with
        {
            Guest = customer is null ? ownership.CustomerFor(Caller.Guest, body.Email, "email").Customer : null,
            CustomerMember = "email",
            Secrets = request.Secrets,
            HidesDrafts = !access.SeesAll(request.Caller),
            HidesOwnedDrafts = !request.Caller.IsStaff,
        };
        using var taking = places.Take(request, wish.Places);
        if (taking.Refused is { } tooMany)
        {
            return tooMany;
        }

        var (answer, token) = await service.StartAsync(wish, customer, body.PaymentMethod, body.Email, body.Locale, given);
        if (answer.Refusal is null)
        {
            taking.Keep();
        }

        return Started(request, answer, customer is null ? token : null);
    }

    /// <param name="request">Who is told.</param>
    /// <param name="answer">What came of it.</param>
    /// <param name="token">What a guest shows from now on.</param>
    internal Results<Created<BookingResponse>, Ok<BookingResponse>, Problem> Started(Request request, BookingAnswer answer, string? token = null)
    {
        if (answer.Booking is not { } booking)
        {
            return Problems.From(answer.Refusal!);
        }

        request.Tag(booking.Version);
        return request.Made($"/api/v1/bookings/{booking.BookingId}", BookingResponse.Of(booking, time.GetUtcNow(), token), answer.Repeated);
    }

    private async Task<Results<Ok<Page<BookingResponse>>, Problem>> ListAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0);
        if (problem is not null)
        {
            return problem;
        }

        List<FieldError> errors = [];
        var filter = new BookingFilter { Customer = request.Caller.Subject, Status = BookingQuery.ReadStatus<BookingStatus>(request, "status", errors), Event = BookingQuery.ReadEvent(request, errors) };
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        var (items, next) = await lists.ListAsync(filter, newestFirst: false, start, limit);
        var now = time.GetUtcNow();
        return TypedResults.Ok(Listing.Of(next, items.Select(booking => BookingResponse.Of(booking, now))));
    }
}
