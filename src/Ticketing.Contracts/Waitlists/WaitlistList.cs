using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Waitlists;

/// <summary>Entries in the order of joining, and the number from which to go on (null: there are no more).</summary>
[GenerateSerializer, Immutable, Alias("ticketing.waitlist-list")]
public sealed record WaitlistList(
    [property: Id(0)] ImmutableArray<WaitlistView> Entries,
    [property: Id(1)] int? Next);
