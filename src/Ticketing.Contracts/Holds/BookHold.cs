using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Holds;

/// <summary>Confirms a hold with the token that proves the payment.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.book-hold")]
public sealed record BookHold(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] ulong TokenHash)
{
    /// <summary>No proof is asked for: the payment was seen by an operator, or by a provider.</summary>
    [Id(2)]
    public bool Authorized { get; init; }

    /// <summary>Where a guest can be written to.</summary>
    [Id(20)]
    public string? Email { get; init; }

    /// <summary>The booking that is to have the places. Null: one of the hold's own.</summary>
    [Id(30)]
    public BookingId? ExchangeFor { get; init; }
}
