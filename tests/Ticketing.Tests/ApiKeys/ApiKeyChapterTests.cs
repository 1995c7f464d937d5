using System.Text.RegularExpressions;
using Ticketing.ApiKeys;
using Ticketing.Security;
using Ticketing.Tests.HouseRules;

namespace Ticketing.Tests.ApiKeys;

/// <summary>What the chapter on API keys says, beside what is served.</summary>
public sealed partial class ApiKeyChapterTests
{
    [Fact]
    public void Its_table_says_which_scope_opens_which_call()
    {
        var written = Row().Matches(File.ReadAllText(Path.Combine(Source.Root, "docs/api/keys.md"))).Select(static row => $"{row.Groups[1].Value} {row.Groups[2].Value}");
        var known = from name in ApiKeyRoutes.Names
                    let scopes = ApiKeyRoutes.ScopesOf(name[..name.IndexOf(' ', StringComparison.Ordinal)], name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..])
                    where scopes != ApiKeyScopes.None
                    select $"{name} {(scopes == ApiKeyScopes.Any ? "any" : string.Join(' ', ScopeNames.Of(scopes)))}";
        Assert.Equal(known.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `([A-Z]+ /[^`]*)` \| `([a-z:]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
