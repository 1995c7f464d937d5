using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Orleans;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Money;
using Ticketing.Security;

namespace Ticketing.Payments;

/// <summary>Paying bookings, and what providers tell of payments.</summary>
public sealed class PaymentsApi(IGrainFactory grains, BookingsApi bookings, IPaymentAccountService accounts, EventAccess access, PaymentProviders providers)
{
    public void Map(IEndpointRouteBuilder api)
    {
        var bookings = api.MapGroup("/api/v1/bookings/{id}").WithTags("Payments");
        bookings.MapPost("pay", PayAsync).WithName("payBooking").WithSummary("Pay a pending booking: its places stay held while the payment is under way")
            .WithRules(new Rules
            {
                Access = Access.Checkout,
                Keyed = true,
                Audited = true,
                Headers = [Ownership.TokenHeader],
                Refusals =
                [
                    RefusalCode.BookingNotFound, RefusalCode.BookingTransition, RefusalCode.HoldExpired, RefusalCode.PaymentDeclined, RefusalCode.PaymentUnderWay,
                    RefusalCode.PaymentAttempts, RefusalCode.PaymentElsewhere, RefusalCode.SellerNotReady,
                ],
            });
        bookings.MapGet("payment", GetAsync).WithName("getPayment").WithSummary("Every attempt to pay a booking, step by step").WithRules(BookingsApi.Reading);

        var payments = api.MapGroup("/api/v1/payments").WithTags("Payments");
        payments.MapGet("provider", ProviderAsync).WithName("getPaymentProvider").WithSummary("Who takes payments, and what a client needs to show their form")
            .WithRules(new Rules
            {
                Access = Access.Public,
                Query = [new QueryParameter("event_id", "Who takes those of this event.")],
                Refusals = [RefusalCode.EventNotFound, RefusalCode.SellerNotReady],
            });
        payments.MapPost("webhooks/{provider}", HearAsync).Accepts<PaymentWebhookRequest>(Answer.Json).WithName("hearPayment")
            .WithSummary("A provider has news of a payment (signed by the provider)")
            .WithRules(new Rules { Access = Access.Anyone, Unlimited = true, IsLenient = true, Refusals = [RefusalCode.WebhookUnsigned, RefusalCode.PaymentProviderNotFound] });
        payments.MapPost("test/{key}/complete", CompleteAsync).WithName("completeTestPayment")
            .WithSummary("Do what the test provider's payment requires (only where that is the provider)")
            .WithRules(new Rules { Access = Access.Anyone, Refusals = [RefusalCode.PaymentProviderNotFound, RefusalCode.PaymentNotFound, RefusalCode.PaymentTransition] });
    }

    private static Ok<ReceivedResponse> Received => TypedResults.Ok(new ReceivedResponse { Received = true });

    private async Task<Results<Ok<PaymentProviderResponse>, Problem>> ProviderAsync(Request request)
    {
        SellerAnswer seller = default;
        if (request.Query("event_id") is { Length: > 0 } named)
        {
            if (!EventId.TryParse(named, out var id) || await access.FindAsync(request.Caller, id) is not { } entry)
            {
                return Problems.From(RefusalCode.EventNotFound);
            }

            seller = await accounts.SellerOfAsync(entry.View);
        }

        return seller.Refusal is { } refusal ? Problems.From(refusal) : TypedResults.Ok(new PaymentProviderResponse
        {
            Provider = providers.Active?.Name ?? PaymentProviders.External,
            PublishableKey = providers.Active?.Form?.PublishableKey,
            PaymentMethodTypes = providers.Active?.Form?.MethodTypes ?? [],
            CaptureMethod = providers.Active?.Form?.CaptureMethod,
            Account = seller.Account,
        });
    }

    private async Task<Results<Ok<AttemptResponse>, Accepted<AttemptResponse>, Problem>> PayAsync(PayBookingRequest body, Request request)
    {
        List<FieldError> errors = [];
        var means = Renamed.Needed("payment_method", body.PaymentMethod, "payment_token", body.PaymentToken, errors);
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        if (await bookings.OwnAsync(request) is not { } booking)
        {
            return BookingsApi.NotFound;
        }

        if (body.Reason is null && Ownership.ActsForOther(request.Caller, booking.Customer))
        {
            return BookingsApi.ReasonNeeded;
        }

        var answer = await Payment(booking.BookingId).Pay(new PayBooking
        {
            Token = means!,
            Request = request.Secrets?.Nonce,
            By = Ownership.ActorOf(request.Caller, booking.Customer),
            Why = body.Reason,
        });
        if (answer.Refusal is { } refusal)
        {
            return Problems.From(refusal);
        }

        if (answer.Attempt is { IsOver: true, State: IntentState.Canceled })
        {
            return Problems.From(RefusalCode.BookingTransition, "The payment was given up, and nothing was taken: the booking was cancelled meanwhile, or its time is over.");
        }

        var attempt = AttemptResponse.Of(answer.Attempt!, booking.Currency);
        return attempt.IsOver ? TypedResults.Ok(attempt) : TypedResults.Accepted((string?)null, attempt);
    }

    private async Task<Results<Ok<Page<AttemptResponse>>, Problem>> GetAsync(Request request)
    {
        if (await bookings.OwnAsync(request) is not { } booking)
        {
            return BookingsApi.NotFound;
        }

        var view = await Payment(booking.BookingId).Get();
        return TypedResults.Ok(Listing.Of(next: null, (view?.Attempts ?? []).Select(attempt => AttemptResponse.Of(attempt, booking.Currency))));
    }

    /// <summary>The signature is over the bytes as they came: nobody reads them before it is checked.</summary>
    private async Task<Results<Ok<ReceivedResponse>, Problem>> HearAsync(Request request)
    {
        if (providers.Find(request.Route("provider")) is not { } provider)
        {
            return Problems.From(RefusalCode.PaymentProviderNotFound, "The last part of the address is the name of a provider that this service takes payments through.");
        }

        var news = await provider.ReadWebhookAsync(request.Header, request.Body, CancellationToken.None);
        if (news.Doubt is { } doubt)
        {
            return Problems.From(RefusalCode.WebhookUnsigned, doubt);
        }

        // One that speaks of a payment which nobody made here was meant for another service.
        (BookingId, int)? payment = news.Payment is { } key && TryParse(key, out var booking, out var attempt) ? (booking, attempt) : null;
        if (payment is not null || news.Payment is null)
        {
            await accounts.HearAsync(provider.Name, news.Account, payment, news.IsAfterwards);
        }

        return Received;
    }

    private async Task<Results<Ok<ReceivedResponse>, Problem>> CompleteAsync(CompletePaymentRequest? body, Request request)
    {
        if (providers.Find(TestPaymentProvider.ProviderName) is null)
        {
            return Problems.From(RefusalCode.PaymentProviderNotFound, "The test provider is not used here.");
        }

        var key = request.Route("key");
        if (!TryParse(TestAccounts.KeyIn(key), out _, out _))
        {
            return Problems.From(RefusalCode.PaymentNotFound);
        }

        var intent = grains.GetGrain<ITestIntentGrain>(key);
        if (await intent.Act(body?.Agrees ?? true))
        {
            return Received;
        }

        var state = (await intent.Query()).Intent.State;
        return state == IntentState.Unknown
            ? Problems.From(RefusalCode.PaymentNotFound)
            : Problems.From(RefusalCode.PaymentTransition, $"Nothing is required of the customer: the payment is {Json.Snake(state)}.");
    }

    private IPaymentGrain Payment(BookingId booking) => grains.GetGrain<IPaymentGrain>(booking.GrainKey());

    private static bool TryParse(string key, out BookingId booking, out int attempt)
    {
        booking = default;
        attempt = 0;
        return key.Split('-') is [var id, var number]
            && Guid.TryParseExact(id, "N", out var value) && BookingId.TryFrom(value, out booking) && booking.GrainKey() == id
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out attempt);
    }
}
