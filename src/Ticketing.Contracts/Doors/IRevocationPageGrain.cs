using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Doors;

/// <summary>A full page of an event's revocations. Keyed by the event's key, a slash and the page's number; called by the list only.</summary>
[Alias("ticketing.revocation-page")]
public interface IRevocationPageGrain : IGrainWithStringKey
{
    [Alias("fill")]
    Task Fill(ImmutableArray<Revocation> revocations);

    [Alias("all"), ReadOnly]
    Task<ImmutableArray<Revocation>> All();
}
