using Orleans;
using Ticketing.Tickets;

namespace Ticketing.Doors;

/// <summary>What the door knows of a ticket that was shown there.</summary>
/// <param name="Ticket">Which ticket.</param>
/// <param name="Admission">The scan that let its bearer in. Null: nobody is in.</param>
/// <param name="Undone">The admission that was undone last.</param>
/// <param name="Other">A scan that has let somebody in, and does not count.</param>
[GenerateSerializer, Immutable, Alias("ticketing.pass-view")]
public sealed record PassView(
    [property: Id(0)] TicketId Ticket,
    [property: Id(1)] Scan? Admission,
    [property: Id(2)] Scan? Undone,
    [property: Id(3)] Scan? Other);
