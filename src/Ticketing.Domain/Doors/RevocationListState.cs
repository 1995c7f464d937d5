using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Doors;

/// <summary>The end of an event's revocations: how many pages are full, and those after them.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.revocation-list-state")]
public sealed class RevocationListState
{
    [Id(0)]
    public int FullPages { get; set; }

    [Id(1)]
    public List<Revocation> Last { get; set; } = [];

    [NotPersisted]
    public long Count => ((long)FullPages * IRevocationListGrain.PageSize) + Last.Count;
}
