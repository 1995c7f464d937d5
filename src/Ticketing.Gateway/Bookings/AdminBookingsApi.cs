using System.Globalization;
using System.Text;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Money;
using Ticketing.Security;

namespace Ticketing.Bookings;

/// <summary>Everybody's bookings, for admins.</summary>
public sealed class AdminBookingsApi(BookingsApi bookings, BookingOffice office, BookingRegister register, TimeProvider time)
{
    private const int MaxExport = 100_000;
    private const int ExportPage = 200;

    public IEnumerable<Route> Routes =>
    [
        new("GET", "/api/v1/admin/bookings", "List all bookings (?status=, ?payment_status=, ?event_id=, ?customer_id=, ?reference=, ?from=, ?to=, ?sort=created_at, ?format=csv)", ListAsync)
        {
            Access = Access.Admin,
            Query = ["status", "payment_status", "event_id", "customer_id", "reference", "from", "to", "sort", "format", .. Listing.Parameters],
            AnswerExample = BookingJson.ListExample,
        },
        new("GET", "/api/v1/admin/bookings/{id}", "Look at anybody's booking", request => bookings.WithAsync(request, ShowAsync))
        {
            Access = Access.Admin,
            AnswerExample = BookingJson.Example,
            Refusals = [RefusalCode.BookingNotFound],
        },
        new("PUT", "/api/v1/admin/bookings/{id}/confirm", "Confirm a booking whose payment was seen elsewhere", request => bookings.WithAsync(request, ConfirmAsync))
        {
            Access = Access.Admin,
            BodyExample = """{"reason":"bank transfer received","payment_reference":"TX-4711"}""",
            AnswerExample = BookingJson.Example,
            Refusals =
            [
                RefusalCode.BookingNotFound, RefusalCode.BookingTransition, RefusalCode.HoldExpired, RefusalCode.HoldReleased, RefusalCode.NotOnSale, RefusalCode.StaleVersion,
                RefusalCode.PaymentUnderWay,
            ],
        },
        new("PUT", "/api/v1/admin/bookings/{id}/cancel", "Cancel a booking, whatever the policy", request => bookings.WithAsync(request, CancelAsync))
        {
            Access = Access.Admin,
            BodyExample = """{"reason":"asked for at the counter"}""",
            AnswerExample = BookingJson.Example,
            Refusals = [RefusalCode.BookingNotFound, RefusalCode.BookingTransition, RefusalCode.StaleVersion],
        },
        new("PUT", "/api/v1/admin/bookings/{id}/refund", "Pay a booking back, in full or in part (with If-Match)", request => bookings.WithAsync(request, RefundAsync))
        {
            Access = Access.Admin,
            BodyExample = """{"amount":"12.50","reason":"late start"}""",
            AnswerExample = BookingJson.Example,
            Refusals = [RefusalCode.BookingNotFound, RefusalCode.BookingTransition, RefusalCode.RefundTooHigh, RefusalCode.StaleVersion],
        },
    ];

    private Task<Answer> ShowAsync(Request request, BookingView booking) => Task.FromResult(BookingJson.Show(booking, 200, time.GetUtcNow()));

    private async Task<Answer> ListAsync(Request request)
    {
        var (filter, problem) = BookingFilter.Read(request);
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
        var first = newestFirst ? BookingRegister.FromTheEnd : 0;
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

        var (items, next) = await register.ListAsync(filter, newestFirst, start, limit);
        var now = time.GetUtcNow();
        return Listing.Show(next, items, (json, booking) => BookingJson.Write(json, booking, now));
    }

    private async Task<Answer> ExportAsync(BookingFilter filter, bool newestFirst, long start)
    {
        var csv = new StringBuilder("booking_reference,id,event_id,user_id,quantity,seats,status,payment_status,total_amount,refunded_amount,currency,created_at,confirmed_at,cancelled_at\r\n");
        var rows = 0;
        for (long? next = start; next is { } from;)
        {
            (var items, next) = await register.ListAsync(filter, newestFirst, from, ExportPage);
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

        return new Answer(200, Encoding.UTF8.GetBytes(csv.ToString()), "text/csv; charset=utf-8");
    }

    private static void Append(StringBuilder csv, BookingView booking)
    {
        var currency = Currency.TryFind(booking.Currency, out var known) ? known : null;
        string[] cells =
        [
            BookingReference.Of(booking.BookingId), booking.BookingId.ToString(), booking.BookingId.Hold.Event.ToString(), booking.Customer ?? "",
            booking.Quantity.ToString(CultureInfo.InvariantCulture), string.Join(' ', booking.Seats), Json.Snake(booking.Status), Json.Snake(booking.PaymentStatus),
            currency?.Format(booking.AmountMinor) ?? "", currency?.Format(booking.RefundedMinor) ?? "", booking.Currency,
            Time(booking.CreatedAt), Time(booking.ConfirmedAt), Time(booking.CancelledAt),
        ];
        csv.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
    }

    /// <summary>Quoted where needed; what a spreadsheet would take for a formula is text.</summary>
    private static string Cell(string text)
    {
        text = text is ['=' or '+' or '-' or '@' or '\t', ..] ? "'" + text : text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "";

    private async Task<Answer> ConfirmAsync(Request request, BookingView booking)
    {
        var (body, why, problem) = ReadReason(request);
        if (problem is not null)
        {
            return problem;
        }

        var reference = body!.Text("payment_reference", 200);
        return !body.IsValid ? Problems.Invalid(body.Errors)
            : IsStale(request, booking) ? Problems.From(RefusalCode.StaleVersion)
            : bookings.Show(await office.ConfirmAsync(booking, request.Caller.Subject!, why, reference));
    }

    private async Task<Answer> CancelAsync(Request request, BookingView booking)
    {
        var (_, why, problem) = ReadReason(request);
        BookingsApi.TryExpected(request, out var expected);
        return problem ?? bookings.Show(await office.CancelAsync(
            booking, new CancelBooking { By = request.Caller.Subject!, Why = why, ExpectedVersion = expected }, isStaff: true));
    }

    private async Task<Answer> RefundAsync(Request request, BookingView booking)
    {
        var (body, why, problem) = ReadReason(request);
        if (problem is not null)
        {
            return problem;
        }

        var amount = body!.Has("amount") && Currency.TryFind(booking.Currency, out var currency) ? body.Amount("amount", currency) : (long?)null;
        if (body.IsValid && amount == 0)
        {
            body.Wrong<string>("amount", "must be more than nothing, or be left out for all of it.");
        }

        if (body.IsValid && amount is not null && request.Header("If-Match") is null)
        {
            return Problems.Write(
                428, "if_match_required", "Say which version is to be changed.", "What is paid back in part is added to what was paid back before. Send If-Match with the booking's version.");
        }

        BookingsApi.TryExpected(request, out var expected);
        return body.IsValid
            ? bookings.Show(await office.RefundAsync(booking, new RefundBooking { AmountMinor = amount, By = request.Caller.Subject!, Why = why, ExpectedVersion = expected }))
            : Problems.Invalid(body.Errors);
    }

    private static bool IsStale(Request request, BookingView booking) =>
        BookingsApi.TryExpected(request, out var expected) && expected is { } version ? version != booking.Version : request.Header("If-Match") is not null;

    /// <summary>Every act of an admin has a reason, for the booking's history.</summary>
    internal static (RequestBody? Body, string? Why, Answer? Problem) ReadReason(Request request)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        var why = body?.Text("reason", 500, required: true);
        return (body, why, problem ?? (body!.IsValid ? null : Problems.Invalid(body.Errors)));
    }
}
