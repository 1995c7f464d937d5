using Orleans;

namespace Ticketing.Tickets;

/// <summary>Makes out the tickets of an event. Keeps nothing. Keyed by <see cref="Identifiers.GrainKeys.Event"/>.</summary>
[Alias("ticketing.ticket-issuer")]
public interface ITicketIssuerGrain : IGrainWithStringKey
{
    [Alias("issue")]
    Task<TicketsAnswer> Issue(IssueTickets command);
}
