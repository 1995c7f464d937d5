using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Holds;

/// <summary>Holds the places of an expired hold once more, under the same id.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.revive-hold")]
public sealed record ReviveHold(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] int Quantity,
    [property: Id(2)] string? Customer,
    [property: Id(3)] DateTimeOffset Until);
