using Orleans;
using Orleans.Concurrency;
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
