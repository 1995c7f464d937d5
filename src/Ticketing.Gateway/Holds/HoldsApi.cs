using System.Text.Json;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Holds;

/// <summary>Holding places, and booking what is held.</summary>
public sealed class HoldsApi(BookingDesk desk, Ownership ownership, TimeProvider time)
{
    private const int MaxCustomer = 64;

    private static readonly RefusalCode[] PlaceRefusals =
    [
        RefusalCode.EventNotFound, RefusalCode.SeatNotFound, RefusalCode.SectionNotFound, RefusalCode.InsufficientSeats,
        RefusalCode.SeatTaken, RefusalCode.NotOnSale, RefusalCode.CustomerLimit,
    ];

    public IEnumerable<Route> Routes =>
    [
        new("POST", "/api/v1/holds", "Hold places or seats for a few minutes", PlaceAsync)
        {
            Access = Access.Checkout,
            Keyed = true,
            BodyExample = """{"event_id":"4242d34d-8040-8000-8000-000000000000","qty":2}""",
            AnswerExample = HoldExample,
            Successes = [201],
            Refusals = PlaceRefusals,
        },
        new("GET", "/api/v1/holds/{id}", "Look at a hold", GetAsync)
        {
            Access = Access.Anyone,
            AnswerExample = HoldExample,
            Refusals = [RefusalCode.HoldNotFound],
        },
        new("POST", "/api/v1/holds/{id}/expire", "End a hold now (operator)", ExpireAsync)
        {
            Access = Access.Operator,
            AnswerExample = HoldExample,
            Refusals = [RefusalCode.HoldNotFound, RefusalCode.AlreadyBooked],
        },
        new("DELETE", "/api/v1/holds/{id}", "Give a hold back (holder, with X-Payment-Token, or the customer)", ReleaseAsync)
        {
            Headers = ["X-Payment-Token"],
            Access = Access.Checkout,
            AnswerExample = HoldExample,
            Refusals = [RefusalCode.WrongToken, RefusalCode.HoldNotFound, RefusalCode.AlreadyBooked],
        },
        new("POST", "/api/v1/book", "Book a hold with its payment token, or hold and book in one step", BookAsync)
        {
            Access = Access.Checkout,
            Keyed = true,
            BodyExample = """{"hold_id":"8242d34d-8040-8000-8000-000000000001","payment_token":"3q2-7wAAAAAAAAAAAAAAAA","email":"ann@example.org"}""",
            AnswerExample = """{"booking_id":"c242d34d-8040-8000-8000-000000000001","booking_reference":"K7QF2MPX4T","hold_id":"8242d34d-8040-8000-8000-000000000001","event_id":"4242d34d-8040-8000-8000-000000000000","qty":2,"seats":[],"status":"confirmed","payment_status":"completed","ticket_status":"PENDING","total_amount":"0.00","currency":"USD","created_at":"2027-01-31T19:30:00.000Z"}""",
            Successes = [201, 200],
            Refusals = [.. PlaceRefusals, RefusalCode.WrongToken, RefusalCode.HoldNotFound, RefusalCode.HoldExpired, RefusalCode.HoldReleased],
        },
    ];

    private const string HoldExample = """{"hold_id":"8242d34d-8040-8000-8000-000000000001","event_id":"4242d34d-8040-8000-8000-000000000000","qty":2,"section":"general","seats":[],"together":true,"status":"active","expires_at":"2027-01-31T19:32:00.000Z","expires_in_seconds":120,"payment_token":"3q2-7wAAAAAAAAAAAAAAAA"}""";

    private async Task<Answer> PlaceAsync(Request request)
    {
        var (hold, problem) = Read(request);
        if (hold is null)
        {
            return problem!;
        }

        var placed = await desk.PlaceAsync(hold);
        if (placed.Answer.Refusal is { } refusal)
        {
            return Problems.From(refusal);
        }

        return Show(placed.Answer.Hold!, placed.Token, 201);
    }

    private async Task<Answer> GetAsync(Request request)
    {
        if (!TryHoldId(request, out var hold))
        {
            return Problems.From(RefusalCode.HoldNotFound);
        }

        var answer = await desk.GetAsync(hold);
        return answer.Refusal is { } refusal ? Problems.From(refusal)
            : ownership.MaySee(request.Caller, answer.Hold!.Customer) ? Show(answer.Hold, token: null, 200)
            : Problems.From(RefusalCode.HoldNotFound);
    }

    private async Task<Answer> ExpireAsync(Request request)
    {
        if (!TryHoldId(request, out var hold))
        {
            return Problems.From(RefusalCode.HoldNotFound);
        }

        var answer = await desk.ExpireAsync(hold);
        return answer.Refusal is { } refusal ? Problems.From(refusal) : Show(answer.Hold!, token: null, 200);
    }

    private async Task<Answer> ReleaseAsync(Request request)
    {
        if (!TryHoldId(request, out var hold))
        {
            return Problems.From(RefusalCode.HoldNotFound);
        }

        var token = request.Header("X-Payment-Token");
        var answer = await desk.ReleaseAsync(hold, token, request.Caller.Subject);
        return answer.Refusal switch
        {
            null => Show(answer.Hold!, token: null, 200),

            // A customer who shows no token has none: what is not theirs is not there.
            { Code: RefusalCode.WrongToken } when token is null && !request.Caller.IsGuest => Problems.From(RefusalCode.HoldNotFound),
            { } refusal => Problems.From(refusal),
        };
    }

    private async Task<Answer> BookAsync(Request request)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        if (body is null)
        {
            return problem!;
        }

        var email = EmailAddress.Read(body, "email");
        if (body.Has("hold_id"))
        {
            var id = body.Uuid("hold_id", required: true);
            var token = body.Text("payment_token", 64, required: true);
            return !body.IsValid ? Problems.Invalid(body.Errors)
                : HoldId.TryFrom(id!.Value, out var hold) ? await ConfirmAsync(hold, token!, email)
                : Problems.From(RefusalCode.HoldNotFound);
        }

        var (wanted, wrong) = Read(request);
        if (wanted is null || !body.IsValid)
        {
            return wrong ?? Problems.Invalid(body.Errors);
        }

        var placed = await desk.PlaceAsync(wanted);
        return placed.Answer.Refusal is { } refusal
            ? Problems.From(refusal)
            : await ConfirmAsync(placed.Answer.Hold!.HoldId, placed.Token!, email);
    }

    private async Task<Answer> ConfirmAsync(HoldId hold, string token, string? email)
    {
        var answer = await desk.BookAsync(hold, token, email);
        if (answer.Refusal is { } refusal)
        {
            return Problems.From(refusal);
        }

        return BookingJson.Show(answer.Hold!, answer.Repeated ? 200 : 201, time.GetUtcNow());
    }

    private (HoldRequest? Hold, Answer? Problem) Read(Request request)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        if (body is null)
        {
            return (null, problem);
        }

        var (customer, notYours) = ownership.CustomerFor(request.Caller, body.Text("customer_id", MaxCustomer), "customer_id");
        var (wish, wrong) = HoldWish.Read(body, "qty");
        return wish is null || notYours is not null
            ? (null, wrong ?? notYours)
            : (wish with { Customer = customer, Secrets = request.Secrets }, null);
    }

    private Answer Show(HoldView hold, string? token, int status) =>
        Answer.Of(status, (hold, token, now: time.GetUtcNow()), static (json, shown) =>
        {
            var (hold, token, now) = shown;
            json.WriteString("hold_id"u8, hold.HoldId.Value);
            json.WriteString("event_id"u8, hold.HoldId.Event.Value);
            json.WriteNumber("qty"u8, hold.Quantity);
            json.WriteString("section"u8, hold.SectionId);
            json.WriteTexts("seats"u8, hold.Seats);
            json.WriteBoolean("together"u8, hold.Groups <= 1);
            json.WriteString("status"u8, hold.Status switch
            {
                HoldStatus.Active => "active"u8,
                HoldStatus.Confirmed => "confirmed"u8,
                HoldStatus.Expired => "expired"u8,
                _ => "released"u8,
            });
            json.WriteTime("created_at"u8, hold.CreatedAt);
            json.WriteTime("expires_at"u8, hold.ExpiresAt);
            json.WriteNumber("expires_in_seconds"u8, Math.Max(0, (long)Math.Ceiling((hold.ExpiresAt - now).TotalSeconds)));
            json.WriteAmount("total_amount"u8, hold.AmountMinor, hold.Currency);
            json.WriteString("currency"u8, hold.Currency);
            if (hold.Customer is not null)
            {
                json.WriteString("customer_id"u8, hold.Customer);
            }

            if (token is not null)
            {
                json.WriteString("payment_token"u8, token);
            }
        });

    private static bool TryHoldId(Request request, out HoldId hold)
    {
        hold = default;
        return Guid.TryParseExact(request.Route("id"), "D", out var id) && HoldId.TryFrom(id, out hold);
    }
}
