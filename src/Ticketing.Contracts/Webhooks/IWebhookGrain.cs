using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Webhooks;

/// <summary>
/// A subscription to the feed, and its delivery: at least once, in order for each subject. Keyed by its UUID in "N" form.
/// </summary>
[Alias("ticketing.webhook")]
public interface IWebhookGrain : IGrainWithStringKey
{
    /// <summary>The directory of all subscriptions.</summary>
    const string Directory = "webhooks";

    /// <summary>Of one organization.</summary>
    const int MostOfOne = 20;

    /// <summary>What its name as a follower of the feed begins with; the key follows.</summary>
    const string FollowerPrefix = "webhooks/";

    /// <summary>Null when another request drew the same id. A repeat gives the same secret.</summary>
    [Alias("create")]
    Task<WebhookAnswer?> Create(UInt128 request, WebhookSpec spec);

    /// <summary>Null when there is no such subscription.</summary>
    [Alias("get")]
    Task<WebhookView?> Get();

    [Alias("put")]
    Task<WebhookAnswer> Put(WebhookSpec spec, long? expectedVersion);

    /// <summary>Draws a new secret. The present one signs beside it for a while.</summary>
    [Alias("rotate")]
    Task<WebhookAnswer> Rotate(TimeSpan overlap);

    [Alias("delete")]
    Task<WebhookAnswer> Delete();

    /// <summary>The last tries, the youngest first, from below a number on.</summary>
    [Alias("deliveries")]
    Task<DeliveryPage?> Deliveries(long below, int limit);

    /// <summary>Sends everything again from a time or an event on.</summary>
    [Alias("replay")]
    Task<WebhookAnswer> Replay(DateTimeOffset? from, string? eventId);

    /// <summary>Sends an event of type webhook.test, once, whether or not the subscription is enabled. Null: there is no such subscription.</summary>
    [Alias("test")]
    Task<Delivery?> Test();

    /// <summary>There are new events.</summary>
    [Alias("wake"), OneWay]
    Task Wake();
}
