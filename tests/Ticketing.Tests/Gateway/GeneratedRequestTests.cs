using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ticketing.Security;
using Ticketing.Tests.Security;
using Xunit.Abstractions;

namespace Ticketing.Tests.Gateway;

/// <summary>
/// Requests made of the OpenAPI document, right and wrong ones, by every role, with ids that exist: none is a fault of the service.
/// TICKETING_REQUESTS says how many (default 2,000), TICKETING_REQUESTS_SEED which.
/// </summary>
public sealed class GeneratedRequestTests(ITestOutputHelper output)
{
    [Fact]
    public async Task No_request_is_a_fault_of_the_service()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("TICKETING_REQUESTS") ?? "2000", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("TICKETING_REQUESTS_SEED") ?? "1", CultureInfo.InvariantCulture);
        await using var service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });
        using var document = JsonDocument.Parse(await service.Client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));
        RequestMaker maker = new(document.RootElement, new Random(seed));
        await maker.BeginAsync(service);
        SortedDictionary<int, int> statuses = [];
        HashSet<string> succeeded = [];
        for (var i = 0; i < count; i++)
        {
            // No two requests of one moment: what happens often in one millisecond is another test's matter.
            service.Office.Time.Advance(TimeSpan.FromMilliseconds(20));
            var made = maker.Next();
            using var request = made.ToMessage(service);
            using var response = await service.Client.SendAsync(request);
            var status = (int)response.StatusCode;
            var text = await response.Content.ReadAsStringAsync();
            if (status >= 500)
            {
                var why = service.Logged.LastOrDefault(static line => line.Contains("could not be answered", StringComparison.Ordinal) || line.Contains("met a fault", StringComparison.Ordinal));
                Assert.Fail($"Seed {seed}, request {i}: {made} answered {status}: {text}\n{why}");
            }

            if (status >= 400)
            {
                Assert.True(response.Content.Headers.ContentType?.MediaType == "application/problem+json", $"Seed {seed}, request {i}: {made} answered {status}: {text}");
                using var problem = JsonDocument.Parse(text);
                Assert.NotEmpty(problem.RootElement.GetProperty("code").GetString()!);
            }
            else
            {
                succeeded.Add(made.Operation);
                maker.Learn(text);
            }

            statuses[status] = statuses.GetValueOrDefault(status) + 1;
        }

        output.WriteLine($"Seed {seed}: {string.Join(", ", statuses.Select(static pair => $"{pair.Value} × {pair.Key}"))}; {succeeded.Count} of {maker.Operations} operations did something.");

        // Requests that are all refused at the first look would prove nothing.
        Assert.True(statuses.Keys.Count(static status => status < 400) >= 3 && succeeded.Count > maker.Operations / 3, $"{succeeded.Count} operations did something.");
    }
}

/// <summary>A request before it is sent.</summary>
internal sealed record MadeRequest(string Operation, string Method, string Target, Roles? Role, string? Subject, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body, string Type)
{
    public HttpRequestMessage ToMessage(SecuredService service)
    {
        HttpRequestMessage message = new(new HttpMethod(Method), new Uri(Target, UriKind.Relative));
        if (Subject is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", "Bearer " + (Role is { } role ? service.Token(Subject, role) : Subject));
        }

        foreach (var (name, value) in Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", Type);
        }

        return message;
    }

    public override string ToString() =>
        $"{Method} {Target} as {Subject} {Role} with {string.Join(", ", Headers)} and {(Body is null ? "nothing" : Encoding.UTF8.GetString(Body))}";
}

/// <summary>Makes requests by what the document says of them, and now and then by the opposite.</summary>
internal sealed class RequestMaker
{
    private const int MostKnown = 200;

    private static readonly (Roles? Role, string? Subject)[] Callers =
    [
        (null, null), (null, null), (Roles.Customer, "ann"), (Roles.Customer, "bob"), (Roles.Scanner, "gate-7"), (Roles.Organizer, "olga"), (Roles.Admin, "adam"), (Roles.Admin, "adam"),
        (null, "no.good.token"),
    ];

    private static readonly string[] Odd =
    [
        "", " ", "0", "-1", "null", "true", "*", "\"1\"", "W/\"1\"", "x", "../..", "%00", "é", "日本語", "🎟", "\u202e", "'; --", "<b>", "007", "1e9", "99999999999999999999", "2027-01-31",
        "2027-01-31T19:30:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2027-01-31T19:30:00+14:00", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "4242d34d-8040-8000-8000-000000000000", "general", "stalls-A-1", "EUR", "JPY", "tok_success", "tok_declined", new string('a', 300), new string('é', 5_000),
    ];

    private readonly Random _random;
    private readonly JsonElement _document;
    private readonly (string Path, string Method, JsonElement Operation)[] _operations;
    private readonly Dictionary<string, List<string>> _known = [];

    /// <summary>The request is made as the document has it, as far as that can be done without knowing the rules.</summary>
    private bool _isPlain;

    public RequestMaker(JsonElement document, Random random)
    {
        (_document, _random) = (document, random);
        _operations =
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               where !path.Name.EndsWith("/stream", StringComparison.Ordinal)
               select (path.Name, operation.Name.ToUpperInvariant(), operation.Value),
        ];
    }

    public int Operations => _operations.Length;

    /// <summary>Events, holds and bookings that requests can be about.</summary>
    public async Task BeginAsync(SecuredService service)
    {
        var admin = service.Token("adam", Roles.Admin);
        string[] events =
        [
            """{"name":"Free","total_seats":500}""",
            """{"name":"Priced","currency":"EUR","starts_at":"2099-01-31T19:30:00Z","sections":[{"id":"stalls","kind":"seated","price":"25.00","rows":[{"label":"A","seats":30}]},{"id":"general","kind":"general","capacity":300,"price":"10.00"}]}""",
        ];
        foreach (var made in events)
        {
            var (status, body, _) = await service.SendAsync("POST", "/api/v1/events", admin, made);
            Assert.Equal(201, status);
            Learn(body.GetRawText());
            var id = body.GetProperty("event_id").GetString();
            for (var i = 0; i < 4; i++)
            {
                var (_, booked, _) = await service.SendAsync("POST", "/api/v1/bookings", service.Token(i % 2 == 0 ? "ann" : "bob", Roles.Customer), $$"""{"event_id":"{{id}}","quantity":2}""");
                Learn(booked.GetRawText());
            }
        }
    }

    /// <summary>Remembers ids and secrets of an answer, for requests to come.</summary>
    public void Learn(string text)
    {
        if (text.StartsWith('{'))
        {
            using var json = JsonDocument.Parse(text);
            Learn(json.RootElement, "");
        }
    }

    private void Learn(JsonElement json, string name)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    Learn(member.Value, member.Name);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray().Take(20))
                {
                    Learn(item, name);
                }

                break;
            case JsonValueKind.String when name.EndsWith("id", StringComparison.Ordinal) || name is "payment_token" or "seats" or "code" or "next_cursor" or "cursor" or "booking_reference" or "attempt":
                var known = _known.TryGetValue(name, out var list) ? list : _known[name] = [];
                if (known.Count < MostKnown)
                {
                    known.Add(json.GetString()!);
                }
                else
                {
                    known[_random.Next(MostKnown)] = json.GetString()!;
                }

                break;
        }
    }

    public MadeRequest Next()
    {
        _isPlain = Chance(2);
        var (path, method, operation) = Pick(_operations);
        var (role, subject) = Pick(Callers);
        List<(string, string)> headers = [];
        List<string> query = [];
        var target = path;
        foreach (var given in operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : default)
        {
            var parameter = Ticketing.Tests.Operations.OpenApiTests.Parameter(_document, given);
            var name = parameter.GetProperty("name").GetString()!;
            switch (parameter.GetProperty("in").GetString())
            {
                case "path":
                    target = System.Text.RegularExpressions.Regex.Replace(target, "\\{" + name + "(:[a-z]+)?\\}", Uri.EscapeDataString(PathValue(path, name)).Replace("$", "$$", StringComparison.Ordinal));
                    break;
                case "header" when Chance(name == "Idempotency-Key" ? 3 : 2):
                    headers.Add((name, name switch
                    {
                        "Idempotency-Key" => Chance(4) ? "short" : $"key-{_random.Next(500):d6}-0123456789abcdef",
                        "X-Payment-Token" => Known("payment_token"),
                        "If-Match" => Chance(2) ? "*" : $"\"{_random.Next(1, 5)}\"",
                        _ => OddHeader(),
                    }));
                    break;
                case "query" when Chance(3):
                    query.Add($"{name}={Uri.EscapeDataString(QueryValue(name, parameter.GetProperty("schema")))}");
                    break;
            }
        }

        if (IsWrong(30))
        {
            query.Add("surprise=1");
        }

        var (body, type) = operation.TryGetProperty("requestBody", out var described) ? Body(described) : (null, "");
        return new MadeRequest(
            $"{method} {path}", method, query.Count > 0 ? $"{target}?{string.Join('&', query)}" : target, role, subject, headers, body, type);
    }

    private string PathValue(string path, string name)
    {
        if (IsWrong(8))
        {
            return Pick(Odd) is { Length: > 0 and < 1_000 } odd ? odd : "x";
        }

        return name != "id" ? name == "number" ? "1" : name == "provider" ? "test" : Known(name)
            : path.Contains("/events/", StringComparison.Ordinal) || path.Contains("/availability", StringComparison.Ordinal) || path.Contains("/waitlist", StringComparison.Ordinal) ? Known("event_id")
            : path.Contains("/holds/", StringComparison.Ordinal) ? Known("hold_id")
            : path.Contains("/bookings/", StringComparison.Ordinal) ? Known("booking_id")
            : path.Contains("/venues/", StringComparison.Ordinal) ? Known("venue_id")
            : path.Contains("/webhooks/", StringComparison.Ordinal) ? Known("webhook_id")
            : Known("id");
    }

    private string QueryValue(string name, JsonElement schema) => IsWrong(3) ? Pick(Odd)
        : schema.TryGetProperty("enum", out var values) ? Pick([.. values.EnumerateArray()]).GetString()!
        : name == "limit" ? _random.Next(1, 200).ToString(CultureInfo.InvariantCulture)
        : name == "cursor" ? Known("next_cursor")
        : name is "from" or "to" ? "2027-01-01T00:00:00Z"
        : Known(name);

    private string Known(string name) => _known.TryGetValue(name, out var known) && known.Count > 0 && !Chance(15) ? Pick([.. known]) : Pick(Odd);

    private string OddHeader() => Pick(Odd) is var odd && odd.All(static c => c is >= ' ' and <= '~') ? odd : "x";

    private (byte[]? Body, string Type) Body(JsonElement described)
    {
        var media = described.GetProperty("content").EnumerateObject().First();
        var type = IsWrong(40) ? "text/plain" : media.Name;
        if (IsWrong(25))
        {
            return (Pick<byte[]?>([null, [], [0xff, 0xfe], "{"u8.ToArray(), "[]"u8.ToArray(), "null"u8.ToArray(), "{\"\\ud800\":1}"u8.ToArray(), Encoding.UTF8.GetBytes(new string('[', 100))]), type);
        }

        return (JsonSerializer.SerializeToUtf8Bytes(Value(media.Value.GetProperty("schema"), "", 0)), type);
    }

    private JsonNode? Value(JsonElement schema, string name, int depth)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = _document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!["#/components/schemas/".Length..]);
        }

        if (schema.TryGetProperty("oneOf", out var choices))
        {
            return Value(Pick([.. choices.EnumerateArray()]), name, depth);
        }

        if (depth > 0 && IsWrong(20))
        {
            return Wrong(depth);
        }

        if (schema.TryGetProperty("enum", out var values))
        {
            return JsonValue.Create(Pick([.. values.EnumerateArray()]).GetString());
        }

        var kinds = !schema.TryGetProperty("type", out var type) ? ["string"]
            : type.ValueKind == JsonValueKind.String ? [type.GetString()!]
            : type.EnumerateArray().Select(static kind => kind.GetString()!).Where(kind => kind != "null" || Chance(4)).ToArray();
        return Pick(kinds) switch
        {
            "object" => Object(schema, depth),
            "array" => Array(schema, name, depth),
            "integer" => JsonValue.Create(Integer(schema)),
            "number" => JsonValue.Create(_random.Next(10_000) / 100m),
            "boolean" => JsonValue.Create(Chance(2)),
            "null" => null,
            _ => JsonValue.Create(Text(schema, name)),
        };
    }

    private JsonObject Object(JsonElement schema, int depth)
    {
        JsonObject made = [];
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(static one => one.GetString()!).ToHashSet() : [];
        foreach (var member in schema.TryGetProperty("properties", out var members) ? members.EnumerateObject() : default)
        {
            if (required.Contains(member.Name) ? !IsWrong(30) : Chance(_isPlain ? 5 : 2))
            {
                made[member.Name] = Value(member.Value, member.Name, depth + 1);
            }
        }

        if (IsWrong(30))
        {
            made["surprise"] = 1;
        }

        return made;
    }

    private JsonArray Array(JsonElement schema, string name, int depth)
    {
        JsonArray made = [];
        var count = IsWrong(40) ? 300 : _random.Next(_isPlain ? 1 : 0, 4);
        for (var i = 0; i < count; i++)
        {
            made.Add(Value(schema.GetProperty("items"), name, depth + 1));
        }

        return made;
    }

    private long Integer(JsonElement schema)
    {
        var least = schema.TryGetProperty("minimum", out var minimum) ? (long)minimum.GetDouble() : 0;
        var most = schema.TryGetProperty("maximum", out var maximum) ? (long)maximum.GetDouble() : 1_000;
        return IsWrong(10) ? Pick([least - 1, most + 1, long.MaxValue, long.MinValue, 0]) : Chance(6) ? Pick([least, Math.Min(most, 100_000)]) : least + _random.NextInt64(Math.Min(most - least + 1, 6));
    }

    private string Text(JsonElement schema, string name) => IsWrong(12) ? Pick(Odd)
        : _known.ContainsKey(name) ? Known(name)
        : schema.TryGetProperty("examples", out var examples) && examples.GetArrayLength() > 0 && examples[0].ValueKind == JsonValueKind.String ? examples[0].GetString()!
        : schema.TryGetProperty("format", out var format) && format.GetString() == "date-time" ? $"2099-0{_random.Next(1, 9)}-01T10:00:00Z"
        : name is "payment_token" or "token" ? Pick(["tok_success", "tok_declined", "tok_action"])
        : name == "url" ? "https://example.org/hook"
        : _isPlain ? $"a{_random.Next(20)}" : Pick(Odd);

    private JsonNode? Wrong(int depth) => _random.Next(8) switch
    {
        0 => JsonValue.Create(Pick(Odd)),
        1 => JsonValue.Create(_random.NextInt64(long.MinValue, long.MaxValue)),
        2 => JsonValue.Create(0.1m),
        3 => JsonValue.Create(Chance(2)),
        4 => null,
        5 => new JsonObject { ["x"] = depth < 5 ? Wrong(depth + 1) : null },
        6 => new JsonArray(depth < 5 ? Wrong(depth + 1) : null),
        _ => JsonValue.Create("2"),
    };

    /// <summary>Something goes wrong with the request.</summary>
    private bool IsWrong(int oneIn) => !_isPlain && Chance(oneIn);

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private T Pick<T>(T[] all) => all[_random.Next(all.Length)];
}
