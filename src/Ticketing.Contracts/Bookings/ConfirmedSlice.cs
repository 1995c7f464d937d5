using System.Collections.Immutable;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>Confirmed bookings in the order in which the index heard of them. All of it is durable.</summary>
/// <param name="Bookings">Some of them may have been cancelled since, or may not exist yet.</param>
/// <param name="Position">Where in the index the next slice begins.</param>
/// <param name="Late">Where, among the bookings that were confirmed after they came, the next slice begins.</param>
/// <param name="Behind">How many rows there are after this slice, and late bookings.</param>
/// <param name="Oldest">When the first booking after this slice was made, where that is at hand.</param>
[GenerateSerializer, Immutable, Alias("ticketing.confirmed-slice")]
public sealed record ConfirmedSlice(
    [property: Id(0)] ImmutableArray<BookingId> Bookings,
    [property: Id(1)] long Position,
    [property: Id(2)] long Late,
    [property: Id(3)] long Behind,
    [property: Id(4)] DateTimeOffset? Oldest);
