using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Webhooks;

/// <summary>A subscription and how far it is.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.webhook-state")]
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

    [NotPersisted]
    public bool Exists => Version > 0 && !IsDeleted;

    [NotPersisted]
    public bool IsSending => Exists && Spec.IsEnabled && Stop == WebhookStop.None;

    /// <summary>Nothing before this position is needed any more.</summary>
    [NotPersisted]
    public long Passed => Lanes.Select(static lane => lane.Positions[0]).Append(Position).Min();

    [NotPersisted]
    public int Waiting => Lanes.Sum(static lane => lane.Positions.Length);
}
