using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Operations;

namespace Ticketing.Tests.HouseRules;

/// <summary>The chapters in docs/api, beside the OpenAPI document and the source's map of refusals.</summary>
public sealed partial class ApiChapterTests(RunningService service) : IClassFixture<RunningService>
{
    /// <summary>What many calls may refuse: the first page says it once for all.</summary>
    private static readonly string[] Conventions =
    [
        "malformed_request", "unauthenticated", "invalid_token", "forbidden", "customer_blocked", "body_too_slow", "body_too_large", "unsupported_media_type", "invalid_field",
        "idempotency_key_in_use", "idempotency_key_reused", "rate_limited", "outcome_unknown",
    ];

    /// <summary>A map of metrics, and a body that is the provider's.</summary>
    private static readonly string[] Foreign = ["GET /api/v1/metrics", "POST /api/v1/payments/webhooks/{provider}"];

    [Fact]
    public async Task Every_call_has_one_heading_and_is_listed_and_no_other_is()
    {
        var calls = await CallsAsync();
        Assert.Equal(calls.Keys.Order(StringComparer.Ordinal), Sections().Select(static section => section.Call).Order(StringComparer.Ordinal));

        var listed = IndexRow().Matches(Read("README.md")).SelectMany(static row => Listed().Matches(row.Groups[2].Value).Select(verb => $"{verb.Groups[1].Value} {row.Groups[1].Value}"));
        Assert.Equal(calls.Keys.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_call_is_shown_with_its_request_and_an_answer()
    {
        var (document, calls) = (await DocumentAsync(), await CallsAsync());
        foreach (var (call, text) in Sections())
        {
            var statuses = Example().Matches(text).Where(example => Sent(example.Groups["request"].Value, call)).Select(static example => example.Groups["status"].Value).ToArray();
            Assert.True(statuses.Any(static status => status[0] == '2'), $"{call} has no example that succeeds.");
            Assert.All(statuses, status => Assert.True(OpenApiTests.Described(document, calls[call], status).Length > 0, $"{call} is shown with {status}, which is not described."));
        }
    }

    [Fact]
    public async Task What_is_shown_has_only_members_that_the_document_knows()
    {
        var document = await DocumentAsync();
        var known = document.GetProperty("components").GetProperty("schemas").EnumerateObject()
            .SelectMany(static type => type.Value.TryGetProperty("properties", out var members) ? members.EnumerateObject().Select(static member => member.Name) : [])
            .ToHashSet();
        foreach (var (call, text) in Sections().Where(static section => !Foreign.Contains(section.Call)))
        {
            Assert.All(Member().Matches(text), member => Assert.True(known.Contains(member.Groups[1].Value), $"{call} is shown with {member.Value}"));
        }
    }

    [Fact]
    public async Task What_a_call_refuses_is_what_the_document_says()
    {
        var (document, calls) = (await DocumentAsync(), await CallsAsync());
        foreach (var (call, text) in Sections())
        {
            var written = Refuses().Match(text).Groups[1].Value.Split(';', StringSplitOptions.TrimEntries)
                .SelectMany(static part => Code().Matches(part).Select(code => $"{part[..3]} {code.Groups[1].Value}"));
            var known = calls[call].GetProperty("responses").EnumerateObject().Where(static response => response.Name[0] is '4' or '5')
                .SelectMany(response => Described().Matches(OpenApiTests.Answer(document, response.Value).GetProperty("description").GetString()!).Select(code => (response.Name, Code: code.Groups[1].Value)))
                .Where(static refusal => !Conventions.Contains(refusal.Code)).Select(static refusal => $"{refusal.Name} {refusal.Code}");
            Assert.Equal((call, string.Join(", ", known.Order(StringComparer.Ordinal))), (call, string.Join(", ", written.Order(StringComparer.Ordinal))));
        }
    }

    [Fact]
    public void Every_code_is_in_the_table_of_errors_with_its_status_in_order()
    {
        var known = Source.Of("src/Ticketing.Gateway").SelectMany(static file => Coded().Matches(file.Text))
            .GroupBy(static match => match.Groups["code"].Value, static match => match.Groups["status"].Value.Replace("status", "4xx", StringComparison.Ordinal))
            .Select(static code => $"{code.Key} {string.Join(", ", code.Distinct().Order(StringComparer.Ordinal))}");
        var written = ErrorRow().Matches(Read("errors.md")).Select(static row => $"{row.Groups[1].Value} {row.Groups[2].Value}");
        Assert.Equal(known.Order(StringComparer.Ordinal), written);
    }

    private static string Read(string chapter) => File.ReadAllText(Path.Combine(Source.Root, "docs/api", chapter));

    /// <summary>The calls and what is written about each.</summary>
    private static IEnumerable<(string Call, string Text)> Sections() =>
        from path in Directory.EnumerateFiles(Path.Combine(Source.Root, "docs/api"), "*.md")
        from section in Heading().Split(File.ReadAllText(path)).Skip(1)
        let end = section.IndexOf('\n', StringComparison.Ordinal)
        where Verb().IsMatch(section)
        select (section[..end], section[end..]);

    private Task<JsonElement> DocumentAsync() => service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

    private async Task<Dictionary<string, JsonElement>> CallsAsync()
    {
        var document = await DocumentAsync();
        return document.GetProperty("paths").EnumerateObject()
            .SelectMany(static path => path.Value.EnumerateObject().Select(verb => (Name: $"{verb.Name.ToUpperInvariant()} {path.Name}", verb.Value)))
            .ToDictionary(static call => call.Name, static call => call.Value);
    }

    /// <summary>Whether the last request of a block is this call.</summary>
    private static bool Sent(string block, string call)
    {
        var request = block[block.LastIndexOf("curl ", StringComparison.Ordinal)..];
        var verb = Method().Match(request) is { Success: true } named ? named.Groups[1].Value : request.Contains(" -d ", StringComparison.Ordinal) ? "POST" : "GET";
        var path = Target().Match(request).Groups[1].Value;
        return Regex.IsMatch($"{verb} {path}", $"^{Parameter().Replace(Regex.Escape(call), "[^/]+")}$");
    }

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^[A-Z]+ /")]
    private static partial Regex Verb();

    [GeneratedRegex("```sh\n(?<request>(?:(?!```).)*)\n```\n\n```http\nHTTP/1.1 (?<status>[0-9]{3}) ", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"\\?""([a-z_]+)\\?"":")]
    private static partial Regex Member();

    [GeneratedRegex(@"^\| `(/[^`]*)` \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex IndexRow();

    [GeneratedRegex(@"\[([A-Z]+)\]")]
    private static partial Regex Listed();

    [GeneratedRegex(@"-X ([A-Z]+)")]
    private static partial Regex Method();

    [GeneratedRegex("[$]api([^?\" ]*)")]
    private static partial Regex Target();

    [GeneratedRegex(@"\\\{[a-z_]+}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\*\*Refuses\*\*:\s([^.]*)\.", RegexOptions.Singleline)]
    private static partial Regex Refuses();

    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("(?:^|; )([a-z_]+): ")]
    private static partial Regex Described();

    [GeneratedRegex("\\(\\s*(?<status>[0-9]{3}|status), \"(?<code>[a-z_]+)\",")]
    private static partial Regex Coded();

    [GeneratedRegex(@"^\| `([a-z_]+)` \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex ErrorRow();
}
