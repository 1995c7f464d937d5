using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Events;

/// <summary>The sections of an event whose gates are closed, and how often that changed.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.gate-view")]
public sealed record GateView(
    [property: Id(0)] ImmutableArray<string> Sections,
    [property: Id(1)] long Version);
