using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Doors;

/// <summary>How many are in.</summary>
/// <param name="Gates">The admissions that count, by gate.</param>
/// <param name="Undone">Tickets whose admission was undone, and that were not admitted again.</param>
/// <param name="Conflicts">Tickets with a scan that has let somebody in and does not count.</param>
[GenerateSerializer, Immutable, Alias("ticketing.door-counts")]
public sealed record DoorCounts(
    [property: Id(0)] ImmutableArray<GateCount> Gates,
    [property: Id(1)] int Undone,
    [property: Id(2)] int Conflicts)
{
    public int Admitted => Gates.Sum(static gate => gate.Admitted);
}

/// <summary>How many came in at a gate.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.gate-count")]
public sealed record GateCount([property: Id(0)] string Gate, [property: Id(1)] int Admitted);
