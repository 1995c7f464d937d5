using System.Collections.Immutable;

namespace Ticketing.Finalization;

/// <summary>A letter that is to be sent.</summary>
/// <param name="Holder">To whom. Null: a guest.</param>
/// <param name="IsOwn">It is the booking's own, to who booked, with all tickets that are still theirs.</param>
/// <param name="Places">The places of the tickets in it.</param>
public sealed record OwedLetter(string? Holder, bool IsOwn, ImmutableArray<int> Places);
