using System.Collections.Immutable;
using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Events;

/// <summary>A section as an organizer describes it, before it is cut into blocks. Venues keep sections in this form.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.section-spec")]
public sealed record SectionSpec
{
    [Id(0)]
    public string SectionId { get; init; } = "";

    [Id(1)]
    public string Name { get; init; } = "";

    [Id(2)]
    public SectionKind Kind { get; init; }

    [Id(3)]
    public ImmutableArray<RowPlan> Rows { get; init; } = [];

    /// <summary>Places of a general section. For a seated one the rows tell.</summary>
    [Id(4)]
    public int Capacity { get; init; }

    [Id(5)]
    public long PriceMinor { get; init; }
}
