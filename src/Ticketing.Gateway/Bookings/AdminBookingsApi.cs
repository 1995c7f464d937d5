using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Money;
using Ticketing.Organizations;
using Ticketing.Security;

namespace Ticketing.Bookings;

/// <summary>Everybody's bookings, for admins.</summary>
public sealed class AdminBookingsApi(BookingsApi bookings, IBookingService service, IBookingListService lists, TimeProvider time)
{
    private const int MaxExport = 100_000;
    private const int ExportPage = 200;

    public void Map(IEndpointRouteBuilder api)
    {
        var all = api.MapGroup("/api/v1/admin/bookings").WithTags("Bookings");
        all.MapGet("", ListAsync).WithName("listAllBookings").WithSummary("List all bookings")
            .WithRules(new Rules
            {
                Access = Access.Admin,
                Staff = StaffRule.OfEventInQuery(StaffRoles.Sellers),
                Query =
                [
                    .. BookingQuery.Parameters,
                    new("sort", "By when they were made: the newest first, unless this is created_at.") { Values = ["created_at", "-created_at"] },
                    new("format", "All that are meant as one file, whatever limit and cursor say.") { Values = ["csv"] },
                    .. Listing.Parameters,
                ],
            });
        all.MapGet("{id}", GetAsync).WithName("getAnyBooking").WithSummary("Look at anybody's booking")
            .WithRules(new Rules { Access = Access.Admin, Staff = StaffRule.OfBooking(StaffRoles.Sellers), Refusals = [RefusalCode.BookingNotFound] });
        all.MapPut("{id}/confirm", ConfirmAsync).WithName("confirmBooking").WithSummary("Confirm a booking whose payment was seen elsewhere")
            .WithRules(new Rules
            {
                Access = Access.Admin,
                Staff = StaffRule.OfBooking(StaffRoles.Sellers),
                Refusals =
                [
                    RefusalCode.BookingNotFound, RefusalCode.BookingTransition, RefusalCode.HoldExpired, RefusalCode.HoldReleased, RefusalCode.NotOnSale, RefusalCode.StaleVersion,
                    RefusalCode.PaymentUnderWay,
                ],
            });
        all.MapPut("{id}/cancel", CancelAsync).WithName("cancelAnyBooking").WithSummary("Cancel a booking, whatever the policy")
            .WithRules(new Rules { Access = Access.Admin, Staff = StaffRule.OfBooking(StaffRoles.Managers), Refusals = [RefusalCode.BookingNotFound, RefusalCode.BookingTransition, RefusalCode.StaleVersion] });
        all.MapPut("{id}/refund", RefundAsync).WithName("refundBooking").WithSummary("Pay a booking back, in full or in part (with If-Match)")
            .WithRules(new Rules
            {
                Access = Access.Admin,
                Staff = StaffRule.OfBooking(StaffRoles.Managers),
                NeedsVersion = true,
                Refusals = [RefusalCode.BookingNotFound, RefusalCode.BookingTransition, RefusalCode.RefundTooHigh, RefusalCode.StaleVersion],
            });
    }

    private async Task<Results<Ok<BookingResponse>, Problem>> GetAsync(Request request) =>
        await bookings.SeenAsync(request) is { } booking ? bookings.Show(request, booking) : BookingsApi.NotFound;

    private async Task<Results<Ok<Page<BookingResponse>>, FileContentHttpResult, Problem>> ListAsync(Request request)
    {
        var (filter, problem) = BookingQuery.Read(request);
        if (filter is null)
        {
            return problem!;
        }

        var sort = request.Query("sort") ?? "-created_at";
        if (sort is not ("created_at" or "-created_at"))
        {
            return Problems.Invalid([new FieldError("sort", "sort must be created_at or -created_at.")]);
        }

        var newestFirst = sort[0] == '-';
        var first = newestFirst ? IBookingListService.FromTheEnd : 0;
        if (request.Query("format") is { } format)
        {
            return format == "csv"
                ? await ExportAsync(filter, newestFirst, first)
                : Problems.Invalid([new FieldError("format", "format must be csv, or be left out.")]);
        }

        var (limit, start, wrong) = Listing.Read(request, first);
        if (wrong is not null)
        {
            return wrong;
        }

        var (items, next) = await lists.ListAsync(filter, newestFirst, start, limit);
        var now = time.GetUtcNow();
        return TypedResults.Ok(Listing.Of(next, items.Select(booking => BookingResponse.Of(booking, now))));
    }

    private async Task<Results<Ok<Page<BookingResponse>>, FileContentHttpResult, Problem>> ExportAsync(BookingFilter filter, bool newestFirst, long start)
    {
        var csv = new StringBuilder("booking_reference,id,event_id,user_id,quantity,seats,status,payment_status,total_amount,refunded_amount,currency,created_at,confirmed_at,cancelled_at,section,email,ticket_types,fees_amount,code,discount_amount,taxes_amount\r\n");
        var rows = 0;
        for (long? next = start; next is { } from;)
        {
            (var items, next) = await lists.ListAsync(filter, newestFirst, from, ExportPage);
            rows += items.Count;
            if (rows > MaxExport)
            {
                return Problems.Invalid([new FieldError("from", FormattableString.Invariant($"More than {MaxExport} bookings are meant: narrow them down by from and to."))]);
            }

            foreach (var booking in items)
            {
                Append(csv, booking);
            }
        }

        return TypedResults.File(Encoding.UTF8.GetBytes(csv.ToString()), "text/csv; charset=utf-8", "bookings.csv");
    }

    private static void Append(StringBuilder csv, BookingView booking)
    {
        var currency = Currency.TryFind(booking.Currency, out var known) ? known : null;
        string[] cells =
        [
            Csv.Name(BookingReference.Of(booking.BookingId)), booking.BookingId.ToString(), booking.BookingId.Hold.Event.ToString(), Csv.Name(booking.Customer ?? ""),
            booking.TicketCount.ToString(CultureInfo.InvariantCulture), Csv.Name(string.Join(' ', booking.SeatsNow)), Json.Snake(booking.Status), Json.Snake(booking.PaymentStatus),
            currency?.Format(booking.AmountMinor) ?? "", currency?.Format(booking.RefundedMinor) ?? "", booking.Currency,
            Time(booking.CreatedAt), Time(booking.ConfirmedAt), Time(booking.CancelledAt), Csv.Name(string.Join("; ", booking.Sections)), booking.Email ?? "",
            Csv.Name(string.Join("; ", booking.PricesNow?.Lines.Where(static line => line.Name.Length > 0).Select(static line => $"{line.Quantity} {line.Name}") ?? [])),
            currency?.Format(booking.PricesNow?.FeesMinor ?? 0) ?? "",
            Csv.Name(booking.Prices?.Code ?? ""), booking.PricesNow is { Code: not null, DiscountMinor: var discount } ? currency?.Format(discount) ?? "" : "",
            currency?.Format(booking.PricesNow?.TaxMinor ?? 0) ?? "",
        ];
        csv.Append(Csv.Row(cells));
    }

    private static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "";

    private async Task<Results<Ok<BookingResponse>, Problem>> ConfirmAsync(ConfirmBookingRequest body, Request request) =>
        await bookings.SeenAsync(request) is not { } booking ? BookingsApi.NotFound
        : EntityTags.IsStale(request, booking.Version) ? Problems.From(RefusalCode.StaleVersion)
        : bookings.Show(request, await service.ConfirmAsync(booking, request.Caller.Subject!, body.Reason, body.PaymentReference));

    private async Task<Results<Ok<BookingResponse>, Problem>> CancelAsync(CancelAnyBookingRequest body, Request request) =>
        await bookings.SeenAsync(request) is not { } booking ? BookingsApi.NotFound
        : bookings.Show(request, await service.CancelAsync(
            booking, new CancelBooking { By = request.Caller.Subject!, Why = body.Reason, ExpectedVersion = EntityTags.Expected(request, booking.Version) }, isStaff: true));

    private async Task<Results<Ok<BookingResponse>, Problem>> RefundAsync(RefundBookingRequest body, Request request)
    {
        if (await bookings.SeenAsync(request) is not { } booking)
        {
            return BookingsApi.NotFound;
        }

        List<FieldError> errors = [];
        var amount = body.Amount is { } wanted && Currency.TryFind(booking.Currency, out var currency) ? wanted.In(currency, "amount", errors) : (long?)null;
        if (errors.Count == 0 && amount == 0)
        {
            errors.Add(new FieldError("amount", "amount must be more than nothing, or be left out for all of it."));
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        if (amount is not null && request.Header("If-Match") is null)
        {
            return Problems.NeedsVersion("What is paid back in part is added to what was paid back before. Send If-Match with the booking's version.");
        }

        var expected = EntityTags.Expected(request, booking.Version);
        return bookings.Show(request, await service.RefundAsync(
            booking, new RefundBooking { AmountMinor = amount, By = request.Caller.Subject!, Why = body.Reason, ExpectedVersion = expected }));
    }
}
