using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Webhooks;

/// <summary>A subscription and how far it is.</summary>
[GenerateSerializer, Alias("ticketing.webhook-state")]
public sealed class WebhookState
{
    /// <summary>Names the request that created it.</summary>
    [Id(0)]
    public UInt128 Request { get; set; }

    /// <summary>Counts the changes by admins, from 1. 0: there is no subscription.</summary>
    [Id(1)]
    public long Version { get; set; }

    [Id(2)]
    public WebhookSpec Spec { get; set; } = new();

    [Id(3)]
    public byte[] Secret { get; set; } = [];

    /// <summary>Earlier secrets that still sign.</summary>
    [Id(4)]
    public List<WebhookSecret> OldSecrets { get; set; } = [];

    [Id(5)]
    public DateTimeOffset CreatedAt { get; set; }

    [Id(6)]
    public DateTimeOffset UpdatedAt { get; set; }

    [Id(7)]
    public WebhookStop Stop { get; set; }

    [Id(8)]
    public DateTimeOffset? StoppedAt { get; set; }

    /// <summary>The subscription is being taken away.</summary>
    [Id(9)]
    public bool IsDeleted { get; set; }

    /// <summary>The directory has it.</summary>
    [Id(10)]
    public bool IsListed { get; set; }

    /// <summary>The feed knows whether it follows.</summary>
    [Id(11)]
    public bool IsSettled { get; set; }

    /// <summary>It has a place in the feed.</summary>
    [Id(12)]
    public bool HasPosition { get; set; }

    /// <summary>Every event before this position was delivered, is not wanted, or waits in a lane.</summary>
    [Id(13)]
    public long Position { get; set; }

    [Id(14)]
    public List<WebhookLane> Lanes { get; set; } = [];

    /// <summary>Since when nothing was delivered though it was tried.</summary>
    [Id(15)]
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Events that the feed let go before they were sent.</summary>
    [Id(16)]
    public long Missed { get; set; }

    /// <summary>Events that were passed over after the last try.</summary>
    [Id(17)]
    public long GivenUp { get; set; }

    public bool Exists => Version > 0 && !IsDeleted;

    public bool IsSending => Exists && Spec.IsEnabled && Stop == WebhookStop.None;

    /// <summary>Nothing before this position is needed any more.</summary>
    public long Passed => Lanes.Select(static lane => lane.Positions[0]).Append(Position).Min();

    public int Waiting => Lanes.Sum(static lane => lane.Positions.Length);
}

/// <summary>A secret that signs until a time.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.webhook-secret")]
public sealed record WebhookSecret
{
    [Id(0)]
    public byte[] Bytes { get; init; } = [];

    [Id(1)]
    public DateTimeOffset Until { get; init; }

    public override string ToString() => nameof(WebhookSecret);
}

/// <summary>Events of one subject that wait: the first could not be delivered, the others come after it.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.webhook-lane")]
public sealed record WebhookLane
{
    [Id(0)]
    public string Subject { get; init; } = "";

    /// <summary>Where they stand in the feed, in order.</summary>
    [Id(1)]
    public ImmutableArray<long> Positions { get; init; } = [];

    /// <summary>How often the first was tried.</summary>
    [Id(2)]
    public int Attempts { get; init; }

    /// <summary>When it is tried again.</summary>
    [Id(3)]
    public DateTimeOffset NextAt { get; init; }
}

/// <summary>What came of a batch.</summary>
/// <param name="Batch">What was to be sent.</param>
/// <param name="Done">How many of its events are done with.</param>
/// <param name="Delivered">How many of those were delivered; the others are no longer kept.</param>
/// <param name="Failure">The reply to the next one. Null: nothing failed.</param>
public readonly record struct WebhookTry(WebhookBatch Batch, int Done, int Delivered, WebhookReply? Failure);

/// <summary>Events of one subject that are to be sent one after the other.</summary>
/// <param name="Subject">What they happened to.</param>
/// <param name="Positions">Where they stand in the feed.</param>
/// <param name="Attempts">How often the first was tried before.</param>
public sealed record WebhookBatch(string Subject, ImmutableArray<long> Positions, int Attempts);

/// <summary>The last tries of a subscription, in order.</summary>
[GenerateSerializer, Alias("ticketing.delivery-log-state")]
public sealed class DeliveryLogState
{
    /// <summary>How many tries are kept.</summary>
    public const int Kept = 200;

    /// <summary>How many there were.</summary>
    [Id(0)]
    public long Count { get; set; }

    [Id(1)]
    public List<Delivery> Deliveries { get; set; } = [];

    public Delivery Add(Delivery delivery)
    {
        delivery = delivery with { Number = ++Count };
        Deliveries.Add(delivery);
        if (Deliveries.Count > Kept)
        {
            Deliveries.RemoveAt(0);
        }

        return delivery;
    }
}
