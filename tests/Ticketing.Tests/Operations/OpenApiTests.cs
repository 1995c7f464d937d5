using System.Net.Http.Json;
using System.Text.Json;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Operations;

/// <summary>The description of the API is whole, and of what is served.</summary>
public sealed class OpenApiTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly string[] Verbs = ["get", "post", "put", "patch", "delete"];

    [Fact]
    public async Task Every_operation_says_what_it_takes_what_it_answers_and_how_it_refuses()
    {
        var document = await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        HashSet<string> ids = [];
        foreach (var (path, verb, operation) in Operations(document))
        {
            var name = $"{verb} {path}";
            Assert.True(ids.Add(operation.GetProperty("operationId").GetString()!), name);
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            foreach (var parameter in path.Split('/').Where(part => part.StartsWith('{')))
            {
                Assert.Contains(operation.GetProperty("parameters").EnumerateArray(), given =>
                    given.GetProperty("in").GetString() == "path" && parameter.StartsWith($"{{{given.GetProperty("name").GetString()}}}", StringComparison.Ordinal));
            }

            CheckBody(name, verb, operation);
            CheckResponses(name, operation);
        }

        Assert.True(ids.Count >= 25, $"There are {ids.Count} operations.");
    }

    [Fact]
    public async Task What_is_described_is_served()
    {
        var document = await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        foreach (var (path, verb, operation) in Operations(document))
        {
            var concrete = path.Replace("{id}", "c242d34d-8040-8000-8000-000000000001", StringComparison.Ordinal).Replace("{seat_id}", "A-1", StringComparison.Ordinal);
            using var request = new HttpRequestMessage(new HttpMethod(verb.ToUpperInvariant()), concrete);
            if (operation.TryGetProperty("requestBody", out _))
            {
                request.Content = JsonContent.Create(new { });
            }

            using var response = await service.Client.SendAsync(request);
            var statuses = operation.GetProperty("responses").EnumerateObject().Select(answer => answer.Name);
            Assert.True(statuses.Contains(((int)response.StatusCode).ToString()), $"{verb} {path} answered {(int)response.StatusCode}, which is not described.");
        }
    }

    private static IEnumerable<(string Path, string Verb, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from verb in path.Value.EnumerateObject()
        where Verbs.Contains(verb.Name)
        select (path.Name, verb.Name, verb.Value);

    private static void CheckBody(string name, string verb, JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var body))
        {
            Assert.True(verb is "get" or "delete" or "post", name);
            return;
        }

        var content = body.GetProperty("content").GetProperty("application/json");
        Assert.Equal("object", content.GetProperty("schema").GetProperty("type").GetString());
        Assert.NotEmpty(content.GetProperty("schema").GetProperty("properties").EnumerateObject());
        Assert.Equal(JsonValueKind.Object, content.GetProperty("example").ValueKind);
    }

    private static void CheckResponses(string name, JsonElement operation)
    {
        var responses = operation.GetProperty("responses").EnumerateObject().ToArray();
        Assert.True(responses.Any(response => response.Name[0] == '2'), name);
        foreach (var response in responses)
        {
            Assert.NotEmpty(response.Value.GetProperty("description").GetString()!);
            var type = response.Value.GetProperty("content").EnumerateObject().Single().Name;
            Assert.True(response.Name[0] == '2' || response.Name == "503" || type == "application/problem+json", $"{name} answers {response.Name} with {type}");
        }
    }
}
