using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Holds;

/// <summary>Confirms a hold with the token that proves the payment.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.book-hold")]
public sealed record BookHold(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] ulong TokenHash);
