using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Events;

/// <summary>Drafts, and what an event earns, are for staff; for everybody else they are not there.</summary>
public sealed class DraftTests : IAsyncLifetime
{
    private SecuredService? _service;
    private string _draft = "";
    private string _play = "";

    private SecuredService Service => _service!;

    private string Organizer => Service.Token("olga", Roles.Organizer);

    private string Ann => Service.Token("ann", Roles.Customer);

    public async Task InitializeAsync()
    {
        _service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });
        (_draft, _play) = (await CreateAsync("Secret", "draft"), await CreateAsync("Play", "on_sale"));
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task A_draft_is_seen_by_staff_and_by_nobody_else()
    {
        string[] paths = ["", "/status", "/seats", "/seats/stalls-A-1"];
        foreach (var path in paths)
        {
            Assert.Equal(200, await StatusAsync(Organizer, $"/api/v1/events/{_draft}{path}"));
            Assert.Equal(200, await StatusAsync(null, $"/api/v1/events/{_play}{path}"));
            foreach (var other in Others())
            {
                Assert.Equal((path, 404), (path, await StatusAsync(other, $"/api/v1/events/{_draft}{path}")));
            }
        }

        Assert.Equal(404, await StatusAsync(null, $"/api/v1/events/{_draft}/stream"));
        Assert.Equal(404, await StatusAsync(Ann, $"/api/v1/availability/{_draft}"));
        Assert.Equal(200, await StatusAsync(Organizer, $"/api/v1/availability/{_draft}"));
        Assert.Equal(["Secret", "Play"], await NamesAsync(Organizer));
        Assert.Equal(["Play"], await NamesAsync(null));
        Assert.Equal(["Play"], await NamesAsync(Ann));
    }

    [Theory]
    [InlineData("/api/v1/holds", """{"event_id":"{0}","qty":1}""")]
    [InlineData("/api/v1/book", """{"event_id":"{0}","qty":1}""")]
    [InlineData("/api/v1/bookings", """{"event_id":"{0}","quantity":1}""")]
    [InlineData("/api/v1/availability/{0}/reserve", """{"quantity":1}""")]
    [InlineData("/api/v1/waitlist", """{"event_id":"{0}","quantity":1}""")]
    public async Task Who_would_buy_of_a_draft_does_not_learn_that_there_is_one(string path, string body)
    {
        var (at, wish) = (path.Replace("{0}", _draft, StringComparison.Ordinal), body.Replace("{0}", _draft, StringComparison.Ordinal));
        var (status, problem, _) = await Service.SendAsync("POST", at, Ann, wish);
        Assert.Equal((404, "event_not_found"), (status, problem.GetProperty("code").GetString()));
        Assert.NotEqual(404, (await Service.SendAsync("POST", at, Organizer, wish)).Status);
    }

    [Theory]
    [InlineData("stats")]
    [InlineData("sales")]
    public async Task What_an_event_earns_is_seen_by_staff_and_by_nobody_else(string what)
    {
        var path = $"/api/v1/events/{_play}/{what}";
        foreach (var other in Others())
        {
            var (status, problem, _) = await Service.SendAsync("GET", path, other);
            Assert.Equal((404, "event_not_found"), (status, problem.GetProperty("code").GetString()));
        }

        Assert.Equal(200, await StatusAsync(Organizer, path));
        Assert.Equal(200, await StatusAsync(Service.Token("boss", Roles.Admin), path));
    }

    [Fact]
    public async Task A_token_that_is_not_good_keeps_nobody_from_the_public_pages_and_shows_no_drafts()
    {
        foreach (var bad in new[] { "x.y.z", Forge.Hs256(Forge.Claims(("exp", Forge.Now.AddHours(-1).ToUnixTimeSeconds()), ("role", "admin"))) })
        {
            Assert.Equal(["Play"], await NamesAsync(bad));
            Assert.Equal(404, await StatusAsync(bad, $"/api/v1/events/{_draft}"));
        }
    }

    [Fact]
    public async Task Staff_who_are_blocked_see_what_anybody_sees()
    {
        var boss = Service.Token("boss", Roles.Admin);
        Assert.Equal(200, (await Service.SendAsync("PUT", "/api/v1/admin/customers/olga/block", boss, """{"reason":"left"}""")).Status);
        Assert.Equal(["Play"], await NamesAsync(Organizer));
        Assert.Equal(404, await StatusAsync(Organizer, $"/api/v1/events/{_play}/stats"));
    }

    [Fact]
    public async Task In_Guest_mode_everybody_runs_events_and_sees_all_of_them()
    {
        await using var service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });
        var (_, made, _) = await service.SendAsync("POST", "/api/v1/events", null, """{"name":"Secret","total_seats":1,"status":"draft"}""");
        var id = made.GetProperty("event_id").GetString();
        Assert.Equal(200, (await service.SendAsync("GET", $"/api/v1/events/{id}")).Status);
        Assert.Equal(200, (await service.SendAsync("GET", $"/api/v1/events/{id}/stats")).Status);
    }

    [Fact]
    public async Task What_only_staff_see_is_kept_by_no_cache()
    {
        Assert.True((await Service.SendAsync("GET", $"/api/v1/events/{_draft}", Organizer)).Headers.CacheControl!.NoStore);
        Assert.Equal("no-cache", (await Service.SendAsync("GET", $"/api/v1/events/{_play}")).Headers.CacheControl!.ToString());
    }

    private string?[] Others() => [null, Ann, Service.Token("gate-7", Roles.Scanner), Service.Token("nobody", Roles.None)];

    private async Task<string> CreateAsync(string name, string status)
    {
        var (created, show, _) = await Service.SendAsync("POST", "/api/v1/events", Organizer, $$"""
            {"name":"{{name}}","status":"{{status}}","sections":[{"id":"stalls","kind":"seated","rows":[{"label":"A","seats":2}]}]}
            """);
        Assert.Equal(201, created);
        return show.GetProperty("event_id").GetString()!;
    }

    private async Task<int> StatusAsync(string? token, string path) => (await Service.SendAsync("GET", path, token)).Status;

    private async Task<List<string?>> NamesAsync(string? token)
    {
        var (status, list, _) = await Service.SendAsync("GET", "/api/v1/events", token);
        Assert.Equal(200, status);
        return [.. list.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("name").GetString())];
    }
}
