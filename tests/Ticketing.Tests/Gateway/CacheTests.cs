using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Gateway;

/// <summary>What proxies and browsers may keep.</summary>
public sealed class CacheTests : IAsyncLifetime
{
    /// <summary>What everybody may see, and keep for as long as they are told that it is still so.</summary>
    private static readonly string[] Public =
    [
        "/api/v1/events", "/api/v1/events/{id}", "/api/v1/events/{id}/status", "/api/v1/events/{id}/seats", "/api/v1/events/{id}/plan", "/api/v1/events/{id}/seats/{seat_id}",
        "/api/v1/venues", "/api/v1/venues/{id}", "/api/v1/tickets/keys", "/seats/{seat_id}", "/", "/info", "/api/v1/info",
    ];

    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Admin => Service.Token("adam", Roles.Admin);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task What_everybody_sees_is_asked_for_again_and_nothing_else_is_kept()
    {
        var (_, play, _) = await Service.SendAsync(
            "POST", "/api/v1/events", null, """{"name":"Play","sections":[{"id":"stalls","kind":"seated","rows":[{"label":"A","seats":3}]}]}""");
        var (_, hall, _) = await Service.SendAsync("POST", "/api/v1/venues", null, """{"name":"Hall","capacity":3}""");
        List<string> kept = [];
        foreach (var route in Service.Routes.Where(static route => route.Method == "GET" && !route.Streams))
        {
            var id = (route.Path.Contains("venues", StringComparison.Ordinal) ? hall.GetProperty("venue_id") : play.GetProperty("event_id")).GetString();
            var path = route.Path.Replace("{id}", id, StringComparison.Ordinal).Replace("{event_id}", id, StringComparison.Ordinal)
                .Replace("{seat_id}", "stalls-A-1", StringComparison.Ordinal);
            var (seen, _, headers) = await Service.SendAsync("GET", path);
            if (headers.CacheControl!.ToString() == "no-cache")
            {
                Assert.Equal((path, 200, true), (path, seen, headers.ETag is not null));
                var (status, _, again) = await Service.SendAsync("GET", path, null, null, ("If-None-Match", headers.ETag!.ToString()));
                Assert.Equal((path, 304, "no-cache", headers.ETag), (path, status, again.CacheControl!.ToString(), again.ETag));
                kept.Add(route.Path);
            }
            else
            {
                Assert.Equal((path, "no-store"), (path, headers.CacheControl!.ToString()));
            }

            Assert.Equal((path, "no-store"), (path, (await Service.SendAsync("GET", path, Admin)).Headers.CacheControl!.ToString()));
        }

        Assert.Equal(Public.Order(StringComparer.Ordinal), kept.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("DELETE", "/reserve", 405)]
    [InlineData("GET", "/api/v1/events/4242d34d-8040-8000-8000-000000000000", 404)]
    [InlineData("GET", "/api/v1/events?limit=0", 422)]
    [InlineData("GET", "/api/v1/bookings", 401)]
    [InlineData("POST", "/api/v1/events", 201)]
    [InlineData("GET", "/health/ready", 200)]
    [InlineData("GET", "/metrics", 200)]
    public async Task Refusals_changes_and_what_is_of_this_moment_are_kept_nowhere(string method, string path, int status)
    {
        var (seen, _, headers) = await Service.SendAsync(method, path, null, method == "POST" ? """{"name":"Play","total_seats":1}""" : null);
        Assert.Equal((status, "no-store"), (seen, headers.CacheControl!.ToString()));
    }

    [Fact]
    public async Task A_token_that_is_not_looked_at_is_not_kept_either()
    {
        Assert.Equal("no-store", (await Service.SendAsync("GET", "/info", "nonsense")).Headers.CacheControl!.ToString());
        Assert.Equal("no-store", (await Service.SendAsync("GET", "/api/v1/events", "nonsense")).Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task The_document_is_asked_for_again()
    {
        var (status, _, headers) = await Service.SendAsync("GET", "/openapi/v1.json");
        Assert.Equal((200, "no-cache"), (status, headers.CacheControl!.ToString()));
        Assert.Equal(304, (await Service.SendAsync("GET", "/openapi/v1.json", null, null, ("If-None-Match", headers.ETag!.ToString()))).Status);
    }
}
