using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Gateway;

/// <summary>Whatever is sent is answered with what is wrong with it, and never with a fault of the service.</summary>
public sealed class HostileBodyTests(RunningService service) : IClassFixture<RunningService>
{
    private const string Id = "4242d34d-8040-8000-8000-000000000000";

    private static readonly (string Path, string Body)[] s_routes =
    [
        ("/api/v1/events", """{"name":"x","total_seats":3}"""),
        ("/api/v1/events", """{"name":"x","venue":"v","starts_at":"2030-01-01T00:00:00Z","currency":"EUR","status":"draft","policy":{"hold_ttl_seconds":9,"max_quantity":2,"max_per_customer":2},"sale_opens_at":"2029-01-01T00:00:00Z","sale_closes_at":null,"sections":[{"id":"a","name":"A","kind":"seated","rows":[{"label":"A","seats":4}],"price":"1.50"},{"id":"b","kind":"general","capacity":5,"price":2}]}"""),
        ("/api/v1/venues", """{"name":"v","capacity":9}"""),
        ("/api/v1/holds", $$"""{"event_id":"{{Id}}","qty":1,"section":"a","customer_id":"c"}"""),
        ("/api/v1/holds", $$"""{"event_id":"{{Id}}","seats":["stalls-A-1"]}"""),
        ("/api/v1/book", """{"hold_id":"8242d34d-8040-8000-8000-000000000001","payment_token":"3q2-7wAAAAAAAAAAAAAAAA"}"""),
        ("/reserve", """{"seat_id":"H-1","user_id":"ann"}"""),
        ("/buy", """{"seat_id":"H-1","user_id":"ann"}"""),
    ];

    private static readonly string[] s_values =
    [
        "null", "true", "-1", "0", "1.5", "1e400", "-1e-400", "99999999999999999999999999", "2147483648", "\"\"", "\"\\u0000\"", "\"\\ud800\"",
        "\"\\udc00x\"", "\"\\ud83d\\ude00\"", "[]", "{}", "[null]", "[[]]", "[\"\\ud800\"]", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59-14:00\"",
        "\"2030-02-30T00:00:00Z\"", "\"1,5\"", "\"NaN\"", "\"99999999999999999999.99\"", "\"../../etc\"", "\"\u202e\u200b\"", "\"'; drop table\"",
        "[1,\"a\",{}]", "{\"a\":{\"b\":{\"c\":{}}}}", "\"" + new string('x', 5_000) + "\"",
    ];

    [Theory]
    [InlineData("/api/v1/holds", """{"event_id":"4242d34d-8040-8000-8000-000000000000","qty":"two"}""", "qty")]
    [InlineData("/api/v1/holds", """{"event_id":"4242d34d-8040-8000-8000-000000000000","qty":1e400}""", "qty")]
    [InlineData("/api/v1/holds", """{"event_id":"4242d34d-8040-8000-8000-000000000000","qty":1,"customer_id":"\ud800"}""", "customer_id")]
    [InlineData("/api/v1/holds", """{"event_id":"4242d34d-8040-8000-8000-000000000000","seats":["\ud800"]}""", "seats")]
    [InlineData("/api/v1/holds", """{"event_id":"\ud800","qty":1}""", "event_id")]
    [InlineData("/api/v1/events", """{"name":"\udc00","total_seats":1}""", "name")]
    [InlineData("/api/v1/events", """{"name":"x","total_seats":1,"starts_at":"\ud800"}""", "starts_at")]
    [InlineData("/api/v1/events", """{"name":"x","sections":[{"id":"a","kind":"general","capacity":1,"price":"\ud800"}]}""", "sections[0].price")]
    [InlineData("/api/v1/events", """{"name":"x","sections":[{"id":"a","kind":"general","capacity":{}}]}""", "sections[0].capacity")]
    [InlineData("/api/v1/venues", """{"name":7,"capacity":1}""", "name")]
    [InlineData("/api/v1/book", """{"hold_id":[],"payment_token":"x"}""", "hold_id")]
    [InlineData("/reserve", """{"seat_id":"a b","user_id":"ann"}""", "seat_id")]
    [InlineData("/reserve", """{"seat_id":"a-1","user_id":null}""", "user_id")]
    public async Task A_wrong_member_is_named(string path, string body, string field)
    {
        var (status, problem) = await SendAsync(path, Encoding.UTF8.GetBytes(body));
        Assert.Equal(422, status);
        Assert.Contains(problem.GetProperty("errors").EnumerateObject(), error => error.Name == field);
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData(" ", 400)]
    [InlineData("nul", 400)]
    [InlineData("\"text\"", 400)]
    [InlineData("{\"a\":1}{\"a\":1}", 400)]
    [InlineData("{\"a\":1,}", 400)]
    [InlineData("{'a':1}", 400)]
    [InlineData("\uFEFF{}", 400)]
    public async Task What_is_no_json_object_is_malformed(string body, int status)
    {
        foreach (var (path, _) in s_routes)
        {
            var (answered, problem) = await SendAsync(path, Encoding.UTF8.GetBytes(body));
            Assert.Equal((status, "malformed_request"), (answered, problem.GetProperty("code").GetString()));
        }
    }

    [Fact]
    public async Task Nesting_beyond_the_limit_is_malformed_and_unknown_members_are_named()
    {
        var deep = $$"""{"event_id":"{{Id}}","qty":1,"x":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""";
        Assert.Equal(400, (await SendAsync("/api/v1/holds", Encoding.UTF8.GetBytes(deep))).Status);
        var unknown = $$"""{"event_id":"{{Id}}","qty":1,"x":{"y":[1,2,{"z":null}]},"\u00e9":1}""";
        var (status, problem) = await SendAsync("/api/v1/holds", Encoding.UTF8.GetBytes(unknown));
        Assert.Equal(422, status);
        Assert.Equal(["x", "\u00e9"], problem.GetProperty("errors").EnumerateObject().Select(static error => error.Name));
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_refused_wherever_they_stand()
    {
        foreach (var (path, body) in s_routes)
        {
            for (var at = body.IndexOf('"', StringComparison.Ordinal) + 1; at < body.Length; at += 7)
            {
                var bytes = Encoding.UTF8.GetBytes(body);
                bytes[at] = 0xFF;
                Assert.InRange((await SendAsync(path, bytes)).Status, 200, 499);
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_content_type_is_refused(string? type)
    {
        foreach (var (path, body) in s_routes)
        {
            Assert.Equal(415, (await SendAsync(path, Encoding.UTF8.GetBytes(body), type)).Status);
        }
    }

    [Fact]
    public async Task Two_thousand_mutations_of_good_bodies_never_meet_a_fault()
    {
        var random = new Random(20270131);
        for (var i = 0; i < 2_000; i++)
        {
            var (path, body) = s_routes[random.Next(s_routes.Length)];
            var bytes = random.Next(3) == 0 ? Scrambled(random, body) : Encoding.UTF8.GetBytes(Replaced(random, body));
            var (status, problem) = await SendAsync(path, bytes);
            var sent = $"mutation {i} of POST {path}: {Encoding.UTF8.GetString(bytes)}";
            Assert.True(status is >= 200 and < 500, $"{status} for {sent}");
            if (status is 400 or 422)
            {
                Assert.Equal(status, problem.GetProperty("status").GetInt32());
                Assert.True(
                    status == 400 || problem.GetProperty("code").GetString() != "invalid_field" || problem.GetProperty("errors").EnumerateObject().Any(),
                    $"No field is named for {sent}");
            }
        }
    }

    /// <summary>One value of the body becomes another: whatever stands between a colon and the next comma or bracket.</summary>
    private static string Replaced(Random random, string body)
    {
        for (var times = random.Next(1, 3); times > 0; times--)
        {
            int[] colons = [.. Enumerable.Range(0, body.Length).Where(at => body[at] == ':' && body[at - 1] == '"')];
            if (colons.Length == 0)
            {
                break;
            }

            var start = colons[random.Next(colons.Length)] + 1;
            var end = body.AsSpan(start).IndexOfAny(",}]") is var length && length < 0 ? body.Length : start + length;
            body = string.Concat(body.AsSpan(0, start), s_values[random.Next(s_values.Length)], body.AsSpan(end));
        }

        return body;
    }

    private static byte[] Scrambled(Random random, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body).ToList();
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(3))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.Insert(at, (byte)"\\\"{}[],:\0\u0080"[random.Next(10)]); break;
                default: bytes.RemoveAt(at); break;
            }
        }

        return [.. bytes];
    }

    private async Task<(int Status, JsonElement Body)> SendAsync(string path, byte[] body, string? type = "application/json")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        using var response = await service.Client.PostAsync(new Uri(path, UriKind.Relative), content);
        var status = (int)response.StatusCode;
        Assert.True(status < 500, string.Create(CultureInfo.InvariantCulture, $"{status} for POST {path}: {Encoding.UTF8.GetString(body)}"));
        if (status >= 400)
        {
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }

        return (status, await response.Content.ReadFromJsonAsync<JsonElement>());
    }
}
