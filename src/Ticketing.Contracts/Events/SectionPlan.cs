using System.Collections.Immutable;
using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Events;

/// <summary>
/// A section of an event as it was laid out at creation; it never changes. <see cref="FirstBlock"/> and
/// <see cref="BlockCount"/> say which of the event's blocks it is cut into.
/// </summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.section-plan")]
public sealed record SectionPlan
{
    /// <summary>Names the section within its event and begins the names of its seats.</summary>
    [Id(0)]
    public string SectionId { get; init; } = "";

    [Id(1)]
    public string Name { get; init; } = "";

    [Id(2)]
    public SectionKind Kind { get; init; }

    /// <summary>Rows from the front. Empty for general admission.</summary>
    [Id(3)]
    public ImmutableArray<RowPlan> Rows { get; init; } = [];

    /// <summary>Places: the sum of the rows, or the capacity.</summary>
    [Id(4)]
    public int Capacity { get; init; }

    /// <summary>Price of a place in minor units of the event's currency.</summary>
    [Id(5)]
    public long PriceMinor { get; init; }

    [Id(6)]
    public int FirstBlock { get; init; }

    [Id(7)]
    public int BlockCount { get; init; }

    /// <summary>For a seated section: the first row of each block. Empty for general admission.</summary>
    [Id(8)]
    public ImmutableArray<int> BlockRows { get; init; } = [];

    /// <summary>For general admission: places of one pool. The last pool may be smaller.</summary>
    [Id(9)]
    public int PoolSize { get; init; }
}
