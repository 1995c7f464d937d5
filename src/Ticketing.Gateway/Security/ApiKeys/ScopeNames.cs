using System.Collections.Immutable;
using Ticketing.ApiKeys;
using Ticketing.Http;

namespace Ticketing.Security;

/// <summary>Scopes as keys, the API and its document write them.</summary>
public static class ScopeNames
{
    private static readonly ImmutableArray<(ApiKeyScope Scope, string Name)> All = [.. Enum.GetValues<ApiKeyScope>().Zip(Json.NamesOf(typeof(ApiKeyScope)))];

    public static string NameOf(ApiKeyScope scope) => All.First(one => one.Scope == scope).Name;

    public static IReadOnlyList<ApiKeyScope> ListOf(ApiKeyScopes scopes) => [.. All.Select(static one => one.Scope).Where(scope => (scopes & (ApiKeyScopes)scope) != 0)];

    public static IEnumerable<string> Of(ApiKeyScopes scopes) => All.Where(one => (scopes & (ApiKeyScopes)one.Scope) != 0).Select(static one => one.Name);
}
