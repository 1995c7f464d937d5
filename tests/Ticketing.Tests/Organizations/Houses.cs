using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;
using Ticketing.Tickets;

namespace Ticketing.Tests.Organizations;

/// <summary>Two organizations, each with one of every role, an event, a hold, a booking and its ticket.</summary>
internal sealed class Houses : IAsyncDisposable
{
    public static readonly string[] Roles = ["owner", "manager", "box_office", "door"];

    private Houses(SecuredService service) => Service = service;

    public SecuredService Service { get; }

    public House North { get; private set; } = null!;

    public House South { get; private set; } = null!;

    public string Admin => Service.Token("adam", Ticketing.Security.Roles.Admin);

    public static async Task<Houses> OpenAsync(AuthMode mode = AuthMode.Strict)
    {
        Houses houses = new(await SecuredService.StartAsync(Forge.Options with { Mode = mode }, tickets: new TicketOptions { PagesUrl = "https://tickets.example" }));
        houses.North = await houses.BuildAsync("north");
        houses.South = await houses.BuildAsync("south");
        return houses;
    }

    /// <summary>The token of one of an organization's staff, which grants nothing by itself.</summary>
    public string As(House house, string role) => Service.Token($"{house.Name}-{role}", Ticketing.Security.Roles.Customer);

    public async Task<JsonElement> DoAsync(string method, string path, string token, string? body, int expected, params (string Name, string Value)[] headers)
    {
        var (status, answer, _) = await Service.SendAsync(method, path, token, body, headers);
        Assert.True(status == expected, $"{method} {path}: {status} {answer}");
        return answer;
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();

    private async Task<House> BuildAsync(string name)
    {
        var made = await DoAsync("POST", "/api/v1/organizations", Admin, $$"""{"name":"{{name}}","owner_subject":"{{name}}-owner"}""", 201);
        var organization = made.GetProperty("organization_id").GetGuid();
        var owner = Service.Token($"{name}-owner", Ticketing.Security.Roles.Customer);
        foreach (var role in Roles[1..])
        {
            await DoAsync("POST", $"/api/v1/organizations/{organization}/staff", owner, $$"""{"subject":"{{name}}-{{role}}","role":"{{role}}"}""", 200);
        }

        var created = await DoAsync(
            "POST", "/api/v1/events", owner,
            $$"""{"name":"Concert of {{name}}","organization_id":"{{organization}}","total_seats":50,"price":"5.00","starts_at":"2027-02-10T19:30:00Z","status":"on_sale"}""", 201);
        var id = created.GetProperty("event_id").GetGuid();
        var hold = await DoAsync("POST", "/api/v1/holds", Service.Token("ann", Ticketing.Security.Roles.Customer), $$"""{"event_id":"{{id}}","qty":1}""", 201);
        var sold = await DoAsync(
            "POST", "/api/v1/book", Service.Token($"{name}-box_office", Ticketing.Security.Roles.Customer),
            $$"""{"event_id":"{{id}}","qty":2,"customer_id":"ben","payment_method":"cash","payment_reference":"1","reason":"at the desk"}""", 201);
        var booking = sold.GetProperty("booking_id").GetGuid();
        var tickets = await DoAsync("GET", $"/api/v1/bookings/{booking}/tickets", Admin, null, 200);
        var ticket = tickets.GetProperty("items")[0];
        var house = new House(name, organization, id, hold.GetProperty("hold_id").GetGuid(), booking, ticket.GetProperty("id").GetString()!, ticket.GetProperty("code").GetString()!);
        var venue = await DoAsync("POST", "/api/v1/venues", owner, $$"""{"name":"Hall of {{name}}","organization_id":"{{organization}}","capacity":50}""", 201);
        return house with { Key = await KeyAsync(house), Webhook = await WebhookAsync(house), Venue = venue.GetProperty("venue_id").GetGuid() };
    }

    /// <summary>The id of a subscription of the house, to nothing that happens.</summary>
    public async Task<Guid> WebhookAsync(House house) => (await DoAsync(
        "POST", "/api/v1/admin/webhooks", As(house, "manager"),
        $$"""{"organization_id":"{{house.Organization}}","url":"https://{{house.Name}}.example/hook","event_id":"{{house.Event}}","enabled":false}""", 201)).GetProperty("id").GetGuid();

    /// <summary>The id of a key of the house that opens little.</summary>
    public async Task<string> KeyAsync(House house) => (await MakeKeyAsync(house, "checkin")).GetProperty("key_id").GetString()!;

    /// <summary>A key, with what is told of it once. Of no house: the platform's.</summary>
    public Task<JsonElement> MakeKeyAsync(House? house, params string[] scopes) => DoAsync(
        "POST", "/api/v1/keys", house is null ? Admin : As(house, "owner"),
        JsonSerializer.Serialize(new { organization_id = house?.Organization, name = "a program", scopes }), 201);
}

/// <summary>What an organization has.</summary>
internal sealed record House(string Name, Guid Organization, Guid Event, Guid Hold, Guid Booking, string Ticket, string Code)
{
    /// <summary>The id of a key.</summary>
    public string Key { get; init; } = "";

    /// <summary>The id of a subscription.</summary>
    public Guid Webhook { get; init; }

    /// <summary>The id of a venue.</summary>
    public Guid Venue { get; init; }
}
