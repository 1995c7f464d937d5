using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>Sells a claim. With <see cref="Verdict"/> the coordinator has decided; without it the unit checks proof and time.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.confirm-unit")]
public sealed record ConfirmUnit(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] bool Verdict,
    [property: Id(2)] ulong TokenHash,
    [property: Id(3)] string? Customer);
