using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Tickets;

/// <summary>How often somebody came to the door with a ticket.</summary>
[PersistedState, GenerateSerializer, Immutable, Alias("ticketing.ticket-attendance")]
public sealed record TicketAttendance(
    [property: Id(0)] int Place,
    [property: Id(1)] int Times);
