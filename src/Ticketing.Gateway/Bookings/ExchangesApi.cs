using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Organizations;
using Ticketing.Payments;
using Ticketing.Security;

namespace Ticketing.Bookings;

/// <summary>Other places for those that a booking has.</summary>
public sealed class ExchangesApi(BookingsApi bookings, IBookingService service)
{
    public void Map(IEndpointRouteBuilder api) => api.MapPost("/api/v1/bookings/{id}/exchange", ExchangeAsync).WithTags("Bookings").WithName("exchangeBooking")
        .WithSummary("Exchange a confirmed booking's places for other seats, or for another section; the difference is paid or paid back")
        .WithRules(new Rules
        {
            Access = Access.Checkout,
            Staff = StaffRule.OfBooking(StaffRoles.Sellers),
            Keyed = true,
            Audited = true,
            Headers = [Ownership.TokenHeader],
            Refusals =
            [
                RefusalCode.BookingNotFound, RefusalCode.BookingTransition, RefusalCode.ExchangeUnderWay, RefusalCode.ExchangedTooLate, RefusalCode.ExchangeLimit,
                RefusalCode.AlreadyAttended, RefusalCode.TicketsPassedOn, RefusalCode.StaleVersion, RefusalCode.SeatNotFound, RefusalCode.SectionNotFound, RefusalCode.InsufficientSeats, RefusalCode.SeatTaken,
                RefusalCode.NotOnSale, RefusalCode.EventOver, RefusalCode.CustomerLimit, RefusalCode.HoldExpired, RefusalCode.HoldReleased, RefusalCode.PaymentNeeded, RefusalCode.PaymentDeclined,
                RefusalCode.PaymentElsewhere, RefusalCode.PaymentUnderWay, RefusalCode.SellerNotReady,
            ],
        });

    private async Task<Results<Ok<BookingResponse>, Accepted<AttemptResponse>, Problem>> ExchangeAsync(ExchangeBookingRequest body, Request request)
    {
        if (await bookings.OwnAsync(request) is not { } booking)
        {
            return BookingsApi.NotFound;
        }

        var staff = Ownership.ActsForOther(request.Caller, booking.Customer) ? request.Caller.Subject : null;
        var errors = ErrorsOf(body, isStaff: staff is not null);
        var wish = WishOf(body, booking, errors);
        var means = Renamed.Of("payment_method", body.PaymentMethod, "payment_token", body.PaymentToken, errors);
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        ExchangeTerms terms = new()
        {
            Token = means,
            Staff = staff,
            Why = body.Reason,
            PaymentReference = body.PaymentReference,
            ExpectedVersion = EntityTags.Expected(request, booking.Version),
        };
        return await service.ExchangeAsync(booking, wish with { Secrets = request.Secrets }, terms) switch
        {
            { Refusal: { } refusal } => Problems.From(refusal),
            { Attempt: { IsOver: false } attempt } => TypedResults.Accepted((string?)null, AttemptResponse.Of(attempt, booking.Currency)),
            _ => bookings.Show(request, await service.FindAsync(booking.BookingId) ?? booking),
        };
    }

    /// <summary>The places to have instead; what is wrong with them is added.</summary>
    private static HoldRequest WishOf(ExchangeBookingRequest body, BookingView booking, List<FieldError> errors)
    {
        HoldRequest wish = new() { Event = booking.BookingId.Hold.Event };
        if (body.Items is not null)
        {
            HoldItemRequest beside = new() { Section = body.Section, Qty = body.Quantity, Seats = body.Seats, Types = body.Types };
            return HoldWish.Of(wish.Event.Value, beside, body.Items, code: null, "quantity", errors).Wish ?? wish;
        }

        var (seats, quantity) = (body.Seats, body.Quantity);
        var types = HoldWish.Typed(body.Types, ref seats, ref quantity, errors);
        return wish with { Seats = seats is null ? [] : [.. seats], Section = body.Section, Quantity = quantity ?? 0, Types = types };
    }

    private static List<FieldError> ErrorsOf(ExchangeBookingRequest body, bool isStaff)
    {
        List<FieldError> errors = [];
        var hasSeats = body.Seats is not null || body.Types?.Any(static type => type.Seats is not null) == true;
        if (body.Items is null && hasSeats == (body.Section is not null))
        {
            errors.Add(new FieldError("section", !hasSeats ? "section is required." : "section must be left out where seats are named."));
        }

        if (isStaff && body.Reason is null)
        {
            errors.Add(new FieldError("reason", "reason is required."));
        }

        if (!isStaff && body.Reason is not null)
        {
            errors.Add(new FieldError("reason", "reason may be given by staff only."));
        }

        if (!isStaff && body.PaymentReference is not null)
        {
            errors.Add(new FieldError("payment_reference", "payment_reference may be given by staff only."));
        }

        return errors;
    }
}
