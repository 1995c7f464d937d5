using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Waitlists;

/// <summary>A page of a waitlist's entries: their truth. Keyed by "{event}/{number}"; called by the line only.</summary>
[Alias("ticketing.waitlist-page")]
public interface IWaitlistPageGrain : IGrainWithStringKey
{
    /// <summary>
    /// Everything in it, for an activation of the line that begins. From then on no earlier one can write it, not even with
    /// a call that was on its way for long: what the line has read stays true until it writes.
    /// </summary>
    [Alias("open")]
    Task<OpenedWaitlistPage> Open();

    /// <summary>
    /// Puts entries in the place of their former versions, all or none. False when one of them is not the next version of
    /// what is there, or when the page was opened again since: the line does not know what is true, and must read it.
    /// A page that was never opened is 0.
    /// </summary>
    [Alias("put")]
    Task<bool> Put(int opened, ImmutableArray<WaitlistEntry> entries);

    /// <summary>Whether the feed has every step of its entries, durably. When it has not, it is told soon.</summary>
    [Alias("is-told")]
    Task<bool> IsTold();

    /// <summary>
    /// Whether nobody opened it since: an activation of the line that another one came after, and that has nothing to write,
    /// would not hear of that. On the way it is seen to that the feed is told, and letters are sent.
    /// </summary>
    [Alias("is-last")]
    Task<bool> IsLast(int opened);

    [Alias("all"), ReadOnly]
    Task<ImmutableArray<WaitlistEntry>> All();
}
