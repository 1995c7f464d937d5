using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>The cancellation of an event, and how far it is.</summary>
[GenerateSerializer, Alias("ticketing.cancellation-state")]
public sealed class CancellationState
{
    [Id(0)]
    public EventId EventId { get; set; }

    [Id(1)]
    public string By { get; set; } = "";

    [Id(2)]
    public string Why { get; set; } = "";

    /// <summary>The default: it was never started.</summary>
    [Id(3)]
    public DateTimeOffset StartedAt { get; set; }

    [Id(4)]
    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The next position of the index of bookings.</summary>
    [Id(5)]
    public long Position { get; set; }

    [Id(6)]
    public long Cancelled { get; set; }

    [Id(7)]
    public long RefundedMinor { get; set; }

    [Id(8)]
    public string Currency { get; set; } = "";
}
