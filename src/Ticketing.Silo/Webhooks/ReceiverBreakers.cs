using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Ticketing.Webhooks;

/// <summary>
/// A circuit breaker for each receiver's address, so that one that fails holds back itself and not its neighbours on the same
/// host. There are so many; then the one that was used least lately is forgotten, with what it counted.
/// </summary>
internal sealed class ReceiverBreakers(TimeProvider time, int most = ReceiverBreakers.MostReceivers)
{
    private const int MostReceivers = 1_024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ResiliencePipeline<WebhookReply> Breaker, long UsedAt)> _receivers = new(StringComparer.Ordinal);

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _receivers.Count;
            }
        }
    }

    /// <summary>The one for this address, with its query: what is there tells receivers apart, too.</summary>
    public ResiliencePipeline<WebhookReply> For(Uri url)
    {
        lock (_lock)
        {
            var known = _receivers.TryGetValue(url.AbsoluteUri, out var receiver);
            if (!known && _receivers.Count >= most)
            {
                _receivers.Remove(_receivers.MinBy(static pair => pair.Value.UsedAt).Key);
            }

            var breaker = known ? receiver.Breaker : NewBreaker();
            _receivers[url.AbsoluteUri] = (breaker, time.GetTimestamp());
            return breaker;
        }
    }

    private ResiliencePipeline<WebhookReply> NewBreaker() => new ResiliencePipelineBuilder<WebhookReply> { TimeProvider = time }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<WebhookReply>
        {
            FailureRatio = 0.9,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = TimeSpan.FromSeconds(30),
            ShouldHandle = static args => ValueTask.FromResult(
                args.Outcome.Exception is HttpRequestException or TimeoutRejectedException || args.Outcome.Result is { Status: 429 or 502 or 503 or 504 }),
        })
        .Build();
}
