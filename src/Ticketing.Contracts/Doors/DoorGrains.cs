using System.Collections.Immutable;
using Orleans.Concurrency;
using Orleans;
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

/// <summary>
/// What gates that are offline must know: an event's revocations in the order in which they came; it only grows. Bookings
/// keep it up to date, and they alone decide. Keyed by <see cref="Identifiers.GrainKeys.Event"/>.
/// </summary>
[Alias("ticketing.revocation-list")]
public interface IRevocationListGrain : IGrainWithStringKey
{
    const int PageSize = 128;

    /// <summary>Adds some at the end. A repeat after a lost answer may stand there twice.</summary>
    [Alias("add")]
    Task Add(ImmutableArray<Revocation> revocations);

    /// <summary>At most so many, from a position on, counted from 0.</summary>
    [Alias("list")]
    Task<RevocationSlice> List(long start, int limit);
}

/// <summary>A full page of an event's revocations. Keyed by the event's key, a slash and the page's number; called by the list only.</summary>
[Alias("ticketing.revocation-page")]
public interface IRevocationPageGrain : IGrainWithStringKey
{
    [Alias("fill")]
    Task Fill(ImmutableArray<Revocation> revocations);

    [Alias("all")]
    Task<ImmutableArray<Revocation>> All();
}
