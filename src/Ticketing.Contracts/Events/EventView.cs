using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>An event's own facts, without counts.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-view")]
public sealed record EventView
{
    [Id(0)]
    public EventId EventId { get; init; }

    [Id(1)]
    public long Version { get; init; }

    [Id(2)]
    public string Name { get; init; } = "";

    [Id(3)]
    public Guid? VenueId { get; init; }

    [Id(4)]
    public string? Venue { get; init; }

    [Id(5)]
    public DateTimeOffset? StartsAt { get; init; }

    [Id(6)]
    public string Currency { get; init; } = "";

    [Id(7)]
    public EventStatus Status { get; init; }

    [Id(8)]
    public SaleWindow SaleWindow { get; init; } = SaleWindow.Always;

    [Id(9)]
    public EventPolicy Policy { get; init; } = new();

    /// <summary>Sections in the order in which they were given. Immutable over the life of the event.</summary>
    [Id(10)]
    public ImmutableArray<SectionPlan> Sections { get; init; } = [];

    [Id(11)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(12)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How long a hold placed now lasts: the policy's, else the configured default.</summary>
    [Id(13)]
    public TimeSpan HoldTtl { get; init; }

    /// <summary>The most places in one hold: the policy's, else the configured default.</summary>
    [Id(14)]
    public int MaxQuantity { get; init; }

    [Id(15)]
    public DateTimeOffset? EndsAt { get; init; }
}
