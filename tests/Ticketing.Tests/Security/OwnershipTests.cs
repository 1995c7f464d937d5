using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Tests.Security;

/// <summary>Whose a hold or a booking is.</summary>
public sealed class OwnershipTests : IAsyncLifetime
{
    private readonly AuthOptions _strict = Forge.Options with { GuestCheckout = true };
    private SecuredService? _service;
    private string _event = "";

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Bob => Service.Token("bob", Roles.Customer);

    private string Olga => Service.Token("olga", Roles.Organizer);

    public async Task InitializeAsync()
    {
        _service = await SecuredService.StartAsync(_strict);
        _event = (await Service.Office.FreeEventAsync(100)).Value.ToString();
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task A_hold_is_its_customers_and_for_others_it_is_not_there()
    {
        var hold = await HoldAsync(Ann);
        Assert.Equal("ann", hold.GetProperty("customer_id").GetString());
        var path = "/api/v1/holds/" + hold.GetProperty("hold_id").GetString();
        Assert.Equal(200, (await Service.SendAsync("GET", path, Ann)).Status);
        Assert.Equal(200, (await Service.SendAsync("GET", path, Olga)).Status);
        foreach (var other in new[] { Bob, null, Service.Token("gate-7", Roles.Scanner) })
        {
            var (status, body, _) = await Service.SendAsync("GET", path, other);
            Assert.Equal((404, "hold_not_found"), (status, body.GetProperty("code").GetString()));
        }
    }

    [Fact]
    public async Task Its_customer_gives_a_hold_back_without_the_payment_token_and_nobody_else_does()
    {
        var path = "/api/v1/holds/" + (await HoldAsync(Ann)).GetProperty("hold_id").GetString();
        Assert.Equal(404, (await Service.SendAsync("DELETE", path, Bob)).Status);
        Assert.Equal(403, (await Service.SendAsync("DELETE", path)).Status);
        Assert.Equal(403, (await Service.SendAsync("DELETE", path, Bob, null, ("X-Payment-Token", "guess"))).Status);
        Assert.Equal("active", (await Service.SendAsync("GET", path, Ann)).Body.GetProperty("status").GetString());
        var (status, body, _) = await Service.SendAsync("DELETE", path, Ann);
        Assert.Equal((200, "released"), (status, body.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_booking_is_its_customers_and_for_others_it_is_not_there()
    {
        var hold = await HoldAsync(Ann);
        var order = $$"""{"hold_id":"{{hold.GetProperty("hold_id").GetString()}}","payment_token":"{{hold.GetProperty("payment_token").GetString()}}"}""";
        var (status, booked, _) = await Service.SendAsync("POST", "/api/v1/book", Ann, order);
        Assert.Equal((201, "ann"), (status, booked.GetProperty("customer_id").GetString()));
        var path = "/api/v1/bookings/" + booked.GetProperty("booking_id").GetString();
        Assert.Equal(200, (await Service.SendAsync("GET", path, Ann)).Status);
        Assert.Equal(200, (await Service.SendAsync("GET", path, Olga)).Status);
        Assert.Equal(404, (await Service.SendAsync("GET", path, Bob)).Status);
        Assert.Equal(404, (await Service.SendAsync("GET", path)).Status);
    }

    [Fact]
    public async Task Nobody_acts_in_anothers_name_but_staff()
    {
        var order = $$"""{"event_id":"{{_event}}","qty":1,"customer_id":"ann"}""";
        Assert.Equal(403, (await Service.SendAsync("POST", "/api/v1/holds", Bob, order)).Status);
        Assert.Equal("ann", (await Service.SendAsync("POST", "/api/v1/holds", Ann, order)).Body.GetProperty("customer_id").GetString());
        Assert.Equal("ann", (await Service.SendAsync("POST", "/api/v1/holds", Olga, order)).Body.GetProperty("customer_id").GetString());
    }

    [Fact]
    public async Task A_guest_who_uses_a_customers_name_does_not_become_that_customer()
    {
        var (status, hold, _) = await Service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{_event}}","qty":1,"customer_id":"ann"}""");
        Assert.Equal((201, "guest:ann"), (status, hold.GetProperty("customer_id").GetString()));
        var path = "/api/v1/holds/" + hold.GetProperty("hold_id").GetString();
        Assert.Equal(404, (await Service.SendAsync("GET", path)).Status);
        Assert.Equal(404, (await Service.SendAsync("GET", path, Ann)).Status);
        Assert.Equal(200, (await Service.SendAsync("GET", path, null, null, Shows(hold))).Status);

        const string Seat = """{"seat_id":"A-1","user_id":"ann"}""";
        Assert.Equal(200, (await Service.SendAsync("POST", "/reserve", Ann, Seat)).Status);
        Assert.Equal(400, (await Service.SendAsync("POST", "/buy", null, Seat)).Status);
        Assert.Equal(403, (await Service.SendAsync("POST", "/buy", Bob, Seat)).Status);
        Assert.Equal(200, (await Service.SendAsync("POST", "/buy", Ann, Seat)).Status);
    }

    [Fact]
    public async Task An_idempotency_key_is_its_callers_own_and_may_be_short_for_one_who_is_known()
    {
        var order = $$"""{"event_id":"{{_event}}","qty":1}""";
        var key = ("Idempotency-Key", "order-1");
        var ann = await Service.SendAsync("POST", "/api/v1/holds", Ann, order, key);
        var again = await Service.SendAsync("POST", "/api/v1/holds", Ann, order, key);
        var bob = await Service.SendAsync("POST", "/api/v1/holds", Bob, order, key);
        Assert.Equal((201, 201, 201), (ann.Status, again.Status, bob.Status));
        Assert.Equal(ann.Body.GetRawText(), again.Body.GetRawText());
        Assert.NotEqual(ann.Body.GetProperty("hold_id").GetString(), bob.Body.GetProperty("hold_id").GetString());
        Assert.Equal("bob", bob.Body.GetProperty("customer_id").GetString());
        Assert.Equal(422, (await Service.SendAsync("POST", "/api/v1/holds", null, order, key)).Status);
    }

    [Theory]
    [InlineData("system")]
    [InlineData("payment")]
    [InlineData("guest")]
    [InlineData("guest:ann")]
    [InlineData("erased:0f3c")]
    public async Task Nobody_acts_under_a_name_that_stands_for_no_customer(string name)
    {
        await using var open = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });
        var id = await open.Office.FreeEventAsync(10);
        foreach (var (service, at, token) in new[] { (Service, _event, Olga), (Service, _event, null), (open, id.ToString(), null), (open, id.ToString(), Olga) })
        {
            foreach (var (path, field, body) in new[]
            {
                ("/api/v1/holds", "customer_id", $$"""{"event_id":"{{at}}","qty":1,"customer_id":"{{name}}"}"""),
                ("/api/v1/book", "customer_id", $$"""{"event_id":"{{at}}","qty":1,"customer_id":"{{name}}"}"""),
                ("/reserve", "user_id", $$"""{"seat_id":"A-1","user_id":"{{name}}"}"""),
                ("/buy", "user_id", $$"""{"seat_id":"A-1","user_id":"{{name}}"}"""),
            })
            {
                var (status, problem, _) = await service.SendAsync("POST", path, token, body);
                Assert.Equal((path, 422), (path, status));
                Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
            }
        }

        Assert.Equal(422, (await Service.SendAsync("POST", "/api/v1/waitlist", Olga, $$"""{"event_id":"{{_event}}","quantity":1,"customer_id":"{{name}}"}""")).Status);
        Assert.Equal((100, 0, 0), await Service.Office.CountsAsync(new EventId(Guid.Parse(_event))));
    }

    [Fact]
    public void In_Guest_mode_names_are_taken_as_they_are_given()
    {
        var ownership = new Ownership(new AuthOptions { Mode = AuthMode.Guest });
        Assert.Equal("ann", ownership.CustomerFor(Caller.Guest, "ann", "customer_id").Customer);
        Assert.True(ownership.MaySee(By(Caller.Guest), "ann", 7));
        Assert.False(ownership.MaySee(By(new Caller(PrincipalKind.User, "bob", Roles.Customer)), "ann", 7));
        Assert.False(Ownership.IsOwn(By(Caller.Guest), "ann", 7));

        static Request By(Caller caller) => new(new DefaultHttpContext(), default) { Caller = caller };
    }

    private static (string, string) Shows(JsonElement hold) => ("X-Payment-Token", hold.GetProperty("payment_token").GetString()!);

    private async Task<JsonElement> HoldAsync(string? token)
    {
        var (status, body, _) = await Service.SendAsync("POST", "/api/v1/holds", token, $$"""{"event_id":"{{_event}}","qty":2}""");
        Assert.Equal(201, status);
        return body;
    }
}
