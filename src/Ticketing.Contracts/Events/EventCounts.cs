using System.Collections.Immutable;
using Orleans;
using Ticketing.Inventory;

namespace Ticketing.Events;

/// <summary>The roll-up of an event's blocks at one moment.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.event-counts")]
public sealed record EventCounts(
    [property: Id(0)] DateTimeOffset AsOf,
    [property: Id(1)] ImmutableArray<SectionCounts> Sections);

/// <summary>The counts of one section; capacity is known from its plan, the rest from its touched blocks.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.section-counts")]
public sealed record SectionCounts(
    [property: Id(0)] string SectionId,
    [property: Id(1)] int Capacity,
    [property: Id(2)] BlockCounts Sum)
{
    public int Available => Capacity - Sum.Held - Sum.Sold;
}
