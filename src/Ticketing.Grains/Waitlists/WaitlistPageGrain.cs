using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Ticketing.Waitlists;

/// <summary>One page of a waitlist. Reentrant, so that those who join together share a write.</summary>
[Reentrant, GrainType("ticketing.waitlist-page")]
public sealed class WaitlistPageGrain : Grain, IWaitlistPageGrain
{
    private readonly Durable<WaitlistPageState> _page;

    public WaitlistPageGrain([PersistentState("page")] IPersistentState<WaitlistPageState> state) =>
        _page = new Durable<WaitlistPageState>(state, this);

    public async Task<OpenedWaitlistPage> Open()
    {
        var opened = new OpenedWaitlistPage(++_page.Value.Opened, [.. _page.Value.Entries]);
        await _page.Changed();
        return opened;
    }

    public async Task<bool> Put(int opened, ImmutableArray<WaitlistEntry> entries)
    {
        var isNext = _page.Value.TryPut(opened, entries);
        await (isNext ? _page.Changed() : _page.Settled());
        return isNext;
    }

    public async Task<ImmutableArray<WaitlistEntry>> All()
    {
        ImmutableArray<WaitlistEntry> entries = [.. _page.Value.Entries];
        await _page.Settled();
        return entries;
    }
}
