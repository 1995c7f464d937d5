using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Attendees;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Organizations;
using Ticketing.Payments;
using Ticketing.Security;

namespace Ticketing.Holds;

/// <summary>Holding places, and booking what is held.</summary>
public sealed class HoldsApi(IGrainFactory grains, IHoldService holds, IBookingService bookings, Ownership ownership, EventAccess access, PaymentDue due, PlaceLimiter places, TimeProvider time)
{
    internal const int LongestCustomer = 64;

    private static readonly RefusalCode[] PlaceRefusals =
    [
        RefusalCode.EventNotFound, RefusalCode.SeatNotFound, RefusalCode.SectionNotFound, RefusalCode.InsufficientSeats,
        RefusalCode.SeatTaken, RefusalCode.Busy, RefusalCode.NotOnSale, RefusalCode.EventOver, RefusalCode.CustomerLimit,
        RefusalCode.CodeUsedUp, RefusalCode.CodeNotValidNow, RefusalCode.TypeSoldOut,
    ];

    public void Map(IEndpointRouteBuilder api)
    {
        var holds = api.MapGroup("/api/v1/holds").WithTags("Holds");
        holds.MapPost("", PlaceAsync).WithName("placeHold").WithSummary("Hold places or seats for a few minutes")
            .WithRules(new Rules { Access = Access.Checkout, Staff = StaffRule.OfBody<PlaceHoldRequest>(StaffRoles.Sellers, static body => StaffScope.OfEvent(body.EventId) ?? StaffScope.None), Keyed = true, Refusals = PlaceRefusals });
        holds.MapGet("{id}", GetAsync).WithName("getHold").WithSummary("Look at a hold (holder, with X-Payment-Token, or the customer)")
            .WithRules(new Rules { Access = Access.Anyone, Staff = StaffRule.OfHold(StaffRoles.Sellers), Headers = [Ownership.TokenHeader], Refusals = [RefusalCode.HoldNotFound] });
        holds.MapPost("{id}/expire", ExpireAsync).WithName("expireHold").WithSummary("End a hold now (operator)")
            .WithRules(new Rules { Access = Access.Operator, Staff = StaffRule.OfHold(StaffRoles.Sellers), Refusals = [RefusalCode.HoldNotFound, RefusalCode.AlreadyBooked] });
        holds.MapDelete("{id}", ReleaseAsync).WithName("releaseHold").WithSummary("Give a hold back (holder, with X-Payment-Token, or the customer)")
            .WithRules(new Rules
            {
                Access = Access.Checkout,
                Headers = [Ownership.TokenHeader],
                Refusals = [RefusalCode.WrongToken, RefusalCode.HoldNotFound, RefusalCode.AlreadyBooked],
            });
        api.MapPost("/api/v1/book", BookAsync).WithTags("Holds").WithName("book")
            .WithSummary("Book a hold with its payment token, or hold and book in one step; what costs something is booked by staff who saw the payment")
            .WithRules(new Rules
            {
                Access = Access.Checkout,
                Staff = StaffRule.OfBody<BookRequest>(StaffRoles.Sellers, static body => StaffScope.OfHold(body.HoldId) ?? StaffScope.OfEvent(body.EventId) ?? StaffScope.None),
                Keyed = true,
                BodyLimit = 1 << 20,
                Audited = true,
                Refusals = [.. PlaceRefusals, RefusalCode.WrongToken, RefusalCode.HoldNotFound, RefusalCode.HoldExpired, RefusalCode.HoldReleased, RefusalCode.PaymentRequired],
            });
    }

    private async Task<Results<Created<HoldResponse>, Problem>> PlaceAsync(PlaceHoldRequest body, Request request)
    {
        var (customer, notYours) = ownership.CustomerFor(request.Caller, body.CustomerId, "customer_id");
        var (wish, wrong) = HoldWish.Of(body.EventId, new HoldItemRequest { Section = body.Section, Qty = body.Qty, Seats = body.Seats, Types = body.Types }, body.Items, body.Code, "qty");
        if (wrong is not null || notYours is not null)
        {
            return wrong ?? notYours!;
        }

        using var taking = places.Take(request, wish!.Places);
        if (taking.Refused is { } tooMany)
        {
            return tooMany;
        }

        var placed = await holds.PlaceAsync(WishOf(wish, customer, request));
        if (placed.Answer.Refusal is { } refusal)
        {
            return Problems.From(refusal);
        }

        taking.Keep();
        return TypedResults.Created((string?)null, HoldResponse.Of(placed.Answer.Hold!, time.GetUtcNow(), placed.Token));
    }

    private HoldRequest WishOf(HoldRequest wish, string? customer, Request request) =>
        wish with { Customer = customer, Secrets = request.Secrets, HidesDrafts = !access.SeesAll(request.Caller), HidesOwnedDrafts = !request.Caller.IsStaff };

    private async Task<Results<Ok<HoldResponse>, Problem>> GetAsync(Request request)
    {
        if (!HoldId.TryParse(request.Route("id"), out var hold))
        {
            return Problems.From(RefusalCode.HoldNotFound);
        }

        var answer = await grains.HomeOf(hold).Get(hold);
        return answer.Refusal is null && !ownership.MaySee(request, answer.Hold!.Customer, answer.Hold.SecretHash)
            ? Problems.From(RefusalCode.HoldNotFound)
            : Show(answer);
    }

    private async Task<Results<Ok<HoldResponse>, Problem>> ExpireAsync(Request request) =>
        HoldId.TryParse(request.Route("id"), out var hold) ? Show(await grains.HomeOf(hold).Release(ReleaseHold.ByOperator(hold))) : Problems.From(RefusalCode.HoldNotFound);

    private async Task<Results<Ok<HoldResponse>, Problem>> ReleaseAsync(Request request)
    {
        if (!HoldId.TryParse(request.Route("id"), out var hold))
        {
            return Problems.From(RefusalCode.HoldNotFound);
        }

        var token = request.Header(Ownership.TokenHeader);
        var answer = await grains.HomeOf(hold).Release(ReleaseHold.ByHolder(hold, token, request.Caller.Subject));

        // A customer who shows no token has none: what is not theirs is not there.
        return answer.Refusal?.Code == RefusalCode.WrongToken && token is null && !request.Caller.IsGuest
            ? Problems.From(RefusalCode.HoldNotFound)
            : Show(answer);
    }

    private async Task<Results<Created<BookingResponse>, Ok<BookingResponse>, Problem>> BookAsync(BookRequest body, Request request)
    {
        List<FieldError> errors = [];
        EmailAddress.Check(body.Email, "email", errors);
        LocaleTag.Check(body.Locale, errors);
        var given = AttendeesGiven.By(request.Caller, body.Attendees, body.Answers);
        var (voucher, mayNot) = VoucherOf(body, request.Caller, errors);
        if (mayNot is not null)
        {
            return mayNot;
        }

        if (body.HoldId is { } id)
        {
            var shown = voucher is null
                ? Renamed.Needed("hold_token", body.HoldToken, "payment_token", body.PaymentToken, errors)
                : Renamed.Of("hold_token", body.HoldToken, "payment_token", body.PaymentToken, errors);
            HoldWish.CheckCode(body.Code, errors);
            return errors.Count > 0 ? Problems.Invalid(errors)
                : HoldId.TryFrom(id, out var hold) ? Show(request, await bookings.BookAsync(BookHold.Of(hold, shown, voucher, body.Email, body.Locale), request.Caller.Customer, given))
                : Problems.From(RefusalCode.HoldNotFound);
        }

        var (customer, notYours) = ownership.CustomerFor(request.Caller, body.CustomerId, "customer_id");
        var (wish, wrong) = HoldWish.Of(body.EventId, new HoldItemRequest { Section = body.Section, Qty = body.Qty, Seats = body.Seats, Types = body.Types }, body.Items, body.Code, "qty", errors);
        if (wrong is not null || notYours is not null)
        {
            return wrong ?? notYours!;
        }

        using var taking = places.Take(request, wish!.Places);
        if (taking.Refused is { } tooMany)
        {
            return tooMany;
        }

        var booked = await bookings.BookAsync(WishOf(wish, customer, request), voucher, body.Email, body.Locale, request.Caller.Customer, given);
        if (booked.Token is not null)
        {
            // They are held, also where they can't be booked.
            taking.Keep();
        }

        return Show(request, booked, request.Caller.Customer is null ? booked.Token : null);
    }

    /// <param name="request">Who is told.</param>
    /// <param name="booked">What came of it.</param>
    /// <param name="token">What a guest shows from now on.</param>
    private Results<Created<BookingResponse>, Ok<BookingResponse>, Problem> Show(Request request, BookedHold booked, string? token = null)
    {
        var answer = booked.Answer;
        if (answer.Refusal is { } refusal)
        {
            return refusal.Code == RefusalCode.PaymentRequired ? due.Say(answer.Hold!, token) : Problems.From(refusal);
        }

        var now = time.GetUtcNow();
        var booking = booked.Booking is { } known ? BookingResponse.Of(known, now, token) : BookingResponse.Of(answer.Hold!, now, token);
        request.Tag(booking.Version);
        return answer.Repeated ? TypedResults.Ok(booking) : TypedResults.Created((string?)null, booking);
    }

    /// <summary>Both members, of staff: how the money came, and what it is called there. Without them nobody vouches.</summary>
    private static (PaymentVoucher? Voucher, Problem? MayNot) VoucherOf(BookRequest body, Caller caller, List<FieldError> errors)
    {
        if (body.PaymentMethod is null && body.PaymentReference is null)
        {
            return (null, null);
        }

        if (!caller.MayVouch)
        {
            return (null, Refusals.NotAllowed("payment_method and payment_reference are given by staff who saw the payment; leave them out."));
        }

        if (body.PaymentMethod is null)
        {
            errors.Add(new FieldError("payment_method", "payment_method is required."));
        }

        if (body.PaymentReference is null)
        {
            errors.Add(new FieldError("payment_reference", "payment_reference is required."));
        }

        return (new PaymentVoucher { By = caller.Subject!, Method = body.PaymentMethod, Reference = body.PaymentReference, Why = body.Reason }, null);
    }

    private Results<Ok<HoldResponse>, Problem> Show(HoldAnswer answer) =>
        answer.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(HoldResponse.Of(answer.Hold!, time.GetUtcNow()));
}
