using Ticketing.Identifiers;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>Finds who admits a ticket, and asks all of an event's doors.</summary>
public interface IDoorService
{
    /// <summary>Scans have an identity of their own, so what is lost on the way is asked again.</summary>
    Task<ScanAnswer> ScanAsync(ScanTicket command);

    /// <summary>In the order in which they were given.</summary>
    Task<IReadOnlyList<ScanAnswer>> ScanAsync(IReadOnlyList<ScanTicket> commands);

    /// <summary>Null: the ticket's event is none.</summary>
    Task<PassView?> FindAsync(TicketId ticket);

    /// <summary>Null: nobody is in, or meanwhile another scan let somebody in.</summary>
    Task<PassView?> UndoAsync(TicketId ticket, Guid? scan);

    /// <summary>Null: there is no such event.</summary>
    Task<DoorCounts?> CountAsync(EventId id);

    /// <summary>Null: there is no such event.</summary>
    Task<IReadOnlyList<PassView>?> ConflictsAsync(EventId id);

    /// <summary>Null: there is no such event.</summary>
    Task<RevocationSlice?> RevocationsAsync(EventId id, long start, int limit);
}
