using System.Text.Json;
using Ticketing.Operations;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Operations;

/// <summary>What a route looks at beside its path and body is described, with what is refused for it.</summary>
public sealed class OpenApiQueryTests
{
    private const string SomeId = "c242d34d-8040-8000-8000-000000000001";

    private static readonly (string Name, string Wrong)[] Wrongs =
    [
        ("limit", "0"), ("cursor", "%21"), ("status", "nonsense"), ("payment_status", "nonsense"), ("event_id", "nonsense"),
        ("from", "nonsense"), ("to", "nonsense"), ("sort", "nonsense"), ("format", "nonsense"),
    ];

    [Fact]
    public async Task What_is_refused_in_a_query_is_described_and_nothing_else_is()
    {
        await using var service = await SecuredService.StartAsync();
        var boss = service.Token("boss", Roles.Admin);
        var refused = 0;
        foreach (var route in service.Routes.Where(route => route.Method == "GET" && !route.Streams))
        {
            var path = route.Path.Replace("{id}", SomeId, StringComparison.Ordinal).Replace("{number}", "1", StringComparison.Ordinal);
            foreach (var (name, wrong) in Wrongs)
            {
                var (status, body, _) = await service.SendAsync("GET", $"{path}?{name}={wrong}", boss);
                var isRefused = status == 422 && body.GetProperty("errors").TryGetProperty(name, out _);
                refused += isRefused ? 1 : 0;
                Assert.True(status == 404 || isRefused == (route.Query.Any(known => known.Name == name) || !route.IsLenient), $"{route.Path}?{name}={wrong} answered {status}.");
            }
        }

        Assert.True(refused > 25, $"{refused} were refused.");
    }

    [Fact]
    public async Task Parameters_and_the_refusals_for_them_stand_in_the_document()
    {
        await using var service = await SecuredService.StartAsync();
        using var document = JsonDocument.Parse(await service.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));
        foreach (var route in service.Routes)
        {
            var operation = document.RootElement.GetProperty("paths").GetProperty(route.Path).GetProperty(route.Method.ToLowerInvariant());
            var parameters = (operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray() : default).Select(given => OpenApiTests.Parameter(document.RootElement, given)).ToLookup(
                parameter => parameter.GetProperty("in").GetString(), parameter => parameter.GetProperty("name").GetString());
            Assert.Equal(route.Query.Select(static known => known.Name), parameters["query"]);
            Assert.Equal(route.Refusals.Contains(RefusalCode.StaleVersion), parameters["header"].Contains("If-Match"));
            Assert.True(route.Query.Length == 0 || Describes(document.RootElement, operation, "422", "invalid_field"), route.Path);
            Assert.Equal((route.Path, route.Access is not (Access.Open or Access.Public)), (route.Path, Describes(document.RootElement, operation, "403", "customer_blocked")));
        }
    }

    [Fact]
    public async Task Changes_that_must_say_of_which_version_they_are_are_described_so()
    {
        await using var service = await SecuredService.StartAsync();
        using var document = JsonDocument.Parse(await service.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));
        var paths = document.RootElement.GetProperty("paths");
        Assert.Equal(
            ["delete /api/v1/events/{id}/sections/{section_id}", "patch /api/v1/events/{id}", "patch /api/v1/events/{id}/sections/{section_id}", "patch /api/v1/events/{id}/codes/{code}",
             "post /api/v1/events/{id}/sections", "put /api/v1/events/{id}/sections/{section_id}/prices", "put /api/v1/bookings/{id}/attendees", "put /api/v1/admin/bookings/{id}/refund"],
            from path in paths.EnumerateObject()
            from operation in path.Value.EnumerateObject()
            where Describes(document.RootElement, operation.Value, "428", "if_match_required")
            orderby operation.Name
            select $"{operation.Name} {path.Name}");
        var version = paths.GetProperty("/api/v1/events/{id}").GetProperty("patch").GetProperty("parameters").EnumerateArray().Select(given => OpenApiTests.Parameter(document.RootElement, given))
            .Single(static parameter => parameter.GetProperty("name").GetString() == "If-Match");
        Assert.True(version.GetProperty("required").GetBoolean());
    }

    private static bool Describes(JsonElement document, JsonElement operation, string status, string code) =>
        OpenApiTests.Described(document, operation, status).Contains(code + ":", StringComparison.Ordinal);
}
