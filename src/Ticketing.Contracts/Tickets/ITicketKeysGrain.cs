using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Tickets;

/// <summary>Tells which keys ticket codes are checked with, the one that signs first. There is one: <see cref="All"/>.</summary>
[Alias("ticketing.ticket-keys")]
public interface ITicketKeysGrain : IGrainWithStringKey
{
    const string All = "all";

    /// <summary>The purpose of the <see cref="Security.ISecretGrain"/> that the service's own key is made of.</summary>
    const string SecretPurpose = "ticket-signing";

    [Alias("get"), ReadOnly]
    Task<ImmutableArray<TicketPublicKey>> Get();
}
