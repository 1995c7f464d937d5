using Orleans;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Holds;

/// <summary>Ends a hold early: by its token, by its customer, or by an operator, who needs no proof.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.release-hold")]
public sealed record ReleaseHold(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] EndReason Reason,
    [property: Id(2)] bool Operator,
    [property: Id(3)] ulong TokenHash,
    [property: Id(4)] string? Customer);
