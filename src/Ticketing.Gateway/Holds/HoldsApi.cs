using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Payments;
using Ticketing.Security;

namespace Ticketing.Holds;

/// <summary>Holding places, and booking what is held.</summary>
public sealed class HoldsApi(IGrainFactory grains, IHoldService holds, BookingOffice bookings, Ownership ownership, EventAccess access, PaymentDue due, PlaceLimiter places, TimeProvider time)
{
    internal const int LongestCustomer = 64;

    private static readonly RefusalCode[] PlaceRefusals =
    [
        RefusalCode.EventNotFound, RefusalCode.SeatNotFound, RefusalCode.SectionNotFound, RefusalCode.InsufficientSeats,
        RefusalCode.SeatTaken, RefusalCode.Busy, RefusalCode.NotOnSale, RefusalCode.EventOver, RefusalCode.CustomerLimit,
    ];

    public void Map(IEndpointRouteBuilder api)
    {
        var holds = api.MapGroup("/api/v1/holds").WithTags("Holds");
        holds.MapPost("", PlaceAsync).WithName("placeHold").WithSummary("Hold places or seats for a few minutes")
            .WithRules(new Rules { Access = Access.Checkout, Keyed = true, Refusals = PlaceRefusals });
        holds.MapGet("{id}", GetAsync).WithName("getHold").WithSummary("Look at a hold (holder, with X-Payment-Token, or the customer)")
            .WithRules(new Rules { Access = Access.Anyone, Headers = [Ownership.TokenHeader], Refusals = [RefusalCode.HoldNotFound] });
        holds.MapPost("{id}/expire", ExpireAsync).WithName("expireHold").WithSummary("End a hold now (operator)")
            .WithRules(new Rules { Access = Access.Operator, Refusals = [RefusalCode.HoldNotFound, RefusalCode.AlreadyBooked] });
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
                Keyed = true,
                Audited = true,
                Refusals = [.. PlaceRefusals, RefusalCode.WrongToken, RefusalCode.HoldNotFound, RefusalCode.HoldExpired, RefusalCode.HoldReleased, RefusalCode.PaymentRequired],
            });
    }

    private async Task<Results<Created<HoldResponse>, Problem>> PlaceAsync(PlaceHoldRequest body, Request request)
    {
        var (customer, notYours) = ownership.CustomerFor(request.Caller, body.CustomerId, "customer_id");
        var (wish, wrong) = HoldWish.Of(body.EventId, body.Qty, "qty", body.Seats, body.Section);
        return wrong is not null || notYours is not null
            ? wrong ?? notYours!
            : await HoldAsync(request, WishOf(wish!, customer, request)) switch
            {
                ({ } hold, var token, _) => TypedResults.Created((string?)null, HoldResponse.Of(hold, time.GetUtcNow(), token)),
                (_, _, var refused) => refused!,
            };
    }

    /// <summary>Holds places within what the caller may hold.</summary>
    private async Task<(HoldView? Hold, string? Token, Problem? Refused)> HoldAsync(Request request, HoldRequest wish)
    {
        using var taking = places.Take(request, wish.Places);
        if (taking.Refused is { } tooMany)
        {
            return (null, null, tooMany);
        }

        var placed = await holds.PlaceAsync(wish);
        if (placed.Answer.Refusal is { } refusal)
        {
            return (null, null, Problems.From(refusal));
        }

        taking.Keep();
        return (placed.Answer.Hold, placed.Token, null);
    }

    private HoldRequest WishOf(HoldRequest wish, string? customer, Request request) =>
        wish with { Customer = customer, Secrets = request.Secrets, HidesDrafts = !access.SeesAll(request.Caller) };

    private async Task<Results<Ok<HoldResponse>, Problem>> GetAsync(Request request)
    {
        if (!TryHoldId(request, out var hold))
        {
            return Problems.From(RefusalCode.HoldNotFound);
        }

        var answer = await grains.HomeOf(hold).Get(hold);
        return answer.Refusal is null && !ownership.MaySee(request, answer.Hold!.Customer, answer.Hold.SecretHash)
            ? Problems.From(RefusalCode.HoldNotFound)
            : Show(answer);
    }

    private async Task<Results<Ok<HoldResponse>, Problem>> ExpireAsync(Request request) =>
        TryHoldId(request, out var hold) ? Show(await grains.HomeOf(hold).Release(ReleaseHold.ByOperator(hold))) : Problems.From(RefusalCode.HoldNotFound);

    private async Task<Results<Ok<HoldResponse>, Problem>> ReleaseAsync(Request request)
    {
        if (!TryHoldId(request, out var hold))
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
        var (voucher, mayNot) = VoucherOf(body, request.Caller, errors);
        if (mayNot is not null)
        {
            return mayNot;
        }

        if (body.HoldId is { } id)
        {
            if (voucher is null && body.PaymentToken is null)
            {
                errors.Add(new FieldError("payment_token", "payment_token is required."));
            }

            return errors.Count > 0 ? Problems.Invalid(errors)
                : HoldId.TryFrom(id, out var hold) ? await ConfirmAsync(request, hold, body.PaymentToken, voucher, body.Email)
                : Problems.From(RefusalCode.HoldNotFound);
        }

        var (customer, notYours) = ownership.CustomerFor(request.Caller, body.CustomerId, "customer_id");
        var (wish, wrong) = HoldWish.Of(body.EventId, body.Qty, "qty", body.Seats, body.Section, errors);
        if (wrong is not null || notYours is not null)
        {
            return wrong ?? notYours!;
        }

        return await HoldAsync(request, WishOf(wish!, customer, request)) switch
        {
            ({ } held, var token, _) => await ConfirmAsync(request, held.HoldId, token, voucher, body.Email, request.Caller.IsGuest ? token : null),
            (_, _, var refused) => refused!,
        };
    }

    /// <param name="request">Who books it.</param>
    /// <param name="hold">What is to be booked.</param>
    /// <param name="token">Its token. Null: staff book it.</param>
    /// <param name="voucher">Staff who saw the payment.</param>
    /// <param name="email">Where a guest can be written to.</param>
    /// <param name="told">The token, where the caller is to be told it.</param>
    private async Task<Results<Created<BookingResponse>, Ok<BookingResponse>, Problem>> ConfirmAsync(
        Request request, HoldId hold, string? token, PaymentVoucher? voucher, string? email, string? told = null)
    {
        var command = new BookHold(hold, voucher is null ? PaymentToken.Hash(token) : 0) { Authorized = voucher is not null, Voucher = voucher, Email = email };
        var (answer, known) = await bookings.BookAsync(command, request.Caller.Subject);
        if (answer.Refusal is { } refusal)
        {
            return refusal.Code == RefusalCode.PaymentRequired ? due.Say(answer.Hold!, told) : Problems.From(refusal);
        }

        var now = time.GetUtcNow();
        var booking = known is null ? BookingResponse.Of(answer.Hold!, now, told) : BookingResponse.Of(known, now, told);
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

    private static bool TryHoldId(Request request, out HoldId hold)
    {
        hold = default;
        return Guid.TryParseExact(request.Route("id"), "D", out var id) && HoldId.TryFrom(id, out hold);
    }
}
