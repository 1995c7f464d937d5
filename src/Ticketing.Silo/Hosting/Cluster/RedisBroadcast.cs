using System.Collections.Immutable;
using System.Threading.Channels;
using StackExchange.Redis;
using Ticketing.Feeds;
using Ticketing.Webhooks;

namespace Ticketing.Hosting;

/// <summary>
/// Publishes events in Redis on the channel {service}/events, as the CloudEvents that webhooks are sent. At most once: what
/// comes while Redis is away, or faster than it takes it, is dropped.
/// </summary>
internal sealed partial class RedisBroadcast(ClusterSettings cluster, WebhookOptions options, ILogger<RedisBroadcast> log) : BackgroundService, IFeedBroadcast
{
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Channel<FeedEvent> _events = Channel.CreateBounded<FeedEvent>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly RedisChannel _channel = RedisChannel.Literal($"{cluster.ServiceId}/events");

    public bool WantsHolds => cluster.HoldEvents;

    public void Tell(ImmutableArray<FeedEvent> events)
    {
        foreach (var told in events)
        {
            _events.Writer.TryWrite(told);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await PublishAsync(stoppingToken);
                }
                catch (Exception e) when (RedisAddress.IsAway(e))
                {
                    LogAway(e);
                }

                await Task.Delay(Pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops; what waits is dropped.
        }
    }

    private async Task PublishAsync(CancellationToken stoppingToken)
    {
        await using var redis = await cluster.Redis.ConnectAsync();
        var subscriber = redis.GetSubscriber();
        await foreach (var told in _events.Reader.ReadAllAsync(stoppingToken))
        {
            await subscriber.PublishAsync(_channel, CloudEvent.Of(told, options.Source));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events can't be published in Redis; trying again, and dropping what does not fit")]
    private partial void LogAway(Exception exception);
}
