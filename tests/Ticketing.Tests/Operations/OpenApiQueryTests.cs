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
                Assert.True(status == 404 || isRefused == route.Query.Contains(name), $"{route.Path}?{name}={wrong} answered {status}.");
            }
        }

        Assert.True(refused > 25, $"{refused} were refused.");
    }

    [Fact]
    public async Task Parameters_and_the_refusals_for_them_stand_in_the_document()
    {
        await using var service = await SecuredService.StartAsync();
        using var document = JsonDocument.Parse(OpenApiDocument.Of(service.Routes));
        foreach (var route in service.Routes)
        {
            var operation = document.RootElement.GetProperty("paths").GetProperty(route.Path).GetProperty(route.Method.ToLowerInvariant());
            var parameters = operation.GetProperty("parameters").EnumerateArray().ToLookup(
                parameter => parameter.GetProperty("in").GetString(), parameter => parameter.GetProperty("name").GetString());
            Assert.Equal(route.Query, parameters["query"]);
            Assert.Equal(route.Refusals.Contains(RefusalCode.StaleVersion), parameters["header"].Contains("If-Match"));
            Assert.True(route.Query.Length == 0 || Describes(operation, "422", "invalid_field"), route.Path);
            Assert.Equal((route.Path, route.Access != Access.Open), (route.Path, Describes(operation, "403", "customer_blocked")));
        }
    }

    private static bool Describes(JsonElement operation, string status, string code) =>
        operation.GetProperty("responses").TryGetProperty(status, out var answer)
        && answer.GetProperty("description").GetString()!.Contains(code + ":", StringComparison.Ordinal);
}
