using Orleans;

namespace Ticketing.Webhooks;

/// <summary>A subscription, without its secrets.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.webhook-view")]
public sealed record WebhookView
{
    [Id(0)]
    public Guid WebhookId { get; init; }

    [Id(1)]
    public WebhookSpec Spec { get; init; } = new();

    [Id(2)]
    public long Version { get; init; }

    [Id(3)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(4)]
    public DateTimeOffset UpdatedAt { get; init; }

    [Id(5)]
    public WebhookStop Stop { get; init; }

    [Id(6)]
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>Until when an earlier secret signs beside the present one.</summary>
    [Id(7)]
    public DateTimeOffset? OldSecretUntil { get; init; }

    /// <summary>Since when nothing was delivered though it was tried.</summary>
    [Id(8)]
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>Events that wait for another try, and those behind them.</summary>
    [Id(9)]
    public int Waiting { get; init; }

    /// <summary>Events that were let go before they could be sent, since sending was stopped for too long.</summary>
    [Id(10)]
    public long Missed { get; init; }

    /// <summary>Events that were given up after the last try of the schedule.</summary>
    [Id(11)]
    public long GivenUp { get; init; }
}
