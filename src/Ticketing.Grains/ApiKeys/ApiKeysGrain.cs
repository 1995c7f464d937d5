using System.Collections.Immutable;
using Orleans;
using Orleans.Runtime;

namespace Ticketing.ApiKeys;

/// <summary>All API keys.</summary>
[GrainType("ticketing.api-keys")]
public sealed class ApiKeysGrain : Grain, IApiKeysGrain
{
    private readonly Durable<ApiKeysState> _state;
    private readonly Durable<ApiKeyUsesState> _uses;

    public ApiKeysGrain([PersistentState("keys")] IPersistentState<ApiKeysState> state, [PersistentState("uses")] IPersistentState<ApiKeyUsesState> uses)
    {
        _state = new Durable<ApiKeysState>(state, this);
        _uses = new Durable<ApiKeyUsesState>(uses, this);
    }

    private ImmutableArray<ApiKey> Keys => _state.Value.Keys;

    public Task<ApiKeyList?> Since(long version) =>
        Task.FromResult(_state.Value.Version == version ? null : new ApiKeyList(_state.Value.Version, Keys));

    public async Task<ApiKeyAnswer> Create(ApiKey key)
    {
        var (keys, refusal) = ApiKeyDecisions.Create(Keys, key);
        if (refusal is not null)
        {
            return new ApiKeyAnswer(null, refusal);
        }

        await Written(keys);
        return new ApiKeyAnswer(Find(key.KeyId), null);
    }

    public async Task<ApiKeyAnswer> Rename(string id, string name)
    {
        if (Find(id) is not { } known)
        {
            return NotFound;
        }

        var renamed = known with { Name = name };
        await Written(Keys.Replace(known, renamed));
        return new ApiKeyAnswer(renamed, null);
    }

    public async Task<ApiKeyAnswer> Revoke(string id)
    {
        if (Find(id) is not { } known)
        {
            return NotFound;
        }

        await Written(Keys.Remove(known));
        if (_uses.Value.Uses.RemoveAll(use => use.KeyId == id) > 0)
        {
            await _uses.Changed();
        }

        return new ApiKeyAnswer(known, null);
    }

    public Task Used(ImmutableArray<ApiKeyUse> uses) => ApiKeyDecisions.Note(_uses.Value, Keys, uses) ? _uses.Changed() : Task.CompletedTask;

    public Task<ImmutableArray<ApiKeyUse>> LastUses(ImmutableArray<string> ids)
    {
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        return Task.FromResult(_uses.Value.Uses.Where(use => wanted.Contains(use.KeyId)).ToImmutableArray());
    }

    private static ApiKeyAnswer NotFound => new(null, new Refusal(RefusalCode.ApiKeyNotFound));

    private ApiKey? Find(string id) => Keys.FirstOrDefault(key => key.KeyId == id);

    /// <summary>Also what seems to be so already is written: an activation beside the one that knows better fails there.</summary>
    private Task Written(ImmutableArray<ApiKey> keys)
    {
        if (keys != Keys)
        {
            _state.Value.Version++;
            _state.Value.Keys = keys;
        }

        return _state.Changed();
    }
}
