using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Doors;

/// <summary>A part of an event's revocations, and how many there are in all.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.revocation-slice")]
public sealed record RevocationSlice(
    [property: Id(0)] ImmutableArray<Revocation> Items,
    [property: Id(1)] long Count);
