using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Feeds;

/// <summary>One full page of the feed.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.feed-page-state")]
public sealed class FeedPageState
{
    [Id(0)]
    public List<FeedEvent> Events { get; set; } = [];
}
