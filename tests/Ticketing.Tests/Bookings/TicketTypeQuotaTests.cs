using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Bookings;

/// <summary>Ticket types of which there are only so many.</summary>
public sealed class TicketTypeQuotaTests : IAsyncLifetime
{
    private const string Types = """[{"id":"early","price":"10.00","quota":3},{"id":"adult","price":"20.00"}]""";

    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task No_more_than_the_quota_are_had_and_what_is_given_back_can_be_had_again()
    {
        var id = await EventAsync();
        var first = await HoldAsync(id, """{"types":[{"type":"early","qty":2}]}""");
        Assert.Equal((201, "20.00"), (first.Status, Text(first.Body, "total_amount")));

        var refused = await HoldAsync(id, """{"types":[{"type":"early","qty":2}]}""");
        Assert.Equal((409, "ticket_type_sold_out"), (refused.Status, Text(refused.Body, "code")));
        Assert.Equal("Of ticket type 'early' 1 is left. Take fewer of it, or another type.", Text(refused.Body, "detail"));

        Assert.Equal(201, (await HoldAsync(id, """{"types":[{"type":"early","qty":1}]}""")).Status);
        var none = await HoldAsync(id, """{"types":[{"type":"early","qty":1},{"type":"adult","qty":1}]}""");
        Assert.StartsWith("Of ticket type 'early' none are left", Text(none.Body, "detail"), StringComparison.Ordinal);

        Assert.Equal(200, (await Service.SendAsync("DELETE", $"/api/v1/holds/{Text(first.Body, "hold_id")}", Ann)).Status);
        Assert.Equal(201, (await HoldAsync(id, """{"types":[{"type":"early","qty":2}]}""")).Status);
    }

    [Fact]
    public async Task Without_types_the_next_one_is_taken_of_which_there_are_so_many()
    {
        var id = await EventAsync();
        Assert.Equal(["early 2"], Lines(await HoldAsync(id, """{"qty":2}""")));
        Assert.Equal(["adult 2"], Lines(await HoldAsync(id, """{"qty":2}""")));
        Assert.Equal(["early 1"], Lines(await HoldAsync(id, """{"seats":["stalls-A-9"]}""")));
        Assert.Equal(["adult 1"], Lines(await HoldAsync(id, """{"seats":["stalls-A-8"]}""")));
    }

    [Fact]
    public async Task Where_every_type_is_used_up_nothing_can_be_had()
    {
        var id = await EventAsync("""[{"id":"early","price":"10.00","quota":1},{"id":"adult","price":"20.00","quota":1}]""");
        Assert.Equal(["early 1"], Lines(await HoldAsync(id, """{"qty":1}""")));
        Assert.Equal(["adult 1"], Lines(await HoldAsync(id, """{"qty":1}""")));
        Assert.Equal("ticket_type_sold_out", Text((await HoldAsync(id, """{"qty":1}""")).Body, "code"));
        Assert.Equal("ticket_type_sold_out", Text((await HoldAsync(id, """{"qty":1}""", "key-1")).Body, "code"));
    }

    [Fact]
    public async Task Who_repeats_a_request_that_took_the_last_has_them_still()
    {
        var id = await EventAsync();
        var first = await HoldAsync(id, """{"types":[{"type":"early","qty":3}]}""", "key-1");
        var again = await HoldAsync(id, """{"types":[{"type":"early","qty":3}]}""", "key-1");
        Assert.Equal((201, 201), (first.Status, again.Status));
        Assert.Equal(Text(first.Body, "hold_id"), Text(again.Body, "hold_id"));
    }

    [Fact]
    public async Task The_event_tells_the_quota_and_its_status_what_is_left()
    {
        var id = await EventAsync("""[{"id":"early","price":"10.00","quota":3},{"id":"friend","quota":5,"access":"code"},{"id":"adult","price":"20.00"}]""");
        await HoldAsync(id, """{"types":[{"type":"early","qty":2}]}""");
        Service.Office.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(3, (await Service.SendAsync("GET", $"/api/v1/events/{id}", Ann)).Body.GetProperty("sections")[0].GetProperty("ticket_types")[0].GetProperty("quota").GetInt32());
        Assert.Equal("""[{"id":"early","quota":3,"left":1}]""", (await Service.SendAsync("GET", $"/api/v1/events/{id}/status", Ann)).Body.GetProperty("ticket_types").GetRawText());
        Assert.Equal(
            """[{"id":"early","quota":3,"left":1},{"id":"friend","quota":5,"left":5}]""", (await Service.SendAsync("GET", $"/api/v1/events/{id}/status", Boss)).Body.GetProperty("ticket_types").GetRawText());
    }

    [Fact]
    public async Task A_cancelled_booking_gives_back_what_it_had_of_a_type_and_an_exchange_keeps_it()
    {
        var id = await EventAsync();
        var booking = await BookAsync(await HoldAsync(id, """{"types":[{"type":"early","seats":["stalls-A-1","stalls-A-2","stalls-A-3"]}]}"""));
        Assert.Equal("ticket_type_sold_out", Text((await HoldAsync(id, """{"types":[{"type":"early","qty":1}]}""")).Body, "code"));

        // All are its own, and those that it gives back don't count twice.
        var exchanged = await Service.SendAsync(
            "POST", $"/api/v1/bookings/{booking}/exchange", Boss, """{"reason":"nearer","payment_reference":"till 2","types":[{"type":"early","seats":["stalls-A-4","stalls-A-5","stalls-A-6"]}]}""");
        Assert.Equal(200, exchanged.Status);
        Assert.Equal("ticket_type_sold_out", Text((await HoldAsync(id, """{"types":[{"type":"early","qty":1}]}""")).Body, "code"));

        Assert.Equal(200, (await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{booking}/refund", Boss, """{"reason":"ill"}""")).Status);
        await Service.Office.UntilAsync(async () => (await HoldAsync(id, """{"types":[{"type":"early","qty":3}]}""")).Status == 201);
    }

    [Fact]
    public async Task A_changed_quota_counts_in_all_sections_and_takes_nothing_from_who_has_it()
    {
        var id = await EventAsync();
        await HoldAsync(id, """{"section":"floor","types":[{"type":"early","qty":3}]}""");
        Assert.Equal(2, (await PriceAsync(id, """[{"id":"early","price":"10.00","quota":2},{"id":"adult","price":"20.00"}]""")).GetProperty("sections")[1].GetProperty("ticket_types")[0].GetProperty("quota").GetInt32());
        Service.Office.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("ticket_type_sold_out", Text((await HoldAsync(id, """{"section":"floor","types":[{"type":"early","qty":1}]}""")).Body, "code"));
        Assert.Equal("""[{"id":"early","quota":2,"left":0}]""", (await Service.SendAsync("GET", $"/api/v1/events/{id}/status", Ann)).Body.GetProperty("ticket_types").GetRawText());

        await PriceAsync(id, """[{"id":"early","price":"10.00","quota":4},{"id":"adult","price":"20.00"}]""");
        Service.Office.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(201, (await HoldAsync(id, """{"section":"floor","types":[{"type":"early","qty":1}]}""")).Status);
        await PriceAsync(id, """[{"id":"early","price":"10.00"},{"id":"adult","price":"20.00"}]""");
        Service.Office.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(201, (await HoldAsync(id, """{"section":"floor","types":[{"type":"early","qty":1}]}""")).Status);
        Assert.False((await Service.SendAsync("GET", $"/api/v1/events/{id}/status", Ann)).Body.TryGetProperty("ticket_types", out _));
    }

    [Fact]
    public async Task A_duplicate_has_the_quota_and_all_of_it()
    {
        var id = await EventAsync();
        await HoldAsync(id, """{"types":[{"type":"early","qty":3}]}""");
        var twin = Text((await Service.SendAsync("POST", $"/api/v1/events/{id}/duplicate", Boss, """{"starts_at":"2031-06-01T18:00:00Z"}""")).Body, "event_id");
        Assert.Equal("""[{"id":"early","quota":3,"left":3}]""", (await Service.SendAsync("GET", $"/api/v1/events/{twin}/status", Boss)).Body.GetProperty("ticket_types").GetRawText());
    }

    [Theory]
    [InlineData("""[{"id":"early","quota":-1}]""", "ticket_types[0].quota")]
    [InlineData("""[{"id":"early","quota":20001}]""", "ticket_types[0].quota")]
    public async Task A_quota_that_can_not_be_names_its_member(string types, string member)
    {
        var refused = await Service.SendAsync("POST", "/api/v1/events", Boss, $$"""{"name":"Play","total_seats":5,"ticket_types":{{types}}}""");
        Assert.Equal((422, member), (refused.Status, Assert.Single(refused.Body.GetProperty("errors").EnumerateObject()).Name));
    }

    [Fact]
    public async Task A_type_has_one_quota_wherever_it_is()
    {
        var refused = await Service.SendAsync("POST", "/api/v1/events", Boss, """
            {"name":"Play","sections":[{"id":"a","kind":"general","capacity":5,"ticket_types":[{"id":"early","quota":3}]},{"id":"b","kind":"general","capacity":5,"ticket_types":[{"id":"early"}]}]}
            """);
        Assert.Equal((422, "sections[1].ticket_types[0].quota"), (refused.Status, Assert.Single(refused.Body.GetProperty("errors").EnumerateObject()).Name));
    }

    private async Task<string> EventAsync(string types = Types)
    {
        var made = await Service.SendAsync("POST", "/api/v1/events", Boss, $$"""
            {"name":"Play","currency":"EUR","ticket_types":{{types}},
             "sections":[{"id":"stalls","kind":"seated","rows":[{"label":"A","seats":10}]},{"id":"floor","kind":"general","capacity":10}]}
            """);
        Assert.Equal(201, made.Status);
        return Text(made.Body, "event_id");
    }

    private async Task<(int Status, JsonElement Body)> HoldAsync(string id, string wish, string? key = null)
    {
        var answer = await Service.SendAsync("POST", "/api/v1/holds", Ann, wish.Insert(1, $"\"event_id\":\"{id}\","), key is null ? [] : [("Idempotency-Key", key)]);
        return (answer.Status, answer.Body);
    }

    private async Task<string> BookAsync((int Status, JsonElement Body) hold) => Text(
        (await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold.Body, "hold_id")}}","payment_method":"cash","payment_reference":"till 1"}""")).Body, "id");

    private async Task<JsonElement> PriceAsync(string id, string types)
    {
        var answer = await Service.SendAsync("PUT", $"/api/v1/events/{id}/sections/stalls/prices", Boss, $$"""{"ticket_types":{{types}}}""", ("If-Match", "*"));
        Assert.Equal(200, answer.Status);
        return answer.Body;
    }

    private static string[] Lines((int Status, JsonElement Body) hold)
    {
        Assert.Equal(201, hold.Status);
        return [.. hold.Body.GetProperty("price_breakdown").GetProperty("lines").EnumerateArray().Select(static line => $"{Text(line, "type")} {line.GetProperty("qty")}")];
    }

    private static string Text(JsonElement body, string member) => body.GetProperty(member).GetString()!;
}
