using Orleans;
using Ticketing.Persistence;

namespace Ticketing.Doors;

/// <summary>A full page of an event's revocations.</summary>
[PersistedState, GenerateSerializer, Alias("ticketing.revocation-page-state")]
public sealed class RevocationPageState
{
    [Id(0)]
    public List<Revocation> Revocations { get; set; } = [];
}
