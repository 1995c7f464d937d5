using System.Collections.Immutable;
using Orleans;

namespace Ticketing.ApiKeys;

/// <summary>
/// All API keys, of the platform and of organizations. There is one, keyed <see cref="All"/>; every gateway asks it once a second at most, and
/// is sent them only when they changed.
/// </summary>
[Alias("ticketing.api-keys")]
public interface IApiKeysGrain : IGrainWithStringKey
{
    const string All = "all";

    const int Most = 10_000;

    /// <summary>Of one organization, or of the platform.</summary>
    const int MostOfOne = 50;

    /// <summary>All of them, or null: they have this version.</summary>
    [Alias("since")]
    Task<ApiKeyList?> Since(long version);

    /// <summary>Again, under the same id: no effect.</summary>
    [Alias("create")]
    Task<ApiKeyAnswer> Create(ApiKey key);

    [Alias("rename")]
    Task<ApiKeyAnswer> Rename(string id, string name);

    /// <summary>It opens nothing any more, and is forgotten.</summary>
    [Alias("revoke")]
    Task<ApiKeyAnswer> Revoke(string id);

    /// <summary>Keys were used. Of keys that are not there nothing is noted.</summary>
    [Alias("used")]
    Task Used(ImmutableArray<ApiKeyUse> uses);

    /// <summary>When these were last used, as far as it was noted.</summary>
    [Alias("last-uses")]
    Task<ImmutableArray<ApiKeyUse>> LastUses(ImmutableArray<string> ids);
}
