using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Waitlists;

/// <summary>A page of a waitlist's entries: their truth. Keyed by "{event}/{number}"; called by the line only.</summary>
[Alias("ticketing.waitlist-page")]
public interface IWaitlistPageGrain : IGrainWithStringKey
{
    /// <summary>
    /// Puts entries in the place of their former versions, all or none. False when one of them is not the next version of
    /// what is there: the line does not know what is true, and must read it.
    /// </summary>
    [Alias("put")]
    Task<bool> Put(ImmutableArray<WaitlistEntry> entries);

    [Alias("all"), ReadOnly]
    Task<ImmutableArray<WaitlistEntry>> All();
}
