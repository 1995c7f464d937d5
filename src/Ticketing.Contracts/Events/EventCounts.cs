using System.Collections.Immutable;
using Orleans;
using Ticketing.Inventory;

namespace Ticketing.Events;

/// <summary>The roll-up of an event's blocks at one moment.</summary>
/// <param name="AsOf">The moment.</param>
/// <param name="Sections">The counts of each section, in the event's order.</param>
/// <param name="FactsVersion">The version of the event's own facts then.</param>
[GenerateSerializer, Immutable, Alias("ticketing.event-counts")]
public sealed record EventCounts(
    [property: Id(0)] DateTimeOffset AsOf,
    [property: Id(1)] ImmutableArray<SectionCounts> Sections,
    [property: Id(2)] long FactsVersion = 0)
{
    /// <summary>
    /// Grows with every change of the facts and of any unit, all of them durable, so it means the same to every process.
    /// Roll-ups come one after the other, so of two with the same version neither knows what the other does not.
    /// </summary>
    public long Version => FactsVersion + Sections.Sum(static section => section.Sum.Revision);
}

/// <summary>The counts of one section; capacity is known from its plan, the rest from its touched blocks.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.section-counts")]
public sealed record SectionCounts(
    [property: Id(0)] string SectionId,
    [property: Id(1)] int Capacity,
    [property: Id(2)] BlockCounts Sum)
{
    public int Available => Capacity - Sum.Held - Sum.Sold;
}
