using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

namespace Ticketing.Doors;

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
