using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Bookings;

/// <summary>Places of several sections in one hold, from the request to the tickets and the money that is paid back.</summary>
public sealed class CartHttpTests : IAsyncLifetime
{
    private const string Sections = """
        "sections":[{"id":"stalls","kind":"seated","rows":[{"label":"A","seats":10}],"ticket_types":[{"id":"adult","name":"Adult","price":"20.00"},{"id":"child","name":"Child","price":"9.99","max_per_order":3}]},
          {"id":"floor","kind":"general","capacity":4,"price":"5.00"},{"id":"boxes","kind":"seated","rows":[{"label":"B","seats":4}],"price":"50.00"},{"id":"lawn","kind":"general","capacity":600,"price":"3.00"}]
        """;

    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task One_hold_over_sections_becomes_one_booking_whose_tickets_and_amounts_add_up()
    {
        var id = await EventAsync($$"""{"name":"Play","currency":"EUR","fees":{"per_ticket":{"fixed":"1.00"},"per_order":{"fixed":"0.50"} },{{Sections}} }""");
        var hold = (await HoldAsync(id, """
            {"section":"floor","qty":2},{"section":"stalls","types":[{"type":"adult","qty":2},{"type":"child","qty":1}]},{"seats":["boxes-B-2"]}
            """)).Body;
        Assert.Equal((6, "", "116.49"), (hold.GetProperty("qty").GetInt32(), Text(hold, "section"), Text(hold, "total_amount")));
        Assert.Equal(
            ["boxes  1 50.00 boxes-B-2", "stalls adult 2 40.00 stalls-A-4,stalls-A-5", "stalls child 1 9.99 stalls-A-6", "floor  2 10.00 "],
            hold.GetProperty("price_breakdown").GetProperty("lines").EnumerateArray().Select(static line =>
                $"{Text(line, "section")} {(line.TryGetProperty("type", out var type) ? type.GetString() : "")} {line.GetProperty("qty")} {Text(line, "amount")} {string.Join(',', Texts(line, "seats"))}"));

        var booked = await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"till 1"}""");
        Assert.Equal((201, "116.49"), (booked.Status, Text(booked.Body, "total_amount")));
        var booking = await ReadAsync(Text(booked.Body, "id"));
        var tickets = (await Service.SendAsync("GET", $"/api/v1/bookings/{Text(booking, "id")}/tickets", Ann)).Body.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(
            ["boxes 50.00", "stalls 20.00", "stalls 20.00", "stalls 9.99", "floor 5.00", "floor 5.00"],
            tickets.Select(static ticket => $"{Text(ticket, "section")} {Text(ticket, "price")}"));

        var stats = await SoldAsync(id, 6);
        Assert.Equal(("109.99", "6.50"), (Text(stats, "revenue"), Text(stats, "fees")));
        Assert.Equal(
            ["stalls 3 49.99", "floor 2 10.00", "boxes 1 50.00", "lawn 0 0.00"],
            stats.GetProperty("sections").EnumerateArray().Select(static section => $"{Text(section, "id")} {section.GetProperty("sold")} {Text(section, "revenue")}"));

        var back = await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{Text(booking, "id")}/refund", Boss, """{"reason":"all are ill"}""");
        Assert.Equal("116.49", Text(back.Body, "refunded_amount"));
        await Service.Office.UntilAsync(async () => Text((await Service.SendAsync("GET", $"/api/v1/events/{id}/stats", Boss)).Body, "revenue") == "0.00");
    }

    [Fact]
    public async Task Sections_with_one_price_each_are_held_together_too_and_more_than_a_pool_has()
    {
        var id = await EventAsync("""
            {"name":"Fair","currency":"EUR","policy":{"max_quantity":400},"sections":[{"id":"lawn","kind":"general","capacity":600,"price":"3.00"},{"id":"hall","kind":"general","capacity":600,"price":"7.00"}]}
            """);
        var hold = (await HoldAsync(id, """{"section":"hall","qty":1},{"section":"lawn","qty":300}""")).Body;
        Assert.Equal((301, "907.00"), (hold.GetProperty("qty").GetInt32(), Text(hold, "total_amount")));
        var booked = await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"till 1"}""");
        await ReadAsync(Text(booked.Body, "id"));
        var stats = await SoldAsync(id, 301);
        Assert.Equal(["lawn 900.00", "hall 7.00"], stats.GetProperty("sections").EnumerateArray().Select(static section => $"{Text(section, "id")} {Text(section, "revenue")}"));
    }

    [Fact]
    public async Task Where_one_section_has_too_few_places_nothing_is_held_and_it_is_named()
    {
        var id = await EventAsync($$"""{"name":"Play","currency":"EUR",{{Sections}} }""");
        var refused = await HoldAsync(id, """{"section":"stalls","qty":2},{"seats":["boxes-B-1"]},{"section":"floor","qty":5}""");
        Assert.Equal((409, "insufficient_seats"), (refused.Status, Text(refused.Body, "code")));
        Assert.Contains("'floor'", Text(refused.Body, "detail"), StringComparison.Ordinal);
        var counts = (await Service.SendAsync("GET", $"/api/v1/events/{id}/status", Ann)).Body;
        Assert.Equal((618, 0), (counts.GetProperty("available").GetInt32(), counts.GetProperty("held").GetInt32()));

        Assert.Equal(201, (await HoldAsync(id, """{"seats":["boxes-B-1"]},{"section":"floor","qty":1}""")).Status);
        var taken = await HoldAsync(id, """{"seats":["boxes-B-1"]},{"section":"floor","qty":1}""");
        Assert.Equal((409, "seat_taken"), (taken.Status, Text(taken.Body, "code")));
    }

    [Theory]
    [InlineData("""{"section":"floor","qty":1},{"section":"floor","qty":1}""", "items[1].section")]
    [InlineData("""{"section":"stalls","qty":1},{"seats":["stalls-A-1"]}""", "items")]
    [InlineData("""{"seats":["boxes-B-1"]},{"seats":["boxes-B-1"]}""", "items[1].seats")]
    [InlineData("""{"section":"floor","qty":1},{"qty":1}""", "items[1].section")]
    [InlineData("""{"section":"floor"}""", "items[0].qty")]
    [InlineData("""{"section":"floor","qty":1},{"section":"boxes","seats":["boxes-B-1"]}""", "items[1].section")]
    [InlineData("""{"section":"floor","qty":60},{"section":"lawn","qty":60}""", "items")]
    [InlineData("""{"section":"floor","qty":0}""", "items[0].qty")]
    [InlineData("""{"section":"floor","qty":1},{"section":"stalls","types":[{"type":"child","qty":4}]}""", "items[1].types[0].qty")]
    [InlineData("""{"section":"floor","qty":1,"types":[{"type":"adult","qty":1}]}""", "items[0].types[0].type")]
    public async Task What_is_wrong_with_items_is_told_by_its_member(string items, string member)
    {
        var id = await EventAsync($$"""{"name":"Play","currency":"EUR",{{Sections}} }""");
        var refused = await HoldAsync(id, items);
        Assert.Equal((422, member), (refused.Status, Assert.Single(refused.Body.GetProperty("errors").EnumerateObject()).Name));
    }

    [Fact]
    public async Task Items_stand_alone()
    {
        var id = await EventAsync($$"""{"name":"Play","currency":"EUR",{{Sections}} }""");
        var refused = await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","qty":1,"section":"floor","items":[{"section":"floor","qty":1}]}""");
        Assert.Equal(["qty", "section"], refused.Body.GetProperty("errors").EnumerateObject().Select(static error => error.Name));
        var unknown = await HoldAsync(id, """{"section":"roof","qty":1}""");
        Assert.Equal((404, "section_not_found"), (unknown.Status, Text(unknown.Body, "code")));
    }

    [Fact]
    public async Task The_same_key_gives_the_same_hold_and_other_items_are_another_request()
    {
        var id = await EventAsync($$"""{"name":"Play","currency":"EUR",{{Sections}} }""");
        var body = $$"""{"event_id":"{{id}}","items":[{"section":"floor","qty":1},{"section":"lawn","qty":2}]}""";
        var first = await Service.SendAsync("POST", "/api/v1/holds", Ann, body, ("Idempotency-Key", "cart-1"));
        var again = await Service.SendAsync("POST", "/api/v1/holds", Ann, body, ("Idempotency-Key", "cart-1"));
        Assert.Equal((201, Text(first.Body, "hold_id")), (again.Status, Text(again.Body, "hold_id")));
        Assert.Equal(422, (await Service.SendAsync("POST", "/api/v1/holds", Ann, body.Replace("\"qty\":2", "\"qty\":3", StringComparison.Ordinal), ("Idempotency-Key", "cart-1"))).Status);
    }

    [Fact]
    public async Task A_booking_is_started_over_several_sections()
    {
        var id = await EventAsync($$"""{"name":"Play","currency":"EUR",{{Sections}} }""");
        var booking = await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"event_id":"{{id}}","items":[{"section":"lawn","qty":2},{"seats":["boxes-B-1","boxes-B-2"]}]}""");
        Assert.Equal((201, "pending", "106.00", 4), (booking.Status, Text(booking.Body, "status"), Text(booking.Body, "total_amount"), booking.Body.GetProperty("quantity").GetInt32()));
    }

    private async Task<(int Status, JsonElement Body)> HoldAsync(string @event, string items)
    {
        var answer = await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{@event}}","items":[{{items}}] }""");
        return (answer.Status, answer.Body);
    }

    private async Task<string> EventAsync(string body)
    {
        var created = await Service.SendAsync("POST", "/api/v1/events", Boss, body);
        Assert.Equal(201, created.Status);
        return Text(created.Body, "event_id");
    }

    private async Task<JsonElement> ReadAsync(string booking)
    {
        var read = default(JsonElement);
        await Service.Office.UntilAsync(async () =>
        {
            var answer = await Service.SendAsync("GET", $"/api/v1/admin/bookings/{booking}", Boss);
            read = answer.Body;
            return answer.Status == 200;
        });
        return read;
    }

    /// <summary>The statistics, once all units have heard that their places are sold.</summary>
    private async Task<JsonElement> SoldAsync(string id, int places)
    {
        var stats = default(JsonElement);
        await Service.Office.UntilAsync(async () =>
        {
            stats = (await Service.SendAsync("GET", $"/api/v1/events/{id}/stats", Boss)).Body;
            return stats.GetProperty("sold").GetInt32() == places;
        });
        return stats;
    }

    private static string[] Texts(JsonElement body, string member) => [.. body.GetProperty(member).EnumerateArray().Select(static text => text.GetString()!)];

    private static string Text(JsonElement body, string member) => body.GetProperty(member).GetString()!;
}
