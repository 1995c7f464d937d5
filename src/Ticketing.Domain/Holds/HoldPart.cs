using System.Collections.Immutable;
using Orleans;
using Ticketing.Inventory;
using Ticketing.Persistence;

namespace Ticketing.Holds;

/// <summary>What a coordinated hold has in one block. No units: asked for, the answer is not known.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.hold-part")]
public sealed record HoldPart
{
    [Id(0)]
    public int Block { get; init; }

    [Id(1)]
    public ImmutableArray<GrantedUnit> Units { get; init; } = [];

    [Id(2)]
    public int Groups { get; init; }
}
