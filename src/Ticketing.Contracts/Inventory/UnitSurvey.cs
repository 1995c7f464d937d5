using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Inventory;

/// <summary>A unit's counts and its live claims (held or pinned).</summary>
[GenerateSerializer, Immutable, Alias("ticketing.unit-survey")]
public sealed record UnitSurvey(
    [property: Id(0)] UnitCounts Counts,
    [property: Id(1)] ImmutableArray<ClaimView> Live);
