using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans;
using Ticketing.Finalization;
using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

/// <summary>
/// The line of those who wait for places of an event. It keeps the gate of the sections that are waited for closed, and
/// offers what is freed there, in order. Keyed by <see cref="GrainKeys.Event"/>.
/// </summary>
[Alias("ticketing.waitlist")]
public interface IWaitlistGrain : IGrainWithStringKey
{
    /// <summary>When it answers, the gate is closed: what is freed from then on is for the line.</summary>
    [Alias("join")]
    Task<WaitlistAnswer> Join(JoinWaitlist command);

    /// <summary>Null when there is no such entry.</summary>
    [Alias("get")]
    Task<WaitlistView?> Get(WaitlistEntryId id);

    [Alias("cancel")]
    Task<WaitlistAnswer> Cancel(CancelEntry command);

    /// <summary>An entry that is active is cancelled first. False: there is no such entry of that customer.</summary>
    [Alias("erase")]
    Task<bool> Erase(EraseEntry command);

    /// <summary>A booking was opened over the offered places. Again: no effect.</summary>
    [Alias("booked")]
    Task<WaitlistAnswer> Booked(WaitlistEntryId id);

    /// <summary>At most <paramref name="limit"/> entries from number <paramref name="start"/> on, whatever became of them.</summary>
    [Alias("list")]
    Task<WaitlistList> List(int start, int limit);

    /// <summary>Places became free behind the gate. One-way, since the block that says so may be the one that the line is asking.</summary>
    [Alias("freed"), OneWay]
    Task Freed();
}

/// <summary>Writes to those whose turn has come. Keyed by the event; one letter at a time.</summary>
[Alias("ticketing.waitlist-mailer")]
public interface IWaitlistMailerGrain : IGrainWithStringKey
{
    /// <summary>Tells a customer what is kept for them, unless nobody knows where to.</summary>
    [Alias("send")]
    Task<LetterResult> Send(WaitlistEntry entry);
}

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

    [Alias("all")]
    Task<ImmutableArray<WaitlistEntry>> All();
}
