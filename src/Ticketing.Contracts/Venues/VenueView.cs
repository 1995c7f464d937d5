using System.Collections.Immutable;
using Orleans;
using Ticketing.Events;

namespace Ticketing.Venues;

/// <summary>A venue.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.venue-view")]
public sealed record VenueView
{
    [Id(0)]
    public Guid VenueId { get; init; }

    [Id(1)]
    public string Name { get; init; } = "";

    [Id(2)]
    public int Capacity { get; init; }

    [Id(3)]
    public ImmutableArray<SectionSpec> Sections { get; init; } = [];

    [Id(4)]
    public DateTimeOffset CreatedAt { get; init; }

    [Id(5)]
    public long Version { get; init; }
}
