using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;

namespace Ticketing.Feeds;

/// <summary>One full page of the feed.</summary>
[GrainType("ticketing.feed-page")]
public sealed class FeedPageGrain : Grain, IFeedPageGrain
{
    private readonly Durable<FeedPageState> _page;

    public FeedPageGrain([PersistentState("page")] IPersistentState<FeedPageState> state) =>
        _page = new Durable<FeedPageState>(state, this);

    public Task Fill(ImmutableArray<FeedEvent> events)
    {
        _page.Value.Events = [.. events];
        return _page.Changed();
    }

    public async Task Rename(string customer, string pseudonym)
    {
        if (FeedErasure.Rename((await _page.Known()).Events, customer, pseudonym))
        {
            await _page.Changed();
        }
    }

    public async Task<ImmutableArray<FeedEvent>> Events() => [.. (await _page.Known()).Events];

    public async Task<DateTimeOffset?> LastAt() => (await _page.Known()).Events is [.., var last] ? last.At : null;

    public async Task Clear()
    {
        if (_page.Exists)
        {
            await _page.Clear();
        }

        DeactivateOnIdle();
    }
}
