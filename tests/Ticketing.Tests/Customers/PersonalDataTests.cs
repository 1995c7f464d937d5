using System.Text.Json;
using Ticketing.Events;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Customers;

/// <summary>Taking one's data away, and being forgotten, over HTTP.</summary>
public sealed class PersonalDataTests : IAsyncLifetime
{
    private const string Reason = """{"reason":"asked for in writing"}""";
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task What_is_shown_of_a_profile_can_be_put_as_it_is()
    {
        Assert.Equal(200, (await Service.SendAsync("PUT", "/api/v1/customers/me", Ann, """{"name":"Ann","email":"ann@example.org"}""")).Status);
        var shown = (await Service.SendAsync("GET", "/api/v1/customers/me", Ann)).Body;
        var (status, put, _) = await Service.SendAsync("PUT", "/api/v1/customers/me", Ann, shown.GetRawText());
        Assert.Equal((200, "ann@example.org"), (status, put.GetProperty("email").GetString()));
    }

    [Fact]
    public async Task Everything_that_is_known_of_a_customer_is_one_document()
    {
        await ProfileAsync();
        var first = await StartAsync(Ann);
        await StartAsync(Service.Token("bob", Roles.Customer));
        await Service.SendAsync("PUT", $"/api/v1/bookings/{first}/cancel", Ann, """{"reason":"ill"}""");
        var (status, export, _) = await Service.SendAsync("GET", "/api/v1/customers/me/export", Ann);
        Assert.Equal((200, "ann", "ann@example.org"), (status, Text(export, "id"), Text(export.GetProperty("profile"), "email")));
        var booking = Assert.Single(export.GetProperty("bookings").EnumerateArray());
        Assert.Equal((first, "cancelled"), (Text(booking, "id"), Text(booking, "status")));
        Assert.Equal(["pending ann ", "cancelled ann ill"], booking.GetProperty("history").EnumerateArray().Select(step => $"{Text(step, "status")} {Text(step, "by")} {Text(step, "why")}"));
        Assert.Equal(JsonValueKind.Null, export.GetProperty("next_cursor").ValueKind);

        export = (await Service.SendAsync("GET", "/api/v1/admin/customers/ann/export", Boss)).Body;
        Assert.Single(export.GetProperty("bookings").EnumerateArray());
        var noted = Assert.Single((await Service.SendAsync("GET", "/api/v1/admin/audit", Boss)).Body.GetProperty("items").EnumerateArray());
        Assert.Equal(("GET", "ann", 200), (Text(noted, "method"), Text(noted, "target"), noted.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task More_than_a_thousand_bookings_go_on_at_the_next_cursor()
    {
        for (var i = 0; i < 1_001; i++)
        {
            await StartAsync(Ann);
        }

        var first = (await Service.SendAsync("GET", "/api/v1/customers/me/export", Ann)).Body;
        Assert.Equal(1_000, first.GetProperty("bookings").GetArrayLength());
        var rest = (await Service.SendAsync("GET", "/api/v1/customers/me/export?cursor=" + Text(first, "next_cursor"), Ann)).Body;
        Assert.Equal((1, JsonValueKind.Null), (rest.GetProperty("bookings").GetArrayLength(), rest.GetProperty("next_cursor").ValueKind));
    }

    [Fact]
    public async Task A_customer_asks_to_be_forgotten_and_an_admin_does_it_with_a_reason()
    {
        await ProfileAsync();
        var booking = await StartAsync(Ann);
        Assert.Equal(404, (await Service.SendAsync("GET", "/api/v1/customers/me/erasure", Ann)).Status);
        Assert.Equal(422, (await Service.SendAsync("DELETE", "/api/v1/admin/customers/ann", Boss, "{}")).Status);
        var (status, erasure, _) = await Service.SendAsync("DELETE", "/api/v1/admin/customers/ann", Boss, Reason);
        Assert.Equal((202, "running", "boss"), (status, Text(erasure, "status"), Text(erasure, "by")));
        Assert.Equal("boss", Text((await Service.SendAsync("DELETE", "/api/v1/customers/me", Ann)).Body, "by"));
        await Service.Office.UntilAsync(async () =>
        {
            Service.Office.Time.Advance(TimeSpan.FromMilliseconds(10));
            return (await Service.SendAsync("GET", "/api/v1/admin/customers/ann/erasure", Boss)).Body.GetProperty("bookings").GetInt32() == 1;
        });
        Assert.Equal(404, (await Service.SendAsync("GET", "/api/v1/bookings/" + booking, Ann)).Status);
        var kept = (await Service.SendAsync("GET", "/api/v1/admin/bookings/" + booking, Boss)).Body;
        Assert.StartsWith("erased:", Text(kept, "user_id"), StringComparison.Ordinal);
        Assert.Equal("pending", Text(kept, "status"));
        Assert.Equal(0, (await Service.SendAsync("GET", "/api/v1/customers/me", Ann)).Body.GetProperty("version").GetInt32());
        Assert.Empty((await Service.SendAsync("GET", "/api/v1/customers/me/export", Ann)).Body.GetProperty("bookings").EnumerateArray());
    }

    [Fact]
    public async Task An_export_has_the_block_the_waitlists_and_every_attempt_to_pay()
    {
        var paid = await StartAsync(Ann);
        Assert.InRange((await Service.SendAsync("POST", $"/api/v1/bookings/{paid}/pay", Ann, """{"payment_token":"tok_success"}""")).Status, 200, 202);
        var id = await Service.Office.GeneralEventAsync(1);
        await Service.SendAsync("POST", "/api/v1/bookings", Boss, $$"""{"event_id":"{{id}}","quantity":1}""");
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/waitlist", Ann, $$"""{"event_id":"{{id}}","quantity":1}""")).Status);
        var export = (await Service.SendAsync("GET", "/api/v1/customers/me/export", Ann)).Body;
        Assert.Equal(JsonValueKind.Null, export.GetProperty("block").ValueKind);
        var entry = Assert.Single(export.GetProperty("waitlist").EnumerateArray());
        Assert.Equal(("pending", id.ToString(), 1), (Text(entry, "status"), Text(entry, "event_id"), entry.GetProperty("history").GetArrayLength()));
        Assert.Single(Assert.Single(export.GetProperty("bookings").EnumerateArray()).GetProperty("payments").EnumerateArray());

        await Service.SendAsync("PUT", "/api/v1/admin/customers/ann/block", Boss, """{"reason":"charged back"}""");
        export = (await Service.SendAsync("GET", "/api/v1/admin/customers/ann/export", Boss)).Body;
        Assert.Equal("charged back", Text(export.GetProperty("block"), "why"));
    }

    [Fact]
    public async Task A_guests_address_is_forgotten_by_the_booking_and_a_customers_only_with_the_customer()
    {
        const string Email = "grace@guests.example";
        await using var service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Strict, GuestCheckout = true });
        var id = await service.Office.FreeEventAsync(600, new EventPolicy { MaxQuantity = 300 });
        foreach (var quantity in new[] { 2, 300 })
        {
            var hold = (await service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{id}}","qty":{{quantity}} }""")).Body;
            var (status, booked, _) = await service.SendAsync("POST", "/api/v1/book", null, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_token":"{{Text(hold, "payment_token")}}","email":"{{Email}}"}""");
            Assert.Equal(201, status);
            var path = "/api/v1/admin/bookings/" + Text(booked, "booking_id");
            Assert.Equal(Email, Text((await service.SendAsync("GET", path, Boss)).Body, "email"));
            Assert.Equal(422, (await service.SendAsync("DELETE", path + "/personal-data", Boss, "{}")).Status);
            var (forgotten, shown, _) = await service.SendAsync("DELETE", path + "/personal-data", Boss, Reason);
            Assert.Equal((200, null), (forgotten, Text(shown, "email")));
            shown = (await service.SendAsync("GET", path, Boss)).Body;
            Assert.Equal(("confirmed", 1, null), (Text(shown, "status"), shown.GetProperty("version").GetInt32(), Text(shown, "email")));
        }

        var customers = await StartAsync(Ann);
        var (refused, problem, _) = await Service.SendAsync("DELETE", $"/api/v1/admin/bookings/{customers}/personal-data", Boss, Reason);
        Assert.Equal((409, "not_a_guests"), (refused, Text(problem, "code")));
    }

    private async Task ProfileAsync() =>
        Assert.Equal(200, (await Service.SendAsync("PUT", "/api/v1/customers/me", Ann, """{"name":"Ann","email":"ann@example.org"}""")).Status);

    private async Task<string> StartAsync(string token)
    {
        var id = await Service.Office.GeneralEventAsync(1);
        return Text((await Service.SendAsync("POST", "/api/v1/bookings", token, $$"""{"event_id":"{{id}}","quantity":1}""")).Body, "id")!;
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
