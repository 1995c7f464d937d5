using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <summary>Sells a claim. With <see cref="Verdict"/> the coordinator has decided; without it the unit checks proof and time.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.confirm-unit")]
public sealed record ConfirmUnit(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] bool Verdict,
    [property: Id(2)] ulong TokenHash,
    [property: Id(3)] string? Customer)
{
    /// <summary>No proof is asked for; time is looked at all the same.</summary>
    [Id(4)]
    public bool Authorized { get; init; }

    /// <summary>Where a guest can be written to; kept until the booking has it.</summary>
    [Id(20)]
    public string? Email { get; init; }
}
