using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ticketing.Security;
using Ticketing.Tests.HouseRules;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Clients;

/// <summary>The files of requests for IDEs can be sent from top to bottom, and each request does what it says.</summary>
public sealed partial class RequestFileTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(Source.Root, "requests"), "*.http").Select(static file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_request_of_a_file_succeeds(string file)
    {
        await using var service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });
        var role = file == "waitlist.http" ? Roles.Customer : Roles.Admin;
        Dictionary<string, string> variables = [];
        Dictionary<string, JsonNode> answers = [];
        var sent = 0;
        foreach (var part in Separator().Split(await File.ReadAllTextAsync(Path.Combine(Source.Root, "requests", file))))
        {
            var lines = part.Split('\n').Select(static line => line.TrimEnd()).ToList();
            foreach (var line in lines.Where(static line => line.StartsWith('@')))
            {
                var (name, value) = Two(line[1..], '=');
                variables[name] = value;
            }

            var named = lines.FirstOrDefault(static line => line.StartsWith("# @name ", StringComparison.Ordinal))?["# @name ".Length..];
            var begin = lines.FindIndex(static line => Verb().IsMatch(line));
            if (begin < 0)
            {
                continue;
            }

            string Filled(string text) => Variable().Replace(text, match => match.Groups[1].Value switch
            {
                "$guid" => Guid.NewGuid().ToString(),
                "$datetime iso8601 1 h" => service.Office.Time.GetUtcNow().AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
                "token" => service.Token("boss", role),
                var name when variables.TryGetValue(name, out var value) => value.Replace("http://127.0.0.1:8080", "", StringComparison.Ordinal),
                var name => Value(answers, name),
            });

            var (verb, target) = Two(lines[begin], ' ');
            using HttpRequestMessage request = new(new HttpMethod(verb), new Uri(Filled(target), UriKind.Relative));
            var end = lines.FindIndex(begin, static line => line.Length == 0);
            end = end < 0 ? lines.Count : end;
            var body = Filled(string.Join('\n', lines.Skip(end)).Trim());
            if (body.Length > 0)
            {
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            }

            foreach (var (name, value) in lines[(begin + 1)..end].Select(static line => Two(line, ':')).Where(static header => header.First != "Content-Type"))
            {
                request.Headers.TryAddWithoutValidation(name, Filled(value));
            }

            using var response = await service.Client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var expected = lines.FirstOrDefault(static line => line.StartsWith("# answers ", StringComparison.Ordinal))?.Split(' ')[2];
            Assert.True(expected is null ? response.IsSuccessStatusCode : expected == $"{(int)response.StatusCode}", $"{file}: {lines[begin]} answered {(int)response.StatusCode}: {text}");
            sent++;
            if (named is not null)
            {
                answers[named] = JsonNode.Parse(text)!;
            }
        }

        Assert.True(sent > 2, $"{sent} requests were sent.");
    }

    /// <summary>Such as <c>play.response.body.$.items[0].code</c>.</summary>
    private static string Value(Dictionary<string, JsonNode> answers, string path)
    {
        var parts = path.Split(".response.body.$.");
        var at = answers[parts[0]];
        foreach (var step in parts[1].Split('.'))
        {
            var index = step.IndexOf('[', StringComparison.Ordinal);
            at = index < 0 ? at[step]! : at[step[..index]]![int.Parse(step[(index + 1)..^1], System.Globalization.CultureInfo.InvariantCulture)]!;
        }

        return at.GetValue<string>();
    }

    private static (string First, string Second) Two(string line, char between)
    {
        var at = line.IndexOf(between, StringComparison.Ordinal);
        return (line[..at].Trim(), line[(at + 1)..].Trim());
    }

    [GeneratedRegex("^###.*$", RegexOptions.Multiline)]
    private static partial Regex Separator();

    [GeneratedRegex("^(GET|POST|PUT|PATCH|DELETE) ")]
    private static partial Regex Verb();

    [GeneratedRegex(@"\{\{([^}]+)\}\}")]
    private static partial Regex Variable();
}
