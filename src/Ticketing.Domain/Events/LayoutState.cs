using System.Collections.Immutable;
using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Events;

/// <summary>An event's sections. Written once, before the event is, and never again: a change of its facts costs no write of thousands of rows.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.layout-state")]
public sealed record LayoutState
{
    [Id(0)]
    public ImmutableArray<SectionPlan> Sections { get; init; } = [];
}
