using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using Ticketing.Money;

namespace Ticketing.Payments;

/// <summary>
/// Asks a provider again after a moment, gives up after a while, and leaves one alone that is down. Every command is safe
/// to repeat; whatever goes wrong is told as "the outcome is unknown".
/// </summary>
public sealed class ResilientPaymentProvider : IPaymentProvider, IPaymentAccounts
{
    /// <summary>All tries together. A grain call ends after ten seconds, and may ask twice.</summary>
    private static readonly TimeSpan AllTries = TimeSpan.FromSeconds(4.5);
    private static readonly TimeSpan QuickTry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    private readonly IPaymentProvider _provider;
    private readonly ResiliencePipeline _pipeline;

    /// <param name="provider">Who is asked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isQuick">An answer is to be had within two seconds, so that there is time for a second try. Otherwise there is one, which may take all of it.</param>
    public ResilientPaymentProvider(IPaymentProvider provider, TimeProvider time, bool isQuick = true)
    {
        _provider = provider;
        var builder = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(AllTries);
        if (isQuick)
        {
            builder.AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 1, Delay = TimeSpan.FromMilliseconds(200), UseJitter = true });
        }

        _pipeline = builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions { ShouldHandle = new PredicateBuilder().Handle<Exception>(static e => e is not (AccountGoneException or OperationCanceledException)), FailureRatio = 0.5, MinimumThroughput = 20, SamplingDuration = TimeSpan.FromSeconds(30), BreakDuration = Break })
            .AddTimeout(isQuick ? QuickTry : AllTries)
            .Build();
    }

    public string Name => _provider.Name;

    public PaymentForm? Form => _provider.Form;

    public IPaymentAccounts? Accounts => _provider.Accounts is null ? null : this;

    private IPaymentAccounts Asked => _provider.Accounts!;

    public Task<PaymentIntent> AuthorizeAsync(AuthorizePayment command, CancellationToken cancellationToken) =>
        AskAsync(token => _provider.AuthorizeAsync(command, token), cancellationToken);

    public Task<PaymentIntent> CaptureAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync(token => _provider.CaptureAsync(payment, token), cancellationToken);

    public Task<PaymentIntent> VoidAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync(token => _provider.VoidAsync(payment, token), cancellationToken);

    public Task<PaymentIntent> RefundAsync(KnownPayment payment, long totalMinor, CancellationToken cancellationToken) =>
        AskAsync(token => _provider.RefundAsync(payment, totalMinor, token), cancellationToken);

    public Task<PaymentIntent> QueryAsync(KnownPayment payment, CancellationToken cancellationToken) => AskAsync(token => _provider.QueryAsync(payment, token), cancellationToken);

    public async Task<WebhookNews> ReadWebhookAsync(Func<string, string?> header, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        await AskAsync(token => _provider.ReadWebhookAsync(header, body, token), cancellationToken);

    public Task<PaymentAccount> OpenAsync(string key, Guid organization, CancellationToken cancellationToken) =>
        AskAsync(token => Asked.OpenAsync(key, organization, token), cancellationToken);

    public Task<AccountLink?> LinkAsync(string account, string done, string again, CancellationToken cancellationToken) =>
        AskAsync(token => Asked.LinkAsync(account, done, again, token), cancellationToken);

    public Task<PaymentAccount?> LookAsync(string account, CancellationToken cancellationToken) => AskAsync(token => Asked.LookAsync(account, token), cancellationToken);

    public Task<AccountMoney?> MoneyAsync(string account, CancellationToken cancellationToken) => AskAsync(token => Asked.MoneyAsync(account, token), cancellationToken);

    public string? WhyNotPrice(long minor, Currency currency) => _provider.WhyNotPrice(minor, currency);

    public long? AmountInForm(long minor, Currency currency) => _provider.AmountInForm(minor, currency);

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await ask(token).WaitAsync(token), cancellationToken);
        }
        catch (BrokenCircuitException e)
        {
            throw new PaymentUnavailableException($"The provider '{Name}' is down; it is left alone for a moment.", e);
        }
        catch (TimeoutRejectedException e)
        {
            throw new PaymentUnavailableException($"The provider '{Name}' did not answer in time.", e);
        }
        catch (AccountGoneException e)
        {
            throw new PaymentUnavailableException(e.Message);
        }
        catch (Exception e) when (e is not (PaymentUnavailableException or OperationCanceledException))
        {
            throw new PaymentUnavailableException($"The provider '{Name}' did not answer.", e);
        }
    }
}
