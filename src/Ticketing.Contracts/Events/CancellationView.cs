using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>How far the cancellation of an event's bookings is.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.cancellation-view")]
public sealed record CancellationView
{
    [Id(0)]
    public EventId EventId { get; init; }

    [Id(1)]
    public string By { get; init; } = "";

    [Id(2)]
    public string Why { get; init; } = "";

    [Id(3)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Null while it goes on.</summary>
    [Id(4)]
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Bookings of all events that were looked at, of <see cref="Total"/>.</summary>
    [Id(5)]
    public long LookedAt { get; init; }

    [Id(6)]
    public long Total { get; init; }

    /// <summary>Bookings of the event that this cancelled.</summary>
    [Id(7)]
    public long Cancelled { get; init; }

    /// <summary>What was paid back for them, in minor units.</summary>
    [Id(8)]
    public long RefundedMinor { get; init; }

    [Id(9)]
    public string Currency { get; init; } = "";
}
