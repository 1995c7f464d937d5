using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;

namespace Ticketing.Security;

/// <summary>Keeps data protection keys.</summary>
[GrainType("ticketing.protection-keys")]
public sealed class ProtectionKeysGrain : Grain, IProtectionKeysGrain
{
    private readonly Durable<ProtectionKeysState> _keys;

    public ProtectionKeysGrain([PersistentState("keys")] IPersistentState<ProtectionKeysState> state) => _keys = new Durable<ProtectionKeysState>(state, this);

    public async Task<ImmutableArray<string>> List()
    {
        await _keys.Settled();
        return [.. _keys.Value.Keys.Values];
    }

    public async Task Add(string name, string xml)
    {
        await (_keys.Value.Keys.TryAdd(name, xml) ? _keys.Changed() : _keys.Settled());
    }
}
