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

    public async Task<bool> Put(ImmutableArray<WaitlistEntry> entries)
    {
        var isNext = _page.Value.TryPut(entries);
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
