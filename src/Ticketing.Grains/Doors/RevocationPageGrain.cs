using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;

namespace Ticketing.Doors;

/// <summary>A full page of an event's revocations.</summary>
[GrainType("ticketing.revocation-page")]
public sealed class RevocationPageGrain : Grain, IRevocationPageGrain
{
    private readonly Durable<RevocationPageState> _page;

    public RevocationPageGrain([PersistentState("page")] IPersistentState<RevocationPageState> state) =>
        _page = new Durable<RevocationPageState>(state, this);

    public async Task Fill(ImmutableArray<Revocation> revocations)
    {
        _page.Value.Revocations = [.. revocations];
        await _page.Changed();
    }

    public async Task<ImmutableArray<Revocation>> All() => [.. (await _page.Known()).Revocations];
}
