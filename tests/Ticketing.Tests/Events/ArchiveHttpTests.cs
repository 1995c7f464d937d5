using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Events;

/// <summary>Events that are on no list: those that are reached by their address alone, and those that are put away.</summary>
public sealed class ArchiveHttpTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Organizer => Service.Token("olga", Roles.Organizer);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task An_unlisted_event_is_reached_by_its_address_and_listed_for_staff_alone()
    {
        var id = await CreateAsync("\"visibility\":\"unlisted\"");
        Assert.Equal(("unlisted", 200), (await VisibilityAsync(id), (await Service.SendAsync("GET", $"/api/v1/events/{id}")).Status));
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{id}}","qty":1}""")).Status);
        foreach (var query in new[] { "", "?q=play", "?sort=starts_at" })
        {
            Assert.Equal((query, 0), (query, await CountAsync(query)));
            Assert.Equal((query, 1), (query, await CountAsync(query, Organizer)));
        }

        Assert.Equal(200, (await ChangeAsync(id, """{"visibility":"listed"}""")).Status);
        Assert.Null(await VisibilityAsync(id));
        Assert.Equal(1, await CountAsync(""));

        var (status, problem, _) = await ChangeAsync(id, """{"visibility":null}""");
        Assert.Equal((422, true), (status, problem.GetProperty("errors").TryGetProperty("visibility", out _)));
        Assert.Equal(428, (await Service.SendAsync("PATCH", $"/api/v1/events/{id}", Organizer, """{"visibility":"unlisted"}""")).Status);
        Assert.Equal(403, (await Service.SendAsync("PATCH", $"/api/v1/events/{id}", Service.Token("ann", Roles.Customer), """{"visibility":"unlisted"}""", ("If-Match", "*"))).Status);
    }

    [Fact]
    public async Task An_event_is_put_away_once_nothing_of_it_is_on_sale_held_or_still_to_come()
    {
        var id = await CreateAsync();
        Assert.Contains("Close it first", await WhyNotAsync(id), StringComparison.Ordinal);

        var (_, hold, _) = await Service.SendAsync("POST", "/api/v1/holds", Organizer, $$"""{"event_id":"{{id}}","qty":1}""");
        Assert.Equal(200, (await ChangeAsync(id, """{"status":"closed"}""")).Status);
        Assert.Contains("held", await WhyNotAsync(id), StringComparison.Ordinal);

        var (booked, booking, _) = await Service.SendAsync("POST", "/api/v1/bookings", Organizer, $$"""{"hold_id":"{{hold.GetProperty("hold_id").GetString()}}","hold_token":"{{hold.GetProperty("hold_token").GetString()}}"}""");
        Assert.Equal(201, booked);
        Assert.Contains("cancel it with its bookings", await WhyNotAsync(id), StringComparison.Ordinal);

        Assert.Equal(200, (await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{booking.GetProperty("id").GetString()}/cancel", Service.Token("boss", Roles.Admin), """{"reason":"ill"}""")).Status);
        var (status, archived, _) = await ChangeAsync(id, """{"archived":true}""");
        Assert.Equal(200, status);
        Assert.True(archived.TryGetProperty("archived_at", out _));
    }

    [Fact]
    public async Task What_is_put_away_is_listed_where_it_is_asked_for_and_sold_only_once_it_is_back()
    {
        var id = await CreateAsync("\"status\":\"draft\"");
        Assert.Equal(200, (await ChangeAsync(id, """{"archived":true}""")).Status);
        Assert.Equal(0, await CountAsync("", Organizer));
        Assert.Equal(0, await CountAsync("?q=play", Organizer));
        Assert.Equal(1, await CountAsync("?archived=true", Organizer));
        Assert.Equal(0, await CountAsync("?archived=true"));
        Assert.Equal(200, (await Service.SendAsync("GET", $"/api/v1/events/{id}", Organizer)).Status);

        var (status, problem, _) = await ChangeAsync(id, """{"status":"on_sale"}""");
        Assert.Equal((422, "illegal_transition"), (status, problem.GetProperty("code").GetString()));
        Assert.Contains("Bring it back first", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        var (back, shown, _) = await ChangeAsync(id, """{"status":"on_sale","archived":false}""");
        Assert.Equal((200, false), (back, shown.TryGetProperty("archived_at", out _)));
        Assert.Equal(1, await CountAsync("?archived=false", Organizer));
    }

    [Fact]
    public async Task Bookings_of_an_event_that_is_put_away_are_still_read()
    {
        var id = await CreateAsync();
        var (_, booking, _) = await Service.SendAsync("POST", "/api/v1/book", Organizer, $$"""{"event_id":"{{id}}","qty":1}""");
        var boss = Service.Token("boss", Roles.Admin);
        Assert.Equal(202, (await Service.SendAsync("POST", $"/api/v1/admin/events/{id}/cancel", boss, """{"reason":"rain"}""")).Status);
        await Service.Office.MinutesUntilAsync(async () => (await Service.SendAsync("GET", $"/api/v1/events/{id}/status", Organizer)).Body.GetProperty("available").GetInt32() == 2);
        Assert.Equal(200, (await ChangeAsync(id, """{"archived":true}""")).Status);
        var read = await Service.SendAsync("GET", $"/api/v1/admin/bookings/{booking.GetProperty("booking_id").GetString()}", boss);
        Assert.Equal((200, "cancelled"), (read.Status, read.Body.GetProperty("status").GetString()));
    }

    private async Task<string> CreateAsync(string more = "\"status\":\"on_sale\"")
    {
        var (status, made, _) = await Service.SendAsync("POST", "/api/v1/events", Organizer, $$"""{"name":"Play","total_seats":2,"starts_at":"2030-06-01T18:00:00Z",{{more}}}""");
        Assert.Equal(201, status);
        return made.GetProperty("event_id").GetString()!;
    }

    private Task<(int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> ChangeAsync(string id, string body) =>
        Service.SendAsync("PATCH", $"/api/v1/events/{id}", Organizer, body, ("If-Match", "*"));

    private async Task<string> WhyNotAsync(string id)
    {
        var (status, problem, _) = await ChangeAsync(id, """{"archived":true}""");
        Assert.Equal((422, "illegal_transition"), (status, problem.GetProperty("code").GetString()));
        return problem.GetProperty("detail").GetString()!;
    }

    private async Task<string?> VisibilityAsync(string id) =>
        (await Service.SendAsync("GET", $"/api/v1/events/{id}")).Body.TryGetProperty("visibility", out var visibility) ? visibility.GetString() : null;

    private async Task<int> CountAsync(string query, string? token = null)
    {
        var (status, list, _) = await Service.SendAsync("GET", $"/api/v1/events{query}", token);
        Assert.Equal(200, status);
        return list.GetProperty("items").GetArrayLength();
    }
}
