using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Webhooks;

/// <summary>One try to deliver an event.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.delivery")]
public sealed record Delivery
{
    /// <summary>Counts the tries of a subscription, from 1.</summary>
    [Id(0)]
    public long Number { get; init; }

    [Id(1)]
    public string EventId { get; init; } = "";

    [Id(2)]
    public string Type { get; init; } = "";

    [Id(3)]
    public string Subject { get; init; } = "";

    /// <summary>Where the event stands in the feed; -1: nowhere.</summary>
    [Id(4)]
    public long Position { get; init; }

    /// <summary>Which try of this event it was, from 1.</summary>
    [Id(5)]
    public int Attempt { get; init; }

    [Id(6)]
    public DateTimeOffset At { get; init; }

    [Id(7)]
    public int DurationMs { get; init; }

    /// <summary>The receiver's status code; 0 when there was none.</summary>
    [Id(8)]
    public int Status { get; init; }

    [Id(9)]
    public string? Error { get; init; }

    [Id(10)]
    public DeliveryOutcome Outcome { get; init; }

    [Id(11)]
    public DateTimeOffset? NextAt { get; init; }
}
