using System.Globalization;
using System.Text.Json;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Money;
using Ticketing.Security;

namespace Ticketing.Payments;

/// <summary>Paying bookings, and what providers tell of payments.</summary>
public sealed class PaymentsApi(IGrainFactory grains, BookingsApi bookings, PaymentProviders providers)
{
    private const string AttemptExample = """{"number":1,"for":"booking","key":"c242d34d804080008000000000000001-1","provider":"test","state":"succeeded","is_over":true,"amount":"50.00","refunded_amount":"0.00","currency":"USD","reference":"test_c242d34d804080008000000000000001-1","action_url":null,"decline_code":null,"why":null,"trouble":null,"started_at":"2027-01-31T19:30:00.000Z","ends_at":"2027-01-31T19:40:00.000Z","steps":[{"at":"2027-01-31T19:30:00.000Z","what":"begun"}]}""";

    public IEnumerable<Route> Routes =>
    [
        new("POST", "/api/v1/bookings/{id}/pay", "Pay a pending booking: its places stay held while the payment is under way", request => bookings.WithAsync(request, PayAsync))
        {
            Access = Access.Customer,
            Keyed = true,
            BodyExample = """{"payment_token":"tok_success"}""",
            AnswerExample = AttemptExample,
            Successes = [200, 202],
            Refusals =
            [
                RefusalCode.BookingNotFound, RefusalCode.BookingTransition, RefusalCode.HoldExpired, RefusalCode.PaymentDeclined, RefusalCode.PaymentUnderWay,
                RefusalCode.PaymentAttempts, RefusalCode.PaymentElsewhere,
            ],
        },
        new("GET", "/api/v1/bookings/{id}/payment", "Every attempt to pay a booking, step by step", request => bookings.WithAsync(request, ShowAsync))
        {
            Access = Access.Customer,
            AnswerExample = $$"""{"items":[{{AttemptExample}}],"next_cursor":null}""",
            Refusals = [RefusalCode.BookingNotFound],
        },
        new("POST", "/api/v1/payments/webhooks/{provider}", "A provider has news of a payment (signed by the provider)", HearAsync)
        {
            Access = Access.Anyone,
            Unlimited = true,
            BodyExample = """{"type":"payment.updated","timestamp":"2027-01-31T19:30:00Z","data":{"payment":"c242d34d804080008000000000000001-1"}}""",
            AnswerExample = """{"received":true}""",
            Refusals = [RefusalCode.WebhookUnsigned, RefusalCode.PaymentProviderNotFound],
        },
        new("POST", "/api/v1/payments/test/{key}/complete", "Do what the test provider's payment requires (only where that is the provider)", ActAsync)
        {
            Access = Access.Anyone,
            BodyExample = """{"agrees":true}""",
            BodyOptional = true,
            AnswerExample = """{"received":true}""",
            Refusals = [RefusalCode.PaymentProviderNotFound, RefusalCode.PaymentNotFound, RefusalCode.PaymentTransition],
        },
    ];

    private async Task<Answer> PayAsync(Request request, BookingView booking)
    {
        var (body, problem) = RequestBody.Parse(request.Body);
        var token = body?.Text("payment_token", 255, required: true);
        if (problem is not null || !body!.IsValid)
        {
            return problem ?? Problems.Invalid(body!.Errors);
        }

        var answer = await Payment(booking.BookingId).Pay(new PayBooking { Token = token!, Request = request.Secrets?.Nonce });
        return answer.Refusal is { } refusal
            ? Problems.From(refusal)
            : Answer.Of(answer.Attempt!.IsOver ? 200 : 202, (answer.Attempt, booking.Currency), static (json, shown) => Write(json, shown.Attempt, shown.Currency));
    }

    private async Task<Answer> ShowAsync(Request request, BookingView booking)
    {
        var view = await Payment(booking.BookingId).Get();
        return Listing.Show(next: null, view?.Attempts ?? [], (json, attempt) => Write(json, attempt, booking.Currency));
    }

    private async Task<Answer> HearAsync(Request request)
    {
        if (providers.Find(request.Route("provider")) is not { } provider)
        {
            return Problems.From(RefusalCode.PaymentProviderNotFound, "The last part of the address is the name of a provider that this service takes payments through.");
        }

        var news = provider.ReadWebhook(request.Header, request.Body.Span);
        if (news.Doubt is { } doubt)
        {
            return Problems.From(RefusalCode.WebhookUnsigned, doubt);
        }

        // One that speaks of a payment which nobody made here was meant for another service.
        if (news.Payment is { } key && TryParse(key, out var booking, out var attempt))
        {
            await Payment(booking).Look(attempt);
        }

        return Received;
    }

    private async Task<Answer> ActAsync(Request request)
    {
        var agrees = true;
        if (request.Body.Length > 0)
        {
            var (body, problem) = RequestBody.Parse(request.Body);
            agrees = body?.Flag("agrees") ?? true;
            if (problem is not null || !body!.IsValid)
            {
                return problem ?? Problems.Invalid(body!.Errors);
            }
        }

        if (providers.Find(TestPaymentProvider.ProviderName) is null)
        {
            return Problems.From(RefusalCode.PaymentProviderNotFound, "The test provider is not used here.");
        }

        var key = request.Route("key");
        if (!TryParse(key, out _, out _))
        {
            return Problems.From(RefusalCode.PaymentNotFound);
        }

        var intent = grains.GetGrain<ITestIntentGrain>(key);
        if (await intent.Act(agrees))
        {
            return Received;
        }

        var state = (await intent.Query()).Intent.State;
        return state == IntentState.Unknown
            ? Problems.From(RefusalCode.PaymentNotFound)
            : Problems.From(RefusalCode.PaymentTransition, $"Nothing is required of the customer: the payment is {Json.Snake(state)}.");
    }

    private static Answer Received => Answer.Of(200, 0, static (json, _) => json.WriteBoolean("received"u8, true));

    private IPaymentGrain Payment(BookingId booking) => grains.GetGrain<IPaymentGrain>(booking.GrainKey());

    private static bool TryParse(string key, out BookingId booking, out int attempt)
    {
        booking = default;
        attempt = 0;
        return key.Split('-') is [var id, var number]
            && Guid.TryParseExact(id, "N", out var value) && BookingId.TryFrom(value, out booking) && booking.GrainKey() == id
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out attempt);
    }

    internal static void Write(Utf8JsonWriter json, AttemptView attempt, string currency)
    {
        json.WriteNumber("number"u8, attempt.Number);
        json.WriteString("for"u8, attempt.Exchange is null ? "booking"u8 : "exchange"u8);
        json.WriteString("key"u8, attempt.Key);
        json.WriteString("provider"u8, attempt.Provider);
        json.WriteString("state"u8, Json.Snake(attempt.State));
        json.WriteBoolean("is_over"u8, attempt.IsOver);
        json.WriteAmount("amount"u8, attempt.AmountMinor, currency);
        json.WriteAmount("refunded_amount"u8, attempt.RefundedMinor, currency);
        json.WriteString("currency"u8, currency);
        json.WriteString("reference"u8, attempt.Reference);
        json.WriteString("action_url"u8, attempt.ActionUrl);
        json.WriteString("decline_code"u8, attempt.DeclineCode);
        json.WriteString("why"u8, attempt.Why);
        json.WriteString("trouble"u8, attempt.Trouble);
        json.WriteTime("started_at"u8, attempt.StartedAt);
        json.WriteTime("ends_at"u8, attempt.EndsAt);
        json.WriteStartArray("steps"u8);
        foreach (var step in attempt.Steps)
        {
            json.WriteStartObject();
            json.WriteTime("at"u8, step.At);
            json.WriteString("what"u8, step.What);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
