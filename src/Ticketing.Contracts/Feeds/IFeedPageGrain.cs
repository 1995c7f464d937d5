using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Feeds;

/// <summary>A full page of the feed. Keyed by its number; called by the feed only.</summary>
[Alias("ticketing.feed-page")]
public interface IFeedPageGrain : IGrainWithStringKey
{
    [Alias("fill")]
    Task Fill(ImmutableArray<FeedEvent> events);

    [Alias("events"), ReadOnly]
    Task<ImmutableArray<FeedEvent>> Events();

    /// <summary>When the last event of the page happened. Null: the page is gone.</summary>
    [Alias("last-at"), ReadOnly]
    Task<DateTimeOffset?> LastAt();

    [Alias("rename")]
    Task Rename(string customer, string pseudonym);

    [Alias("clear")]
    Task Clear();
}
