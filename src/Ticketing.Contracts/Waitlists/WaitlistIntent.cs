using System.Collections.Immutable;
using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Waitlists;

/// <summary>An offer that is being made: where its places are asked for. Written before anybody is asked, so that it is brought to an end.</summary>
[GenerateSerializer, Immutable, PersistedState, Alias("ticketing.waitlist-intent")]
public sealed record WaitlistIntent(
    [property: Id(0)] string SectionId,
    [property: Id(1)] ImmutableArray<int> Blocks);
