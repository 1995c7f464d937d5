using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>Tells the units of one block what became of a coordinated hold's claims.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.part-command")]
public sealed record PartCommand(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] ImmutableArray<int> Units,
    [property: Id(2)] EndReason Reason = EndReason.None)
{
    /// <summary>When the attempt was made that this speaks of. A message of an earlier attempt does nothing to a later one.</summary>
    [Id(3)]
    public DateTimeOffset IssuedAt { get; init; }
}
