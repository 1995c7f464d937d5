using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Payments;
using Ticketing.Security;

namespace Ticketing.Bookings;

/// <summary>Other places for those that a booking has.</summary>
public sealed class ExchangesApi(BookingsApi bookings, BookingOffice office, ExchangeOffice exchanges, TimeProvider time)
{
    private const int MaxSeats = 1_000;

    public IEnumerable<Route> Routes =>
    [
        new("POST", "/api/v1/bookings/{id}/exchange", "Exchange a confirmed booking's places for other seats, or for another section; the difference is paid or paid back", request => bookings.WithAsync(request, ExchangeAsync))
        {
            Access = Access.Customer,
            Keyed = true,
            BodyExample = """{"seats":["stalls-B-1","stalls-B-2"],"payment_token":"tok_success"}""",
            AnswerExample = BookingJson.Example,
            Successes = [200, 202],
            Refusals =
            [
                RefusalCode.BookingNotFound, RefusalCode.BookingTransition, RefusalCode.ExchangeUnderWay, RefusalCode.ExchangedTooLate, RefusalCode.ExchangeLimit,
                RefusalCode.AlreadyAttended, RefusalCode.TicketsPassedOn, RefusalCode.StaleVersion, RefusalCode.SeatNotFound, RefusalCode.SectionNotFound, RefusalCode.InsufficientSeats, RefusalCode.SeatTaken,
                RefusalCode.NotOnSale, RefusalCode.CustomerLimit, RefusalCode.HoldExpired, RefusalCode.HoldReleased, RefusalCode.PaymentNeeded, RefusalCode.PaymentDeclined,
                RefusalCode.PaymentElsewhere, RefusalCode.PaymentUnderWay,
            ],
        },
    ];

    private async Task<Answer> ExchangeAsync(Request request, BookingView booking)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        if (body is null)
        {
            return problem!;
        }

        var staff = request.Caller.IsStaff && request.Caller.Subject != booking.Customer ? request.Caller.Subject : null;
        var (wish, terms) = (ReadWish(body), ReadTerms(body, staff));
        if (!body.IsValid)
        {
            return Problems.Invalid(body.Errors);
        }

        BookingsApi.TryExpected(request, out var expected);
        var answer = await exchanges.ExchangeAsync(booking, wish with { Event = booking.BookingId.Hold.Event, Secrets = request.Secrets }, terms with { ExpectedVersion = expected });
        return answer switch
        {
            { Refusal: { } refusal } => Problems.From(refusal),
            { Attempt: { IsOver: false } attempt } => Answer.Of(202, (attempt, booking.Currency), static (json, shown) => PaymentsApi.Write(json, shown.attempt, shown.Currency)),
            _ => BookingJson.Show(await office.FindAsync(booking.BookingId) ?? booking, 200, time.GetUtcNow()),
        };
    }

    private static HoldRequest ReadWish(RequestBody body)
    {
        var seats = body.Texts("seats", MaxSeats);
        var section = body.Text("section", 32, required: !body.Has("seats"));
        if (seats is not null && section is not null)
        {
            body.Wrong<string>("section", "must be left out where seats are named.");
        }

        return new HoldRequest { Event = default, Seats = seats is null ? [] : [.. seats], Section = section, Quantity = body.Integer("quantity", 1, 100_000) ?? 0 };
    }

    private static ExchangeTerms ReadTerms(RequestBody body, string? staff)
    {
        foreach (var name in new[] { "reason", "payment_reference" }.Where(name => staff is null && body.Has(name)))
        {
            body.Wrong<string>(name, "may be given by staff only.");
        }

        return new ExchangeTerms
        {
            Token = body.Text("payment_token", 255),
            Staff = staff,
            Why = body.Text("reason", 500),
            PaymentReference = body.Text("payment_reference", 200),
        };
    }
}
