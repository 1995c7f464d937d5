using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Operations;

/// <summary>The description of the API is whole, and of what is served.</summary>
public sealed class OpenApiTests(RunningService service) : IClassFixture<RunningService>
{
    private static readonly string[] Verbs = ["get", "post", "put", "patch", "delete"];

    /// <summary>A parameter, wherever the document has it.</summary>
    internal static JsonElement Parameter(JsonElement document, JsonElement given) => given.TryGetProperty("$ref", out var place)
        ? document.GetProperty("components").GetProperty("parameters").GetProperty(place.GetString()!.Split('/')[^1])
        : given;

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
                Assert.Contains(operation.GetProperty("parameters").EnumerateArray().Select(given => Parameter(document, given)), given =>
                    given.GetProperty("in").GetString() == "path" && parameter.StartsWith($"{{{given.GetProperty("name").GetString()}}}", StringComparison.Ordinal));
            }

            CheckBody(name, verb, operation, document);
            CheckResponses(name, operation, document);
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
            Assert.NotEmpty(Described(document, operation, ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)));
        }
    }

    private static IEnumerable<(string Path, string Verb, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from verb in path.Value.EnumerateObject()
        where Verbs.Contains(verb.Name)
        select (path.Name, verb.Name, verb.Value);

    [Fact]
    public async Task Every_answer_in_JSON_has_a_type_of_its_own_and_says_what_is_always_there()
    {
        var document = await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        foreach (var (path, verb, operation) in Operations(document))
        {
            foreach (var answer in operation.GetProperty("responses").EnumerateObject().Where(static answer => answer.Name[0] == '2'))
            {
                if (answer.Value.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json))
                {
                    var schema = json.GetProperty("schema");
                    if (schema.TryGetProperty("additionalProperties", out _))
                    {
                        // A map, such as the totals of metrics.
                        continue;
                    }

                    Assert.True(schema.TryGetProperty("$ref", out var type), $"{verb} {path} {answer.Name}");
                    Assert.True(Component(document, type).TryGetProperty("required", out _), $"{verb} {path}: {type}");
                }
            }
        }
    }

    [Fact]
    public async Task No_member_is_without_a_type_and_the_document_is_small()
    {
        var text = await service.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        Assert.InRange(text.Length, 50_000, 300_000);
        using var document = JsonDocument.Parse(text);
        foreach (var type in document.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            if (type.Value.TryGetProperty("properties", out var members))
            {
                Assert.All(members.EnumerateObject(), member => Assert.True(
                    member.Value.TryGetProperty("type", out _) || member.Value.TryGetProperty("$ref", out _) || member.Value.TryGetProperty("oneOf", out _),
                    $"{type.Name}.{member.Name}"));
            }
        }
    }

    [Fact]
    public async Task It_is_sent_compressed_where_that_is_understood_and_not_again_where_it_is_known()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/openapi/v1.json");
        request.Headers.AcceptEncoding.ParseAdd("br");
        using var response = await service.Client.SendAsync(request);
        Assert.Equal(["br"], response.Content.Headers.ContentEncoding);
        using System.IO.Compression.BrotliStream brotli = new(await response.Content.ReadAsStreamAsync(), System.IO.Compression.CompressionMode.Decompress);
        using var document = await JsonDocument.ParseAsync(brotli);
        Assert.True(document.RootElement.TryGetProperty("paths", out _));

        using HttpRequestMessage again = new(HttpMethod.Get, "/openapi/v1.json");
        again.Headers.AcceptEncoding.ParseAdd("br");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using var known = await service.Client.SendAsync(again);
        Assert.Equal(304, (int)known.StatusCode);
    }

    private static JsonElement Component(JsonElement document, JsonElement reference) =>
        document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!["#/components/schemas/".Length..]);

    /// <summary>An answer of an operation; those that many have stand among the components.</summary>
    internal static JsonElement Answer(JsonElement document, JsonElement answer) => answer.TryGetProperty("$ref", out var reference)
        ? document.GetProperty("components").GetProperty("responses").GetProperty(reference.GetString()!["#/components/responses/".Length..])
        : answer;

    /// <summary>What is said of an operation's answer with a status. What any may be refused for stands in the document once.</summary>
    internal static string Described(JsonElement document, JsonElement operation, string status)
    {
        var answers = operation.GetProperty("responses");
        return answers.TryGetProperty(status, out var own)
            ? Answer(document, own).GetProperty("description").GetString()!
            : string.Join("; ", Answer(document, answers.GetProperty("default")).GetProperty("description").GetString()!
                .Split("; ").Where(refusal => refusal.StartsWith(status, StringComparison.Ordinal)).Select(refusal => refusal[(status.Length + 1)..]));
    }

    private static void CheckBody(string name, string verb, JsonElement operation, JsonElement document)
    {
        if (!operation.TryGetProperty("requestBody", out var body))
        {
            Assert.True(verb is "get" or "delete" or "post", name);
            return;
        }

        var content = body.GetProperty("content").GetProperty("application/json");
        var type = Component(document, content.GetProperty("schema").GetProperty("$ref"));
        Assert.Equal("object", type.GetProperty("type").GetString());
        Assert.True(type.GetProperty("properties").EnumerateObject().Any(), name);
    }

    private static void CheckResponses(string name, JsonElement operation, JsonElement document)
    {
        var responses = operation.GetProperty("responses").EnumerateObject().ToArray();
        Assert.True(responses.Any(response => response.Name[0] == '2'), name);
        foreach (var response in responses.Select(response => (response.Name, Value: Answer(document, response.Value))))
        {
            Assert.NotEmpty(response.Value.GetProperty("description").GetString()!);
            if (response.Name is "304" or "204")
            {
                Assert.False(response.Value.TryGetProperty("content", out _), name);
                continue;
            }

            var type = response.Value.GetProperty("content").EnumerateObject().Single().Name;
            Assert.True(response.Name[0] == '2' || response.Name == "503" || type == "application/problem+json", $"{name} answers {response.Name} with {type}");
        }
    }
}
