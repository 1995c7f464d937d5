using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Feeds;

/// <summary>Events in a row. What was asked for and is no longer kept is passed over.</summary>
/// <param name="First">The position of the first event; after the position that was asked for when that is no longer kept.</param>
/// <param name="Events">Durable events, in order. None: there are no more.</param>
/// <param name="End">The position that the next event will have.</param>
[GenerateSerializer, Immutable, Alias("ticketing.feed-slice")]
public sealed record FeedSlice(
    [property: Id(0)] long First,
    [property: Id(1)] ImmutableArray<FeedEvent> Events,
    [property: Id(2)] long End);
