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

    public Task Rename(string customer, string pseudonym) =>
        FeedErasure.Rename(_page.Value.Events, customer, pseudonym) ? _page.Changed() : _page.Settled();

    public Task<ImmutableArray<FeedEvent>> Events() => Task.FromResult(_page.Value.Events.ToImmutableArray());

    public Task<DateTimeOffset?> LastAt() => Task.FromResult(_page.Value.Events is [.., var last] ? last.At : (DateTimeOffset?)null);

    public async Task Clear()
    {
        if (_page.Exists)
        {
            await _page.Clear();
        }

        DeactivateOnIdle();
    }
}
