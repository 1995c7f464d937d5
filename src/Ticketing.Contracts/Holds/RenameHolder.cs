using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Holds;

/// <summary>Puts another name in the place of a holder's, and forgets where they can be written to. Whoever else's hold it is, it stays theirs. Both null: a guest's.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.rename-holder")]
public sealed record RenameHolder(
    [property: Id(0)] HoldId HoldId,
    [property: Id(1)] string? Customer,
    [property: Id(2)] string? Pseudonym);
