using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Ticketing.Webhooks;

/// <summary>
/// Sends over HTTP. What it connects to is looked at when it connects: a name that is resolved to a private address is
/// refused, whatever it was resolved to before. No redirect is followed, no proxy asked, and no answer read beyond a little.
/// </summary>
public sealed class HttpWebhookSender : IWebhookSender, IDisposable
{
    private const int MostOfAnAnswer = 4_096;
    private const int ConnectRetries = 2;
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly ReceiverBreakers _breakers;
    private readonly ResiliencePipeline<WebhookReply> _attempt;

    public HttpWebhookSender(WebhookOptions options, TimeProvider time)
        : this(options, time, Dns.GetHostAddressesAsync)
    {
    }

    internal HttpWebhookSender(WebhookOptions options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        _options = options;
        _time = time;
        _resolve = resolve;
        _breakers = new ReceiverBreakers(time);
        _attempt = NewAttempt();
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = ConnectTime,
            ConnectCallback = ConnectAsync,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            // With a limit here, a receiver that is slow would keep others on the same host waiting for a connection. What limits
            // them is that each subscription sends to a few subjects at once.
            MaxConnectionsPerServer = int.MaxValue,
            MaxResponseHeadersLength = 16,
            ActivityHeadersPropagator = null,
        })
        {
            // The pipeline has its own.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public async Task<WebhookReply> Send(WebhookMessage message, CancellationToken cancellationToken)
    {
        if (message.Url.Scheme != Uri.UriSchemeHttps && !_options.AllowPrivateNetworks)
        {
            return new WebhookReply(0, "Only https is called.");
        }

        try
        {
            return await _breakers.For(message.Url).ExecuteAsync(
                async all => await _attempt.ExecuteAsync(async token => await SendOnceAsync(message, token), all), cancellationToken);
        }
        catch (BrokenCircuitException e)
        {
            return new WebhookReply(0, "Held back: this address failed too often lately.") { IsHeldBack = true, RetryAfter = e.RetryAfter };
        }
        catch (TimeoutRejectedException)
        {
            return new WebhookReply(0, string.Create(CultureInfo.InvariantCulture, $"No answer within {_options.Timeout.TotalSeconds:0.#} s."));
        }
        catch (OperationCanceledException)
        {
            return new WebhookReply(0, "Not waited for any longer.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or RefusedAddressException)
        {
            return new WebhookReply(0, Explain(e));
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Connecting is tried again at once, since nothing was sent; the rest is the schedule's.</summary>
    private ResiliencePipeline<WebhookReply> NewAttempt() => new ResiliencePipelineBuilder<WebhookReply> { TimeProvider = _time }
        .AddTimeout(_options.Timeout)
        .AddRetry(new RetryStrategyOptions<WebhookReply>
        {
            MaxRetryAttempts = ConnectRetries,
            Delay = RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Exception is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError,
                InnerException: not RefusedAddressException,
            }),
        })
        .Build();

    private async Task<WebhookReply> SendOnceAsync(WebhookMessage message, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, message.Url) { Content = new ReadOnlyMemoryContent(message.Body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(WebhookMessage.ContentType);
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", message.Timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", message.Signature);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("ticketing", null));
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await PassOverAsync(response.Content, cancellationToken);
        var status = (int)response.StatusCode;
        return new WebhookReply(status, status switch
        {
            >= 200 and < 300 => null,
            >= 300 and < 400 => "A redirect, which is not followed.",
            _ => null,
        })
        {
            RetryAfter = response.Headers.RetryAfter is { } after ? after.Delta ?? (after.Date - _time.GetUtcNow()) : null,
        };
    }

    /// <summary>A short answer is read so that the connection can be used again; of a long one no more is taken.</summary>
    private static async Task PassOverAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[MostOfAnAnswer];
        for (int read, total = 0; total < MostOfAnAnswer && (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            total += read;
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await _resolve(host, cancellationToken);
        IPAddress[] allowed = _options.AllowPrivateNetworks ? addresses : [.. addresses.Where(PublicAddresses.Include)];
        if (allowed.Length == 0)
        {
            throw new RefusedAddressException(addresses.Length == 0 ? "The host has no address." : "The host is in a network that is not called.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>In words of our own: an exception's text may have more of the network than an admin is to see.</summary>
    private static string Explain(Exception exception) => exception switch
    {
        RefusedAddressException refused => refused.Message,
        HttpRequestException { InnerException: RefusedAddressException refused } => refused.Message,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "The host has no address.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "TLS failed.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "No connection.",
        _ => "The connection broke.",
    };
}

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

/// <summary>A receiver has no address that may be called.</summary>
internal sealed class RefusedAddressException(string message) : Exception(message);
