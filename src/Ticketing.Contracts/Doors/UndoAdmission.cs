using Orleans;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>Takes back an admission that was a mistake. It names the scan, so that a late repeat undoes no later one.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.undo-admission")]
public sealed record UndoAdmission(
    [property: Id(0)] TicketId Ticket,
    [property: Id(1)] Guid ScanId);
