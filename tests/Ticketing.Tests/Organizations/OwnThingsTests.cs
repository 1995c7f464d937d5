using Ticketing.Security;
using Ticketing.Webhooks;

namespace Ticketing.Tests.Organizations;

/// <summary>Venues and webhooks of organizations: what is another's is not there, and nobody hears of another's events.</summary>
public sealed class OwnThingsTests
{
    [Fact]
    public async Task A_webhook_of_an_organization_hears_of_its_events_alone()
    {
        await using var houses = await Houses.OpenAsync();
        var office = houses.Service.Office;
        var owned = await SubscribeAsync(houses, houses.As(houses.North, "manager"), houses.North.Organization, "north");
        await SubscribeAsync(houses, houses.Admin, null, "platform");
        foreach (var house in new[] { houses.South, houses.North })
        {
            await houses.DoAsync("PUT", $"/api/v1/admin/bookings/{house.Booking}/cancel", houses.Admin, """{"reason":"rained off"}""", 200);
        }

        await office.UntilAsync(() => Task.FromResult(HeardBy("platform").Length == 2 && HeardBy("north").Length == 1));
        Assert.Equal([$"bookings/{houses.North.Booking}"], HeardBy("north"));
        var hook = await houses.DoAsync("GET", $"/api/v1/admin/webhooks/{owned}", houses.Admin, null, 200);
        Assert.Equal((houses.North.Organization, 0), (hook.GetProperty("organization_id").GetGuid(), hook.GetProperty("waiting_events").GetInt32()));

        string[] HeardBy(string name) => [.. office.Receiver.Tried
            .Where(message => message.Url.Host == $"{name}.example").Select(static message => System.Text.Json.JsonDocument.Parse(message.Body).RootElement)
            .Where(static told => told.GetProperty("type").GetString() == "booking.cancelled").Select(static told => told.GetProperty("subject").GetString()!)];
    }

    [Fact]
    public async Task Managers_list_their_own_webhooks_and_admins_all()
    {
        await using var houses = await Houses.OpenAsync();
        var manager = houses.As(houses.North, "manager");
        Assert.Equal([houses.North.Webhook], await ListedAsync(manager, $"?organization_id={houses.North.Organization}"));
        Assert.Equal([houses.North.Webhook, houses.South.Webhook], await ListedAsync(houses.Admin, ""));
        await houses.DoAsync("GET", "/api/v1/admin/webhooks", manager, null, 403);
        await houses.DoAsync("GET", $"/api/v1/admin/webhooks?organization_id={houses.South.Organization}", manager, null, 404);
        await houses.DoAsync("POST", "/api/v1/admin/webhooks", manager, """{"url":"https://north.example/all"}""", 403);

        async Task<IEnumerable<Guid>> ListedAsync(string token, string query) =>
            (await houses.DoAsync("GET", $"/api/v1/admin/webhooks{query}", token, null, 200)).GetProperty("items").EnumerateArray().Select(static one => one.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_webhook_names_no_event_of_another_and_stays_its_organizations()
    {
        await using var houses = await Houses.OpenAsync();
        var manager = houses.As(houses.North, "manager");
        var wrong = await houses.DoAsync(
            "POST", "/api/v1/admin/webhooks", manager,
            $$"""{"organization_id":"{{houses.North.Organization}}","url":"https://north.example/x","event_id":"{{houses.South.Event}}"}""", 422);
        Assert.True(wrong.GetProperty("errors").TryGetProperty("event_id", out _), wrong.ToString());
        wrong = await houses.DoAsync(
            "PUT", $"/api/v1/admin/webhooks/{houses.North.Webhook}", houses.Admin, $$"""{"organization_id":"{{houses.South.Organization}}","url":"https://north.example/x"}""", 422);
        Assert.True(wrong.GetProperty("errors").TryGetProperty("organization_id", out _), wrong.ToString());
        var kept = await houses.DoAsync("PUT", $"/api/v1/admin/webhooks/{houses.North.Webhook}", manager, """{"url":"https://north.example/y"}""", 200);
        Assert.Equal(houses.North.Organization, kept.GetProperty("organization_id").GetGuid());
    }

    [Fact]
    public async Task An_organization_has_so_many_webhooks_and_no_more_until_one_is_deleted()
    {
        await using var houses = await Houses.OpenAsync();
        for (var i = 1; i < IWebhookGrain.MostOfOne; i++)
        {
            await houses.WebhookAsync(houses.North);
        }

        var manager = houses.As(houses.North, "manager");
        var body = $$"""{"organization_id":"{{houses.North.Organization}}","url":"https://north.example/x","enabled":false}""";
        Assert.Equal("too_many_webhooks", (await houses.DoAsync("POST", "/api/v1/admin/webhooks", manager, body, 409)).GetProperty("code").GetString());
        await houses.WebhookAsync(houses.South);
        await houses.DoAsync("DELETE", $"/api/v1/admin/webhooks/{houses.North.Webhook}", manager, null, 200);
        await houses.DoAsync("POST", "/api/v1/admin/webhooks", manager, body, 201);
    }

    [Fact]
    public async Task A_venue_of_an_organization_is_there_for_its_managers_and_its_events_alone()
    {
        await using var houses = await Houses.OpenAsync();
        var (north, south) = (houses.As(houses.North, "manager"), houses.As(houses.South, "manager"));
        var common = (await houses.DoAsync("POST", "/api/v1/venues", houses.Admin, """{"name":"Arena","capacity":9}""", 201)).GetProperty("venue_id").GetGuid();
        var own = await houses.DoAsync("GET", $"/api/v1/venues/{houses.North.Venue}", north, null, 200);
        Assert.Equal(houses.North.Organization, own.GetProperty("organization_id").GetGuid());
        foreach (var token in new[] { null, houses.Service.Token("carl", Roles.Customer), south, houses.As(houses.North, "door") })
        {
            Assert.Equal(404, (await houses.Service.SendAsync("GET", $"/api/v1/venues/{houses.North.Venue}", token)).Status);
            Assert.Equal(404, (await houses.Service.SendAsync("GET", $"/api/v1/venues?organization_id={houses.North.Organization}", token)).Status);
            Assert.Equal([common], await ListedAsync(token, ""));
        }

        Assert.Equal([houses.North.Venue], await ListedAsync(north, $"?organization_id={houses.North.Organization}"));
        Assert.Equal([houses.North.Venue], await ListedAsync(houses.Admin, $"?organization_id={houses.North.Organization}"));
        foreach (var (venue, token, organization, expected) in new[]
        {
            (houses.North.Venue, north, houses.North.Organization, 201),
            (common, north, houses.North.Organization, 201),
            (houses.North.Venue, south, houses.South.Organization, 404),
        })
        {
            await houses.DoAsync("POST", "/api/v1/events", token, $$"""{"name":"x","organization_id":"{{organization}}","venue_id":"{{venue}}"}""", expected);
        }

        await houses.DoAsync("POST", "/api/v1/events", houses.Admin, $$"""{"name":"x","venue_id":"{{houses.North.Venue}}"}""", 404);

        async Task<IEnumerable<Guid>> ListedAsync(string? token, string query)
        {
            var (status, answer, _) = await houses.Service.SendAsync("GET", $"/api/v1/venues{query}", token);
            Assert.Equal(200, status);
            return answer.GetProperty("items").EnumerateArray().Select(static one => one.GetProperty("venue_id").GetGuid());
        }
    }

    [Fact]
    public async Task In_guest_mode_an_organizations_venues_are_not_everybodys()
    {
        await using var houses = await Houses.OpenAsync(AuthMode.Guest);
        Assert.Equal(404, (await houses.Service.SendAsync("GET", $"/api/v1/venues/{houses.North.Venue}")).Status);
        Assert.Equal(404, (await houses.Service.SendAsync("POST", "/api/v1/venues", null, $$"""{"name":"x","capacity":1,"organization_id":"{{houses.North.Organization}}"}""")).Status);
        Assert.Equal(201, (await houses.Service.SendAsync("POST", "/api/v1/venues", null, """{"name":"x","capacity":1}""")).Status);
    }

    private static async Task<Guid> SubscribeAsync(Houses houses, string token, Guid? organization, string name) => (await houses.DoAsync(
        "POST", "/api/v1/admin/webhooks", token,
        System.Text.Json.JsonSerializer.Serialize(new { organization_id = organization, url = $"https://{name}.example/hook", types = new[] { "booking.*" } }), 201)).GetProperty("id").GetGuid();
}
