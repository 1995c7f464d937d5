using System.Collections.Immutable;
using Orleans;

namespace Ticketing.ApiKeys;

/// <summary>All API keys, as they are stored.</summary>
[GenerateSerializer, Alias("ticketing.api-keys-state")]
public sealed class ApiKeysState
{
    /// <summary>Counts their changes.</summary>
    [Id(0)]
    public long Version { get; set; }

    [Id(1)]
    public ImmutableArray<ApiKey> Keys { get; set; } = [];
}

/// <summary>When keys were last used. Apart from the keys: it changes all the time, and nobody may anything by it.</summary>
[GenerateSerializer, Alias("ticketing.api-key-uses-state")]
public sealed class ApiKeyUsesState
{
    [Id(0)]
    public List<ApiKeyUse> Uses { get; set; } = [];
}

/// <summary>What becomes of API keys.</summary>
public static class ApiKeyDecisions
{
    /// <summary>The keys with a new one. The same ones: it is there already.</summary>
    public static (ImmutableArray<ApiKey> Keys, Refusal? Refusal) Create(ImmutableArray<ApiKey> all, ApiKey key) =>
        all.Any(one => one.KeyId == key.KeyId) ? (all, null)
        : all.Length >= IApiKeysGrain.Most || all.Count(one => one.OrganizationId == key.OrganizationId) >= IApiKeysGrain.MostOfOne ? (all, new Refusal(RefusalCode.TooManyApiKeys))
        : (all.Add(key), null);

    /// <summary>Notes when keys were used that are there. False: all of it was known.</summary>
    public static bool Note(ApiKeyUsesState state, ImmutableArray<ApiKey> all, IEnumerable<ApiKeyUse> uses)
    {
        var last = state.Uses.ToDictionary(static use => use.KeyId, StringComparer.Ordinal);
        var known = all.Select(static key => key.KeyId).ToHashSet(StringComparer.Ordinal);
        var isNew = false;
        foreach (var use in uses.Where(use => known.Contains(use.KeyId) && !(last.TryGetValue(use.KeyId, out var before) && before.At >= use.At)))
        {
            last[use.KeyId] = use;
            isNew = true;
        }

        state.Uses = isNew ? [.. last.Values] : state.Uses;
        return isNew;
    }
}
