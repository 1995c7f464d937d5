using System.Collections.Immutable;
using Orleans;

namespace Ticketing.Tickets;

/// <summary>Makes out the tickets of an event. Keeps nothing. Keyed by <see cref="Identifiers.GrainKeys.Event"/>.</summary>
[Alias("ticketing.ticket-issuer")]
public interface ITicketIssuerGrain : IGrainWithStringKey
{
    [Alias("issue")]
    Task<TicketsAnswer> Issue(IssueTickets command);
}

/// <summary>Tells which keys ticket codes are checked with, the one that signs first. There is one: <see cref="All"/>.</summary>
[Alias("ticketing.ticket-keys")]
public interface ITicketKeysGrain : IGrainWithStringKey
{
    const string All = "all";

    /// <summary>The purpose of the <see cref="Security.ISecretGrain"/> that the service's own key is made of.</summary>
    const string SecretPurpose = "ticket-signing";

    [Alias("get")]
    Task<ImmutableArray<TicketPublicKey>> Get();
}
