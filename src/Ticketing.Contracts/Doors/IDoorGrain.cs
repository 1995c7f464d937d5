using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>
/// Admits some of an event's tickets: the truth about who is in. <see cref="DoorShards"/> says which tickets are whose.
/// Keyed by <see cref="DoorShards.Key"/>.
/// </summary>
[Alias("ticketing.door")]
public interface IDoorGrain : IGrainWithStringKey
{
    /// <summary>Repeating it with the same scan gives the same answer, as long as nothing else has happened to the ticket.</summary>
    [Alias("scan")]
    Task<ScanAnswer> Scan(ScanTicket command);

    /// <summary>Null: it was not this scan that let somebody in.</summary>
    [Alias("undo")]
    Task<PassView?> Undo(UndoAdmission command);

    /// <summary>Null: it was never admitted.</summary>
    [Alias("find")]
    Task<PassView?> Find(TicketId ticket);

    [Alias("counts")]
    Task<DoorCounts> Counts();

    /// <summary>Every ticket with a scan that has let somebody in and does not count.</summary>
    [Alias("conflicts")]
    Task<ImmutableArray<PassView>> Conflicts();
}
