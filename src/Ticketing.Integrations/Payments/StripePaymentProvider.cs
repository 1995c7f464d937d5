using System.Net;
using Stripe;
using Ticketing.Money;
using StripeIntent = Stripe.PaymentIntent;

namespace Ticketing.Payments;

/// <summary>
/// Stripe's PaymentIntents, captured by hand. One is made first, with our key as <c>Idempotency-Key</c> and no means of payment, and
/// confirmed only after its id was written down here: so a payment is never looked for by our key, which Stripe forgets after a day and
/// finds late. An intent is confirmed, captured and cancelled at most once by itself, so these need no key of ours; with one, Stripe would
/// answer a failure of its own again for a day.
/// </summary>
public sealed class StripePaymentProvider : IPaymentProvider, IDisposable
{
    public const string ProviderName = PaymentProviders.Stripe;

    /// <summary>Our key in an intent's metadata, for webhooks and for people.</summary>
    internal const string KeyName = "ticketing_payment";

    /// <summary>Cards, and the wallets that stand for one: what is captured by hand everywhere, with no detour by the customer's bank.</summary>
    private static readonly List<string> MethodTypes = ["card"];
    private const string CaptureMethod = "manual";
    private static readonly List<string> WithCharge = ["latest_charge"];

    private readonly StripeOptions _options;
    private readonly StripeWebhooks _webhooks;
    private readonly HttpClient _http;
    private readonly V1Services _stripe;

    public StripePaymentProvider(StripeOptions options, TimeProvider time)
    {
        _options = options;
        _webhooks = new StripeWebhooks(options.WebhookSecret, options.ConnectWebhookSecret, time);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
        {
            // Whoever asks has a time of their own.
            Timeout = Timeout.InfiniteTimeSpan,
        };

        // No retries of Stripe's own: those between its tries are waited for even when nobody waits for the answer any more, and the
        // payment asks again anyway.
        _stripe = new StripeClient(new StripeClientOptions
        {
            ApiKey = options.SecretKey,
            ApiBase = options.ApiBase.AbsoluteUri.TrimEnd('/'),
            HttpClient = new SystemNetHttpClient(_http, maxNetworkRetries: 0, appInfo: new AppInfo { Name = "Ticketing.Orleans" }, enableTelemetry: false),
        }).V1;
        Accounts = new StripeAccounts(_stripe);
    }

    public string Name => ProviderName;

    public IPaymentAccounts Accounts { get; }

    public PaymentForm Form => new(_options.PublishableKey, MethodTypes, CaptureMethod);

    public string? WhyNotPrice(long minor, Currency currency) => StripeAmounts.WhyNot(minor, currency);

    public long? AmountInForm(long minor, Currency currency) => StripeAmounts.TryCharge(minor, currency, out var amount) ? amount : null;

    public async Task<PaymentIntent> AuthorizeAsync(AuthorizePayment command, CancellationToken cancellationToken)
    {
        var payment = new KnownPayment(command.Key, command.Reference, command.AmountMinor, command.Currency, command.Account);
        if (Confirmation(command.Token) is not { } confirmation)
        {
            return Failed("invalid_payment_method");
        }

        if (command.Reference is not { } id)
        {
            var (made, refused) = await MakeAsync(payment, cancellationToken);
            return made is null ? Failed(refused ?? "amount_not_chargeable") : await ToldAsync(made, payment, cancellationToken);
        }

        var (intent, refusal) = await TryAsync(() => _stripe.PaymentIntents.ConfirmAsync(id, confirmation, On(payment.Account), cancellationToken));

        // A refusal may be of a repeat, after what was confirmed first, so the intent alone says how it is.
        intent ??= await GetAsync(id, payment.Account, cancellationToken);
        return refusal is not null && IsUntouched(intent)
            ? await GiveUpAsync(intent, payment, refusal, cancellationToken)
            : await ToldAsync(intent, payment, cancellationToken);
    }

    public async Task<PaymentIntent> CaptureAsync(KnownPayment payment, CancellationToken cancellationToken)
    {
        var id = ReferenceOf(payment);
        var (intent, refusal) = await TryAsync(() => _stripe.PaymentIntents.CaptureAsync(id, null, On(payment.Account), cancellationToken));
        intent ??= await GetAsync(id, payment.Account, cancellationToken);
        return refusal is not null && intent.Status == "requires_capture"
            ? await GiveUpAsync(intent, payment, refusal, cancellationToken)
            : await ToldAsync(intent, payment, cancellationToken);
    }

    public async Task<PaymentIntent> VoidAsync(KnownPayment payment, CancellationToken cancellationToken)
    {
        if (payment.Reference is { } id)
        {
            return await ToldAsync(await CancelAsync(id, payment.Account, cancellationToken), payment, cancellationToken);
        }

        // Whatever made it did not live to confirm it, since its name was not written down. Made once more and cancelled, it can't be later.
        var (made, _) = await MakeAsync(payment, cancellationToken);
        return made is null ? new PaymentIntent { State = IntentState.Canceled } : await ToldAsync(await CancelAsync(made.Id, payment.Account, cancellationToken), payment, cancellationToken);
    }

    public async Task<PaymentIntent> RefundAsync(KnownPayment payment, long totalMinor, CancellationToken cancellationToken)
    {
        var intent = await GetAsync(ReferenceOf(payment), payment.Account, cancellationToken);
        var currency = CurrencyOf(payment);
        var total = Math.Min(StripeAmounts.ToPayBack(totalMinor, currency), intent.Amount);
        var before = intent.LatestCharge?.AmountRefunded ?? 0;
        if (intent.Status != "succeeded" || before >= total)
        {
            return await ToldAsync(intent, payment, cancellationToken);
        }

        var (refund, refusal) = await TryAsync(() => _stripe.Refunds.CreateAsync(
            new RefundCreateOptions { PaymentIntent = intent.Id, Amount = total - before, Metadata = new() { [KeyName] = payment.Key } },

            // From and to: two who pay back the same pay it back once.
            new RequestOptions { IdempotencyKey = $"{payment.Key}-refund-{before}-{total}", StripeAccount = payment.Account },
            cancellationToken));
        return refund is { Status: not ("failed" or "canceled") }
            ? await ToldAsync(intent, payment, cancellationToken) with { RefundedMinor = StripeAmounts.Minor(total, currency) }
            : throw new PaymentUnavailableException($"Stripe does not pay back: {refusal?.StripeError?.Code ?? refund?.FailureReason ?? "it does not say why"}. Look at {intent.Id} in its dashboard.");
    }

    public async Task<PaymentIntent> QueryAsync(KnownPayment payment, CancellationToken cancellationToken) => payment.Reference is { } id
        ? await ToldAsync(await GetAsync(id, payment.Account, cancellationToken), payment, cancellationToken)
        : new PaymentIntent { State = IntentState.Unknown };

    public async Task<WebhookNews> ReadWebhookAsync(Func<string, string?> header, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (_webhooks.Doubt(header, body) is { } doubt)
        {
            return WebhookNews.NotGenuine(doubt);
        }

        var news = StripeWebhooks.Read(body);
        var key = news.Key;
        if (key is null && news is { IsAfterwards: true, Intent: { } id })
        {
            // A dispute has no metadata of ours, its intent has. One that is not there is of another mode or account, or of one that took our access back.
            var (intent, _) = await TryAsync(() => _stripe.PaymentIntents.GetAsync(id, null, On(news.Account), cancellationToken), isGoneTold: true);
            key = intent?.Metadata?.GetValueOrDefault(KeyName);
        }

        return key is not null ? WebhookNews.Of(key, news.IsAfterwards, news.Account)
            : news is { IsOfAccount: true, Account: { } account } ? WebhookNews.OfAccount(account)
            : WebhookNews.Nothing;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Repeated with the same key, it is the same intent, or after a day a new one that nobody confirms. Otherwise why Stripe takes none.</summary>
    private async Task<(StripeIntent? Intent, string? Refused)> MakeAsync(KnownPayment payment, CancellationToken cancellationToken)
    {
        if (!StripeAmounts.TryCharge(payment.AmountMinor, CurrencyOf(payment), out var amount))
        {
            return (null, null);
        }

        PaymentIntentCreateOptions options = new()
        {
            Amount = amount,
            Currency = payment.Currency.ToLowerInvariant(),
            CaptureMethod = CaptureMethod,
            AllowedPaymentMethodTypes = MethodTypes,
            Metadata = new() { [KeyName] = payment.Key },
        };
        var (intent, refusal) = await TryAsync(async () =>
        {
            try
            {
                return await MakeUnderAsync(payment.Key);
            }
            catch (StripeException e) when (e is { StripeError: not null, HttpStatusCode: >= HttpStatusCode.InternalServerError })
            {
                // Stripe answers a failure of its own again for a day. Another intent costs nothing: one alone is confirmed.
                return await MakeUnderAsync(payment.Key + "-again");
            }
        });
        return (intent, refusal?.StripeError?.Code ?? refusal?.StripeError?.Type);

        Task<StripeIntent> MakeUnderAsync(string key) => _stripe.PaymentIntents.CreateAsync(options, new RequestOptions { IdempotencyKey = key, StripeAccount = payment.Account }, cancellationToken);
    }

    private async Task<StripeIntent> GetAsync(string id, string? account, CancellationToken cancellationToken)
    {
        var (intent, refusal) = await TryAsync(() => _stripe.PaymentIntents.GetAsync(id, new PaymentIntentGetOptions { Expand = WithCharge }, On(account), cancellationToken));
        return intent ?? throw new PaymentUnavailableException($"Stripe does not know {id} ({refusal?.StripeError?.Code}): Payments:Stripe:SecretKey must be of the account that it was paid to.");
    }

    /// <summary>The intent as it is then: it is not cancelled where that is too late.</summary>
    private async Task<StripeIntent> CancelAsync(string id, string? account, CancellationToken cancellationToken)
    {
        var (intent, _) = await TryAsync(() => _stripe.PaymentIntents.CancelAsync(id, null, On(account), cancellationToken));
        return intent ?? await GetAsync(id, account, cancellationToken);
    }

    /// <summary>Nothing comes of it, so nobody can pay it any more who still has its client secret.</summary>
    private async Task<PaymentIntent> GiveUpAsync(StripeIntent intent, KnownPayment payment, StripeException? refusal, CancellationToken cancellationToken)
    {
        var ended = await CancelAsync(intent.Id, payment.Account, cancellationToken);
        var code = refusal?.StripeError is { } error ? error.DeclineCode ?? error.Code : null;
        return ended.Status == "canceled"
            ? Failed(code ?? DeclineCodeOf(ended) ?? DeclineCodeOf(intent) ?? "declined") with { Reference = ended.Id }
            : await ToldAsync(ended, payment, cancellationToken);
    }

    private async Task<PaymentIntent> ToldAsync(StripeIntent intent, KnownPayment payment, CancellationToken cancellationToken)
    {
        if (intent is { Status: "requires_payment_method", LastPaymentError: not null })
        {
            return await GiveUpAsync(intent, payment, refusal: null, cancellationToken);
        }

        var isToAct = intent.Status == "requires_action";
        return new PaymentIntent
        {
            State = StateOf(intent),
            Reference = intent.Id,
            ActionUrl = isToAct ? intent.NextAction?.RedirectToUrl?.Url : null,
            ClientSecret = isToAct ? intent.ClientSecret : null,
            DeclineCode = DeclineCodeOf(intent),
            RefundedMinor = StripeAmounts.Minor(intent.LatestCharge?.AmountRefunded ?? 0, CurrencyOf(payment)),
            Dispute = intent.LatestCharge is { Disputed: true } ? await DisputeAsync(intent, payment.Account, cancellationToken) : null,
        };
    }

    private async Task<PaymentDispute?> DisputeAsync(StripeIntent intent, string? account, CancellationToken cancellationToken)
    {
        var (found, _) = await TryAsync(() => _stripe.Disputes.ListAsync(new DisputeListOptions { PaymentIntent = intent.Id, Limit = 1 }, On(account), cancellationToken));
        return found?.Data.FirstOrDefault() is { } dispute
            ? new PaymentDispute(
                dispute.Id,
                dispute.Status,
                dispute.Reason,
                Currency.TryFind(dispute.Currency.ToUpperInvariant(), out var currency) ? StripeAmounts.Minor(dispute.Amount, currency) : dispute.Amount,
                dispute.Status.EndsWith("needs_response", StringComparison.Ordinal) && dispute.EvidenceDetails?.DueBy is { } end ? new DateTimeOffset(end, TimeSpan.Zero) : null)
            : null;
    }

    /// <summary>We may do nothing on the account: it was never connected, or its owner took our access back.</summary>
    internal static bool IsGone(StripeException? e) => e is { HttpStatusCode: HttpStatusCode.Forbidden, StripeError.Code: "account_invalid" };

    /// <summary>What Stripe answered, or that it refuses. Everything else leaves it unknown what became of the request.</summary>
    /// <param name="ask">Asks.</param>
    /// <param name="isGoneTold">That we may do nothing on an account is an answer, too. Not so of a payment: it is there, and waits until we may.</param>
    internal static async Task<(T? Answer, StripeException? Refusal)> TryAsync<T>(Func<Task<T>> ask, bool isGoneTold = false)
        where T : class
    {
        try
        {
            return (await ask(), null);
        }
        catch (StripeException e) when (IsRefusal(e) || (isGoneTold && IsGone(e)))
        {
            return (null, e);
        }
        catch (StripeException e) when (IsGone(e))
        {
            throw new AccountGoneException("Stripe gives no access to the organizer's account any more. It goes on when its owner has given it again.");
        }
        catch (StripeException e)
        {
            throw new PaymentUnavailableException(e.HttpStatusCode switch
            {
                HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => "Stripe does not take the key: look at Payments:Stripe:SecretKey.",
                _ => $"Stripe answers {(int)e.HttpStatusCode} {e.StripeError?.Code ?? e.StripeError?.Type}".TrimEnd() + ".",
            });
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // Stripe.net lets it through as it is.
            throw new PaymentUnavailableException("Stripe can't be reached, or the connection broke.", e);
        }
    }

    /// <summary>
    /// It did not happen and will not. Not so of what is asked too often, or beside the same request, of a key that it does not take, and of
    /// an answer that can't be read.
    /// </summary>
    private static bool IsRefusal(StripeException e) =>
        e is { StripeError: not null, HttpStatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError }
        && e.HttpStatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests);

    /// <summary>Every request about an account's payment is made on the account: elsewhere Stripe does not know it.</summary>
    private static RequestOptions? On(string? account) => account is null ? null : new RequestOptions { StripeAccount = account };

    private static PaymentIntentConfirmOptions? Confirmation(string token) => token switch
    {
        _ when token.StartsWith("pm_", StringComparison.Ordinal) => new() { PaymentMethod = token, UseStripeSdk = true },
        _ when token.StartsWith("ctoken_", StringComparison.Ordinal) => new() { ConfirmationToken = token, UseStripeSdk = true },
        _ => null,
    };

    private static bool IsUntouched(StripeIntent intent) => intent is { Status: "requires_payment_method" or "requires_confirmation", LastPaymentError: null };

    private static IntentState StateOf(StripeIntent intent) => intent.Status switch
    {
        "requires_action" => IntentState.RequiresAction,
        "processing" => IntentState.Processing,
        "requires_capture" => IntentState.RequiresCapture,
        "succeeded" => IntentState.Succeeded,
        "canceled" => intent.LastPaymentError is null ? IntentState.Canceled : IntentState.Failed,
        "requires_payment_method" or "requires_confirmation" => IntentState.Unknown,
        _ => throw new PaymentUnavailableException($"Stripe says that {intent.Id} is '{intent.Status}', which is not known here."),
    };

    private static string? DeclineCodeOf(StripeIntent intent) => intent.LastPaymentError is { } error ? error.DeclineCode ?? error.Code : null;

    private static PaymentIntent Failed(string code) => new() { State = IntentState.Failed, DeclineCode = code };

    private static string ReferenceOf(KnownPayment payment) =>
        payment.Reference ?? throw new PaymentUnavailableException($"It is not known what Stripe calls the payment {payment.Key}.");

    private static Currency CurrencyOf(KnownPayment payment) =>
        Currency.TryFind(payment.Currency, out var currency) ? currency : throw new PaymentUnavailableException($"'{payment.Currency}' is no currency.");
}
