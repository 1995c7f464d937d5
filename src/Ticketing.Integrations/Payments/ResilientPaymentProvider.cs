using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Ticketing.Payments;

/// <summary>
/// Asks a provider again after a moment, gives up after a while, and leaves one alone that is down. Every command is safe
/// to repeat; whatever goes wrong is told as "the outcome is unknown".
/// </summary>
public sealed class ResilientPaymentProvider : IPaymentProvider
{
    /// <summary>One try, and all of them. A grain call ends after ten seconds, and may ask twice.</summary>
    private static readonly TimeSpan OneTry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AllTries = TimeSpan.FromSeconds(4.5);
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    private readonly IPaymentProvider _provider;
    private readonly ResiliencePipeline _pipeline;

    public ResilientPaymentProvider(IPaymentProvider provider, TimeProvider time)
    {
        _provider = provider;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(AllTries)
            .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 1, Delay = TimeSpan.FromMilliseconds(200), UseJitter = true })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions { FailureRatio = 0.5, MinimumThroughput = 20, SamplingDuration = TimeSpan.FromSeconds(30), BreakDuration = Break })
            .AddTimeout(OneTry)
            .Build();
    }

    public string Name => _provider.Name;

    public Task<PaymentIntent> AuthorizeAsync(AuthorizePayment command, CancellationToken cancellationToken) =>
        AskAsync(token => _provider.AuthorizeAsync(command, token), cancellationToken);

    public Task<PaymentIntent> CaptureAsync(string key, CancellationToken cancellationToken) => AskAsync(token => _provider.CaptureAsync(key, token), cancellationToken);

    public Task<PaymentIntent> VoidAsync(string key, CancellationToken cancellationToken) => AskAsync(token => _provider.VoidAsync(key, token), cancellationToken);

    public Task<PaymentIntent> RefundAsync(string key, long totalMinor, CancellationToken cancellationToken) =>
        AskAsync(token => _provider.RefundAsync(key, totalMinor, token), cancellationToken);

    public Task<PaymentIntent> QueryAsync(string key, CancellationToken cancellationToken) => AskAsync(token => _provider.QueryAsync(key, token), cancellationToken);

    public WebhookNews ReadWebhook(Func<string, string?> header, ReadOnlySpan<byte> body) => _provider.ReadWebhook(header, body);

    private async Task<PaymentIntent> AskAsync(Func<CancellationToken, Task<PaymentIntent>> ask, CancellationToken cancellationToken)
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
        catch (Exception e) when (e is not (PaymentUnavailableException or OperationCanceledException))
        {
            throw new PaymentUnavailableException($"The provider '{Name}' did not answer.", e);
        }
    }
}
