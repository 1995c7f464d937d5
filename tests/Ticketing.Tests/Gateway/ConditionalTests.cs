using System.Net.Http.Headers;
using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Gateway;

/// <summary>If-Match and If-None-Match, as RFC 9110 has them (13.1).</summary>
public sealed class ConditionalTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Olga => Service.Token("olga", Roles.Organizer);

    private string Ann => Service.Token("ann", Roles.Customer);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Strict, GuestCheckout = true });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Theory]
    [InlineData("\"1\"", 200)]
    [InlineData("1", 200)]
    [InlineData("*", 200)]
    [InlineData("\"7\", \"1\"", 200)]
    [InlineData("W/\"1\", \"1\"", 200)]
    [InlineData("W/\"1\"", 412)]
    [InlineData("\"7\"", 412)]
    [InlineData("\"7\", \"8\"", 412)]
    [InlineData("\"7\", W/\"1\"", 412)]
    [InlineData("\"*\"", 412)]
    [InlineData("\"1", 412)]
    [InlineData("one", 412)]
    public async Task What_if_match_names_is_changed_and_nothing_else_is(string match, int status)
    {
        var path = "/api/v1/events/" + await EventAsync();
        Assert.Equal(status, (await Service.SendAsync("PATCH", path, Olga, """{"name":"Changed"}""", ("If-Match", match))).Status);
        Assert.Equal(status == 200 ? "Changed" : "Play", (await Service.SendAsync("GET", path)).Body.GetProperty("name").GetString());

        var profile = "/api/v1/customers/me";
        Assert.Equal(1, (await Service.SendAsync("PUT", profile, Ann, """{"name":"Ann"}""")).Body.GetProperty("version").GetInt32());
        Assert.Equal(status, (await Service.SendAsync("PUT", profile, Ann, """{"name":"Anna"}""", ("If-Match", match))).Status);
    }

    [Fact]
    public async Task A_change_that_is_meant_for_what_is_not_there_is_refused()
    {
        const string Path = "/api/v1/customers/me";
        var version = (await Service.SendAsync("GET", Path, Ann)).Headers.ETag!.Tag;
        Assert.Equal("\"0\"", version);
        Assert.Equal(412, (await Service.SendAsync("PUT", Path, Ann, """{"name":"Ann"}""", ("If-None-Match", $"W/{version}"))).Status);
        Assert.Equal(412, (await Service.SendAsync("PUT", Path, Ann, """{"name":"Ann"}""", ("If-None-Match", "*"))).Status);
        Assert.Equal(200, (await Service.SendAsync("PUT", Path, Ann, """{"name":"Ann"}""", ("If-None-Match", "\"1\""))).Status);
    }

    [Fact]
    public async Task Changes_in_any_version_all_come_to_pass()
    {
        var path = "/api/v1/events/" + await EventAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            Service.SendAsync("PATCH", path, Olga, $$"""{"name":"Change {{number}}"}""", ("If-Match", "*"))));
        Assert.All(answers, static answer => Assert.Equal(200, answer.Status));
        Assert.Equal(9, (await Service.SendAsync("GET", path)).Body.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Who_has_what_is_shown_is_told_so()
    {
        var id = await EventAsync();
        string[] paths =
        [
            "/api/v1/events", $"/api/v1/events/{id}", $"/api/v1/events/{id}/status", $"/api/v1/events/{id}/seats", $"/api/v1/events/{id}/seats?section=stalls",
            $"/api/v1/events/{id}/seats/stalls-A-1", "/api/v1/venues", "/seats/A-1", "/api/v1/tickets/keys", "/info",
        ];
        foreach (var path in paths)
        {
            var (status, body, tag) = await GetAsync(path, null);
            Assert.Equal((path, 200, true), (path, status, body.Length > 2));
            var opaque = tag!.Tag;
            foreach (var known in new[] { tag.ToString(), opaque, $"W/{opaque}", $"\"other\", {opaque}", $"W/\"other\", W/{opaque}", "*" })
            {
                var (seen, text, same) = await GetAsync(path, known);
                Assert.Equal((path, known, 304, "", tag), (path, known, seen, text, same));
            }

            foreach (var other in new[] { "\"other\"", "W/\"other\"", "\"*\"", opaque.Trim('"'), "" })
            {
                var (seen, text, _) = await GetAsync(path, other);
                Assert.Equal((path, other, 200, body), (path, other, seen, text));
            }
        }
    }

    [Fact]
    public async Task What_changed_is_shown_again()
    {
        var id = await EventAsync();
        string[] paths = [$"/api/v1/events/{id}/status", $"/api/v1/events/{id}/seats", $"/api/v1/events/{id}/seats/stalls-A-1"];
        var before = await Task.WhenAll(paths.Select(path => GetAsync(path, null)));
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{id}}","seats":["stalls-A-1"]}""")).Status);
        await Service.Office.UntilAsync(async () => (await GetAsync(paths[0], null)).Tag!.Tag != before[0].Tag!.Tag);
        for (var i = 0; i < paths.Length; i++)
        {
            var (status, body, tag) = await GetAsync(paths[i], before[i].Tag!.ToString());
            Assert.Equal((paths[i], 200), (paths[i], status));
            Assert.Contains("held", body, StringComparison.Ordinal);
            Assert.NotEqual(before[i].Tag, tag);
        }

        var name = $"/api/v1/events/{id}";
        Assert.Equal(200, (await Service.SendAsync("PATCH", name, Olga, """{"name":"Other"}""", ("If-Match", "\"1\""))).Status);
        var (seen, shown, _) = await GetAsync(name, "\"1\"");
        Assert.Equal((200, "Other"), (seen, JsonDocument.Parse(shown).RootElement.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task What_is_not_there_is_no_match()
    {
        var (status, body, tag) = await GetAsync("/api/v1/events/4242d34d-8040-8000-8000-000000000000", "*");
        Assert.Equal((404, null), (status, tag));
        Assert.Contains("event_not_found", body, StringComparison.Ordinal);
    }

    private async Task<string> EventAsync()
    {
        var (status, created, _) = await Service.SendAsync(
            "POST", "/api/v1/events", Olga, """{"name":"Play","sections":[{"id":"stalls","kind":"seated","rows":[{"label":"A","seats":3}]}]}""");
        Assert.Equal(201, status);
        return created.GetProperty("event_id").GetString()!;
    }

    private async Task<(int Status, string Body, EntityTagHeaderValue? Tag)> GetAsync(string path, string? known)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (known is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        }

        using var response = await Service.Client.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ETag);
    }
}
