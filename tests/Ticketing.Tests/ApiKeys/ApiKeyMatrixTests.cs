using Ticketing.ApiKeys;
using Ticketing.Security;
using Ticketing.Tests.Organizations;

namespace Ticketing.Tests.ApiKeys;

/// <summary>Every route for a key of every single scope: of its organization, of another, of the platform.</summary>
public sealed class ApiKeyMatrixTests
{
    private static readonly ApiKeyScope[] Scopes = Enum.GetValues<ApiKeyScope>();

    [Fact]
    public async Task Every_route_stands_in_the_table_of_scopes_and_nothing_else_does()
    {
        await using var service = await Tests.Security.SecuredService.StartAsync();
        Assert.Equal(
            service.Routes.Select(OrganizationMatrixTests.NameOf).Distinct().Order(StringComparer.Ordinal),
            ApiKeyRoutes.Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_opens_nothing_for_staff_of_an_organization_opens_nothing_for_its_keys_either()
    {
        await using var service = await Tests.Security.SecuredService.StartAsync();
        Assert.Equal(
            ["GET /api/v1/admin/availability", "GET /api/v1/me"],
            service.Routes.Where(static route => route.Scopes != ApiKeyScopes.None && route.Staff is null).Select(OrganizationMatrixTests.NameOf).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_key_of_an_organization_opens_at_home_what_its_scope_says_and_nothing_elsewhere()
    {
        await using var houses = await Houses.OpenAsync();
        foreach (var scope in Scopes)
        {
            var key = (await houses.MakeKeyAsync(houses.North, ScopeNames.Of((ApiKeyScopes)scope).Single())).GetProperty("key").GetString()!;
            foreach (var route in Of(houses.Service.Routes))
            {
                var name = OrganizationMatrixTests.NameOf(route);
                var isOpen = (route.Scopes & (ApiKeyScopes)scope) != 0 && (route.Staff is not null || route.Scopes == ApiKeyScopes.Any);
                var (status, code) = await OrganizationMatrixTests.AskAsync(houses, houses.North, route, key);
                Assert.True(
                    isOpen ? status is not (401 or 403) && (route.Staff is null || code != OrganizationMatrixTests.CodeOf(route))
                    : route.Access == Access.Public ? status is not (401 or 403)
                    : (status, code) == (403, "forbidden"),
                    $"{name} with {scope} at home: {status} {code}");

                var elsewhere = await OrganizationMatrixTests.AskAsync(houses, houses.South, route, key);
                if (route.Access == Access.Public)
                {
                    // As anybody.
                    Assert.Equal((name, await OrganizationMatrixTests.AskAsync(houses, houses.South, route, houses.Service.Token("carl", Roles.Customer))), (name, elsewhere));
                }
                else
                {
                    var expected = !isOpen ? (403, "forbidden") : route.Staff is null ? (200, null) : (404, OrganizationMatrixTests.CodeOf(route));
                    Assert.True(elsewhere == expected, $"{name} with {scope} elsewhere: {elsewhere}, not {expected}");
                }
            }
        }
    }

    [Fact]
    public async Task A_key_of_the_platform_opens_everywhere_what_its_scope_says_and_nothing_else()
    {
        await using var houses = await Houses.OpenAsync();
        foreach (var scope in Scopes)
        {
            var key = (await houses.MakeKeyAsync(null, ScopeNames.Of((ApiKeyScopes)scope).Single())).GetProperty("key").GetString()!;
            foreach (var route in Of(houses.Service.Routes))
            {
                var (status, code) = await OrganizationMatrixTests.AskAsync(houses, houses.South, route, key);
                Assert.True(
                    (route.Scopes & (ApiKeyScopes)scope) != 0 ? status is not (401 or 403) && !(status == 404 && route.Staff is not null && code == OrganizationMatrixTests.CodeOf(route))
                    : route.Access == Access.Public ? status is not (401 or 403)
                    : (status, code) == (403, "forbidden"),
                    $"{OrganizationMatrixTests.NameOf(route)} with {scope}: {status} {code}");
            }
        }
    }

    /// <summary>Those at which keys are looked at, but for the two of the house event, which have no scope.</summary>
    private static IEnumerable<Http.Rules> Of(IEnumerable<Http.Rules> routes) =>
        routes.Where(static route => route.Access != Access.Open && route.Path.StartsWith("/api/v1/", StringComparison.Ordinal));

    [Fact]
    public async Task The_document_says_with_each_call_which_scopes_open_it()
    {
        await using var houses = await Houses.OpenAsync();
        var (_, document, _) = await houses.Service.SendAsync("GET", "/openapi/v1.json");
        foreach (var route in houses.Service.Routes)
        {
            var operation = document.GetProperty("paths").GetProperty(route.Path).GetProperty(route.Method.ToLowerInvariant());
            var written = operation.TryGetProperty("security", out var security)
                ? security.EnumerateArray().Where(static one => one.TryGetProperty("api_key", out _)).SelectMany(static one => one.GetProperty("api_key").EnumerateArray()).Select(static one => one.GetString()!)
                : [];
            Assert.Equal(
                (OrganizationMatrixTests.NameOf(route), route.Scopes == ApiKeyScopes.Any ? "" : string.Join(' ', ScopeNames.Of(route.Scopes))),
                (OrganizationMatrixTests.NameOf(route), string.Join(' ', written)));
        }
    }
}
