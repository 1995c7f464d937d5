using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Bookings;

/// <summary>A customer's bookings.</summary>
public sealed class BookingsApi(BookingOffice office, Ownership ownership, TimeProvider time)
{
    private const string StepsExample = """{"items":[{"version":1,"status":"pending","payment_status":"pending","at":"2027-01-31T19:30:00.000Z","by":"ann","why":null}],"next_cursor":null}""";

    public IEnumerable<Route> Routes =>
    [
        new("POST", "/api/v1/bookings", "Book places that are paid later: they are kept until expires_at", StartAsync)
        {
            Access = Access.Customer,
            Keyed = true,
            BodyExample = """{"event_id":"4242d34d-8040-8000-8000-000000000000","quantity":2,"payment_method":"card"}""",
            AnswerExample = BookingJson.Example,
            Successes = [201, 200],
            Refusals =
            [
                RefusalCode.EventNotFound, RefusalCode.SeatNotFound, RefusalCode.SectionNotFound, RefusalCode.HoldNotFound, RefusalCode.InsufficientSeats,
                RefusalCode.SeatTaken, RefusalCode.NotOnSale, RefusalCode.CustomerLimit, RefusalCode.AlreadyBooked, RefusalCode.HoldExpired,
            ],
        },
        new("GET", "/api/v1/bookings", "List one's own bookings (?status=, ?event_id=)", ListAsync)
        {
            Access = Access.Customer,
            Query = ["status", "event_id", .. Listing.Parameters],
            AnswerExample = BookingJson.ListExample,
        },
        new("GET", "/api/v1/bookings/{id}", "Look at a booking", request => WithAsync(request, ShowAsync))
        {
            Access = Access.Anyone,
            AnswerExample = BookingJson.Example,
            Refusals = [RefusalCode.BookingNotFound],
        },
        new("GET", "/api/v1/bookings/{id}/status", "Where a booking is", request => WithAsync(request, StatusAsync))
        {
            Access = Access.Customer,
            AnswerExample = """{"id":"c242d34d-8040-8000-8000-000000000001","status":"pending","payment_status":"pending","ticket_status":null,"version":1,"expires_at":"2027-01-31T19:45:00.000Z","is_active":true,"is_expired":false}""",
            Refusals = [RefusalCode.BookingNotFound],
        },
        new("GET", "/api/v1/bookings/{id}/history", "Every step of a booking: what, when, who and why", request => WithAsync(request, HistoryAsync))
        {
            Access = Access.Customer,
            AnswerExample = StepsExample,
            Refusals = [RefusalCode.BookingNotFound],
        },
        new("PUT", "/api/v1/bookings/{id}/cancel", "Cancel a booking, as the event's policy allows", request => WithAsync(request, CancelAsync))
        {
            Access = Access.Customer,
            BodyExample = """{"reason":"can't come"}""",
            BodyOptional = true,
            AnswerExample = BookingJson.Example,
            Refusals = [RefusalCode.BookingNotFound, RefusalCode.BookingTransition, RefusalCode.CancelledTooLate, RefusalCode.AlreadyAttended, RefusalCode.TicketsPassedOn, RefusalCode.StaleVersion],
        },
    ];

    /// <summary>The booking, if the caller may know of it.</summary>
    internal async Task<Answer> WithAsync(Request request, Func<Request, BookingView, Task<Answer>> serve) =>
        TryId(request, out var id) && await office.FindAsync(id) is { } booking && ownership.MaySee(request.Caller, booking.Customer)
            ? await serve(request, ownership.MayWriteTo(request.Caller, booking.Customer) ? booking : booking with { Email = null })
            : Problems.From(RefusalCode.BookingNotFound);

    /// <summary>The version in If-Match. False: it is there and is none.</summary>
    internal static bool TryExpected(Request request, out long? version)
    {
        version = null;
        if (request.Header("If-Match") is not { } match)
        {
            return true;
        }

        var isVersion = long.TryParse(match.Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var expected);
        version = isVersion ? expected : -1;
        return isVersion;
    }

    internal Answer Show(BookingAnswer answer, int status = 200) =>
        answer.Refusal is { } refusal ? Problems.From(refusal) : BookingJson.Show(answer.Booking!, status, time.GetUtcNow());

    private Task<Answer> ShowAsync(Request request, BookingView booking) => Task.FromResult(BookingJson.Show(booking, 200, time.GetUtcNow()));

    private static Task<Answer> StatusAsync(Request request, BookingView booking) => Task.FromResult(Answer.Of(200, booking, static (json, booking) =>
    {
        json.WriteString("id"u8, booking.BookingId.Value);
        json.WriteString("status"u8, Json.Snake(booking.Status));
        json.WriteString("payment_status"u8, Json.Snake(booking.PaymentStatus));
        json.WriteString("ticket_status"u8, BookingJson.NameOf(booking.TicketStatus));
        json.WriteNumber("version"u8, booking.Version);
        json.WriteTime("expires_at"u8, booking.ExpiresAt);
        json.WriteBoolean("is_active"u8, booking.Status is BookingStatus.Pending or BookingStatus.Confirmed);
        json.WriteBoolean("is_expired"u8, booking.Status == BookingStatus.Expired);
    }));

    private async Task<Answer> HistoryAsync(Request request, BookingView booking) => BookingJson.Steps(await office.HistoryAsync(booking.BookingId));

    private async Task<Answer> CancelAsync(Request request, BookingView booking)
    {
        TryExpected(request, out var expected);
        string? why = null;
        if (request.Body.Length > 0)
        {
            var (body, problem) = RequestBody.Parse(request.Body);
            why = body?.Text("reason", 500);
            if (problem is not null || !body!.IsValid)
            {
                return problem ?? Problems.Invalid(body!.Errors);
            }
        }

        return Show(await office.CancelAsync(
            booking,
            new CancelBooking { By = request.Caller.Subject!, Why = why, ExpectedVersion = expected },
            isStaff: request.Caller.IsStaff && request.Caller.Subject != booking.Customer));
    }

    private async Task<Answer> StartAsync(Request request)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        if (body is null)
        {
            return problem!;
        }

        var method = body.Text("payment_method", 32);
        if (body.Has("hold_id"))
        {
            var holdId = body.Uuid("hold_id");
            return !body.IsValid ? Problems.Invalid(body.Errors)
                : HoldId.TryFrom(holdId!.Value, out var hold) ? Started(await office.StartAsync(hold, request.Caller.Subject!, method))
                : Problems.From(RefusalCode.HoldNotFound);
        }

        var (wish, wrong) = HoldWish.Read(body, "quantity");
        return wish is null ? wrong! : Started(await office.StartAsync(wish with { Secrets = request.Secrets }, request.Caller.Subject!, method));
    }

    internal Answer Started(BookingAnswer answer) =>
        Show(answer, answer.Repeated ? 200 : 201) with { Location = answer.Booking is { } booking ? $"/api/v1/bookings/{booking.BookingId}" : null };

    private async Task<Answer> ListAsync(Request request)
    {
        var (limit, start, problem) = Listing.Read(request, 0);
        if (problem is not null || !TryFilter(request, out var isWanted, out problem))
        {
            return problem!;
        }

        var (items, next) = await office.ListAsync(request.Caller.Subject!, isWanted, start, limit);
        var now = time.GetUtcNow();
        return Listing.Show(next, items, (json, booking) => BookingJson.Write(json, booking, now));
    }

    private static bool TryFilter(Request request, [NotNullWhen(true)] out Func<BookingView, bool>? isWanted, out Answer? problem)
    {
        var filter = new BookingFilter();
        List<FieldError> errors = [];
        filter = filter with
        {
            Status = BookingFilter.ReadStatus<BookingStatus>(request, "status", errors),
            Event = BookingFilter.ReadEvent(request, errors),
        };
        problem = errors.Count > 0 ? Problems.Invalid(errors) : null;
        isWanted = errors.Count > 0 ? null : filter.Wants;
        return isWanted is not null;
    }

    internal static bool TryId(Request request, out BookingId id)
    {
        id = default;
        return Guid.TryParseExact(request.Route("id"), "D", out var value) && BookingId.TryFrom(value, out id);
    }
}
