using System.Net.Http.Headers;
using System.Text.Json;
using Ticketing.Security;

namespace Ticketing.Tests.Security;

/// <summary>Where an event limits places per customer, a guest is the mail address that the tickets are sent to.</summary>
public sealed class GuestAllowanceTests : IAsyncLifetime
{
    private SecuredService? _service;
    private string _event = "";

    private SecuredService Service => _service!;

    public async Task InitializeAsync()
    {
        _service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });
        var (_, body, _) = await Service.SendAsync(
            "POST", "/api/v1/events", Service.Token("olga", Roles.Organizer), """{"name":"Few","total_seats":50,"policy":{"max_per_customer":2}}""");
        _event = body.GetProperty("event_id").GetString()!;
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Theory]
    [InlineData("ann")]
    [InlineData("ann@example")]
    public async Task A_name_that_nothing_can_be_sent_to_is_no_guest_there(string name)
    {
        var (status, body, _) = await HoldAsync(name, 1);
        Assert.Equal(422, status);
        Assert.Contains("mail address", body.GetProperty("errors").GetProperty("customer_id")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_mailbox_has_its_places_however_its_address_is_written()
    {
        Assert.Equal(201, (await HoldAsync("ann@example.org", 1)).Status);
        Assert.Equal(201, (await HoldAsync("Ann@Example.org", 1)).Status);
        var (status, body, _) = await HoldAsync("ANN@example.ORG", 1);
        Assert.Equal((409, "customer_limit"), (status, body.GetProperty("code").GetString()));
        Assert.Equal(201, (await HoldAsync("bob@example.org", 2)).Status);
    }

    [Fact]
    public async Task The_tickets_go_to_that_address_whatever_another_member_says()
    {
        var (_, hold, _) = await HoldAsync("ann@example.org", 2);
        var (id, token) = (hold.GetProperty("hold_id").GetString(), hold.GetProperty("payment_token").GetString()!);
        var (status, booking, _) = await Service.SendAsync(
            "POST", "/api/v1/book", null, $$"""{"hold_id":"{{id}}","payment_token":"{{token}}","email":"eve@example.org"}""");
        Assert.Equal((201, "ann@example.org"), (status, booking.GetProperty("email").GetString()));
        var (_, kept, _) = await Service.SendAsync(
            "GET", $"/api/v1/bookings/{booking.GetProperty("booking_id").GetString()}", null, null, ("X-Payment-Token", token));
        Assert.Equal("ann@example.org", kept.GetProperty("email").GetString());
    }

    [Fact]
    public async Task A_booking_that_is_paid_later_counts_for_the_address_of_its_tickets()
    {
        var (status, booking, _) = await BookAsync(""","email":"Ann@example.org" """);
        Assert.Equal((201, "guest:ann@example.org"), (status, booking.GetProperty("customer_id").GetString()));
        Assert.Equal(201, (await HoldAsync("ann@example.org", 1)).Status);
        Assert.Equal("customer_limit", (await BookAsync(""","email":"ANN@example.org" """)).Body.GetProperty("code").GetString());
        var nobody = await BookAsync("");
        Assert.Equal(422, nobody.Status);
        Assert.StartsWith("email is required", nobody.Body.GetProperty("errors").GetProperty("email")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_order_with_a_code_that_is_counted_counts_for_the_address_of_its_tickets()
    {
        var olga = Service.Token("olga", Roles.Organizer);
        var id = (await Service.SendAsync("POST", "/api/v1/events", olga, """{"name":"Many","total_seats":50}""")).Body.GetProperty("event_id").GetString();
        Assert.Equal(201, (await Service.SendAsync("POST", $"/api/v1/events/{id}/codes", olga, """{"code":"EACH","percent_off":"10","max_uses_per_customer":1}""")).Status);
        Assert.Equal(201, (await BookAsync(""","code":"EACH","email":"ann@example.org" """, id)).Status);
        Assert.Equal("code_used_up", (await BookAsync(""","code":"EACH","email":"Ann@example.org" """, id)).Body.GetProperty("code").GetString());
        Assert.True((await BookAsync(""","code":"EACH" """, id)).Body.GetProperty("errors").TryGetProperty("email", out _));

        // Nothing is counted without it: whose address it is, is the booking's alone.
        var (status, plain, _) = await BookAsync(""","email":"ann@example.org" """, id);
        Assert.Equal((201, false), (status, plain.TryGetProperty("customer_id", out var customer) && customer.ValueKind != JsonValueKind.Null));
    }

    private Task<(int Status, JsonElement Body, HttpResponseHeaders Headers)> BookAsync(string more, string? id = null) =>
        Service.SendAsync("POST", "/api/v1/bookings", null, $$"""{"event_id":"{{id ?? _event}}","quantity":1{{more}}}""");

    private Task<(int Status, JsonElement Body, HttpResponseHeaders Headers)> HoldAsync(string customer, int places) =>
        Service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{_event}}","qty":{{places}},"customer_id":"{{customer}}"}""");
}
