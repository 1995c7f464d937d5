using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>Ends a claim. With <see cref="Authorized"/> no proof is asked for (the operator, the sweeper, the coordinator).</summary>
[GenerateSerializer, Immutable, Alias("ticketing.release-unit")]
public sealed record ReleaseUnit(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] EndReason Reason,
    [property: Id(2)] bool Authorized,
    [property: Id(3)] ulong TokenHash,
    [property: Id(4)] string? Customer)
{
    /// <summary>When the attempt was made whose claim this ends: a later attempt's is left alone. Default: whichever it is.</summary>
    [Id(5)]
    public DateTimeOffset IssuedAt { get; init; } = DateTimeOffset.MaxValue;
}
