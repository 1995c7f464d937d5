using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Events;

/// <summary>
/// Cancels an event and every booking of it, with refunds: a job that goes on by itself, through crashes, until nothing
/// is left. Keyed by <see cref="GrainKeys.Event"/>.
/// </summary>
[Alias("ticketing.event-cancellation")]
public interface IEventCancellationGrain : IGrainWithStringKey
{
    /// <summary>Starts it, or tells how far it is. Null: there is no such event.</summary>
    [Alias("start")]
    Task<CancellationView?> Start(EventId id, string by, string why);

    /// <summary>Null: it was never started.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<CancellationView?> Get();
}

/// <summary>
/// Tells those who have booked an event that its time or place is changed: one letter for each booking and change. It goes on by
/// itself, through crashes, until all are told or given up. Keyed by <see cref="GrainKeys.Event"/>.
/// </summary>
[Alias("ticketing.event-notice")]
public interface IEventNoticeGrain : IGrainWithStringKey
{
    /// <summary>The event is about to be changed. From then on a reminder asks it whether there is something to be told.</summary>
    [Alias("expect")]
    Task Expect();

    /// <summary>The event has been changed, to this version at least.</summary>
    [Alias("begin")]
    Task Begin(long version);

    /// <summary>Null: there was nothing to be told yet.</summary>
    [Alias("get")]
    Task<NoticeView?> Get();
}

/// <summary>
/// An event's own facts, which of its blocks were ever touched, and the roll-up of their counts. Keyed by
/// <see cref="Identifiers.GrainKeys.Event"/>. Not on the path of a claim.
/// </summary>
[Alias("ticketing.event")]
public interface IEventGrain : IGrainWithStringKey
{
    [Alias("create")]
    Task<EventAnswer> Create(CreateEvent command);

    /// <summary>Null when there is no such event.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<EventView?> Get();

    /// <summary>Changes the facts. When it answers, every touched block obeys them.</summary>
    [Alias("update")]
    Task<EventAnswer> Update(UpdateEvent command);

    /// <summary>Changes what a section's places cost. When it answers, every touched block asks that.</summary>
    [Alias("price")]
    Task<EventAnswer> Price(PriceSection command);

    /// <summary>Changes which places there are: what is taken away is free, or nothing is. When it answers, every touched block knows.</summary>
    [Alias("change-capacity")]
    Task<EventAnswer> ChangeCapacity(ChangeCapacity command);

    /// <summary>Whether the event knows what became of the removal. If not, it is about to look.</summary>
    [Alias("knows-removal"), AlwaysInterleave]
    Task<bool> KnowsRemoval(Guid removal);

    /// <summary>
    /// Notes durably that <paramref name="block"/> is in use, so that every later change reaches it, and gives the terms
    /// that it must obey. Null when there is no such event or block. The block asks, whose answer a change may be waiting for: so it
    /// begins whatever the event is doing, and asks nobody.
    /// </summary>
    [Alias("touch"), AlwaysInterleave]
    Task<BlockTerms?> Touch(int block);

    /// <summary>Counts over all blocks, each as it was after this call arrived. Null when there is no such event.</summary>
    [Alias("counts"), AlwaysInterleave]
    Task<EventCounts?> Counts();

    /// <summary>Where in the section a party of <paramref name="quantity"/> should ask.</summary>
    [Alias("find-room"), AlwaysInterleave]
    Task<RoomHint> FindRoom(string sectionId, int quantity);

    /// <summary>
    /// Closes the gates of these sections and opens all others, if the gates still have that version: one who comes late
    /// changes nothing. When it answers, every touched block knows whether it is behind a gate.
    /// </summary>
    [Alias("gate")]
    Task<GateView> Gate(ImmutableArray<string> sections, long version);

    /// <summary>Blocks of the section with free places, for the waitlist; of those that were never used at most <paramref name="fresh"/>.</summary>
    [Alias("line-rooms"), AlwaysInterleave]
    Task<ImmutableArray<BlockLine>> LineRooms(string sectionId, int fresh);

    /// <summary>
    /// Every place of the block is sold or withheld, and <paramref name="taken"/> of them ever were. One-way, since the event asks its
    /// blocks; it answers by <see cref="Inventory.ISectionGrain.SoldOutHeard"/>, and is told again until it does.
    /// </summary>
    [Alias("block-is-sold-out"), OneWay, AlwaysInterleave]
    Task BlockIsSoldOut(int block, long taken);
}
