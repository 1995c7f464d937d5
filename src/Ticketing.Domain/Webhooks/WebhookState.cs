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

/// <summary>When what failed is tried again: the example schedule of Standard Webhooks, spread by a tenth.</summary>
public static class WebhookSchedule
{
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How long a try that was held back waits.</summary>
    private static readonly TimeSpan HeldBack = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    /// <summary>The first try and those after it.</summary>
    public static int Tries => Delays.Length + 1;

    /// <summary>The time from the first try to the last.</summary>
    public static TimeSpan Length { get; } = Delays.Aggregate(static (sum, delay) => sum + delay);

    /// <summary>The wait after so many tries. By the position, events that failed together are not tried again together.</summary>
    public static TimeSpan After(int tries, long position, WebhookReply reply)
    {
        var delay = reply.IsHeldBack ? HeldBack : Delays[Math.Clamp(tries - 1, 0, Delays.Length - 1)];
        var wished = reply.RetryAfter is { } wish && wish < LongestRetryAfter ? wish : reply.RetryAfter is null ? TimeSpan.Zero : LongestRetryAfter;
        return TimeSpan.FromTicks(Math.Max((long)(delay.Ticks * Spread(tries, position)), wished.Ticks));
    }

    /// <summary>From 1 to 1.1, evenly spread and always the same for the same try.</summary>
    private static double Spread(int tries, long position)
    {
        var hash = ((ulong)position * 0x9E37_79B9_7F4A_7C15) + (ulong)tries;
        hash = (hash ^ (hash >> 30)) * 0xBF58_476D_1CE4_E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D0_49BB_1331_11EB;
        return 1 + (((hash ^ (hash >> 31)) >> 11) / (double)(1UL << 53) / 10);
    }
}
