using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Ticketing.Feeds;
using Ticketing.Hosting;
using Ticketing.Tests.Harness;
using Ticketing.Webhooks;

namespace Ticketing.Tests.Cluster;

/// <summary>Events in Redis, over a real one.</summary>
public sealed class RedisBroadcastTests
{
    [Fact]
    public async Task Who_listens_gets_the_CloudEvents_and_Redis_may_go_and_come()
    {
        using var server = await RedisServer.StartAsync();
        var settings = ClusterSettings.From(new ConfigurationBuilder().AddInMemoryCollection([new("Redis:Url", server.Url), new("Cluster:ServiceId", "shop")]).Build());
        using RedisBroadcast broadcast = new(settings, WebhookOptions.Default, NullLogger<RedisBroadcast>.Instance);
        await broadcast.StartAsync(CancellationToken.None);
        Assert.Equal("a-1", await HearAsync(server, broadcast, "a-1"));
        server.Kill();
        broadcast.Tell(Events("lost-1"));
        await server.StartAgainAsync();
        Assert.Equal("a-2", await HearAsync(server, broadcast, "a-2"));
        await broadcast.StopAsync(CancellationToken.None);
    }

    /// <summary>Tells an event until it is heard: what is told while nobody listens, or Redis is away, is lost.</summary>
    private static async Task<string?> HearAsync(RedisServer server, RedisBroadcast broadcast, string id)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.Address);
        var queue = await redis.GetSubscriber().SubscribeAsync(RedisChannel.Literal("shop/events"));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var heard = queue.ReadAsync(deadline.Token).AsTask();
        while (!heard.IsCompleted)
        {
            broadcast.Tell(Events(id));
            await Task.WhenAny(heard, Task.Delay(TimeSpan.FromMilliseconds(200)));
        }

        using var body = JsonDocument.Parse((ReadOnlyMemory<byte>)(await heard).Message);
        return body.RootElement.GetProperty("id").GetString();
    }

    private static ImmutableArray<FeedEvent> Events(string id) => [new FeedEvent { Id = id, Type = "booking.confirmed", Subject = "a" }];
}
