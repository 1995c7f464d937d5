using System.Globalization;
using System.Text.Json;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Bookings;

/// <summary>Ticket types and fees, from the event to the tickets and the money that is paid back.</summary>
public sealed class TicketTypeHttpTests : IAsyncLifetime
{
    private const string Types = """[{"id":"adult","name":"Adult","price":"20.00"},{"id":"child","name":"Child","price":"9.99","max_per_order":3},{"id":"companion","name":"Free companion"}]""";
    private const string Fees = """{"per_ticket":{"fixed":"1.00","percent":"2.5"},"per_order":{"fixed":"0.50"}}""";

    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task An_event_tells_its_types_and_fees()
    {
        var created = await CreateAsync($$"""{"name":"Play","currency":"EUR","fees":{{Fees}},"ticket_types":{{Types}},"sections":[{{Stalls()}},{"id":"floor","kind":"general","capacity":10,"price":"5"}]}""");
        Assert.Equal(201, created.Status);
        var read = (await Service.SendAsync("GET", $"/api/v1/events/{Text(created.Body, "event_id")}", Boss)).Body;
        var stalls = read.GetProperty("sections")[0];
        Assert.Equal("20.00", Text(stalls, "price"));
        Assert.Equal(
            """[{"id":"adult","name":"Adult","price":"20.00"},{"id":"child","name":"Child","price":"9.99","max_per_order":3},{"id":"companion","name":"Free companion","price":"0.00"}]""",
            stalls.GetProperty("ticket_types").GetRawText());
        Assert.False(read.GetProperty("sections")[1].TryGetProperty("ticket_types", out _));
        Assert.Equal("""{"per_ticket":{"fixed":"1.00","percent":"2.5"},"per_order":{"fixed":"0.50","percent":"0"}}""", read.GetProperty("fees").GetRawText());
    }

    [Theory]
    [InlineData("EUR", "20.00", "9.99", "1.00", "0.50", "40.00", "9.99", "1.50", "1.25", "54.74")]
    [InlineData("USD", "15.55", "7.77", "0.99", "0.30", "31.10", "7.77", "1.38", "1.18", "43.11")]
    [InlineData("JPY", "3000", "1500", "100", "50", "6000", "1500", "175", "138", "8038")]
    [InlineData("KWD", "4.500", "2.250", "0.100", "0.050", "9.000", "2.250", "0.210", "0.160", "11.880")]
    [InlineData("CHF", "20.05", "10.05", "1.00", "0.50", "40.10", "10.05", "1.50", "1.25", "54.90")]
    public async Task A_hold_its_booking_its_tickets_and_the_statistics_add_up(
        string currency, string adult, string child, string ticketFee, string orderFee, string adults, string children, string adultFee, string childFee, string total)
    {
        var id = await EventAsync($$"""
            {"name":"Play","currency":"{{currency}}","fees":{"per_ticket":{"fixed":"{{ticketFee}}","percent":"2.5"},"per_order":{"fixed":"{{orderFee}}"} },
             "sections":[{"id":"stalls","kind":"seated","rows":[{"label":"A","seats":10}],"ticket_types":[{"id":"adult","name":"Adult","price":"{{adult}}"},{"id":"child","name":"Child","price":"{{child}}"}]}]}
            """);
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","section":"stalls","types":[{"type":"adult","qty":2},{"type":"child","qty":1}]}""")).Body;
        Assert.Equal((3, total), (hold.GetProperty("qty").GetInt32(), Text(hold, "total_amount")));
        var lines = hold.GetProperty("price_breakdown").GetProperty("lines").EnumerateArray().ToArray();
        Assert.Equal(
            [$"Adult 2 {adult} {adultFee} {adults}", $"Child 1 {child} {childFee} {children}"],
            lines.Select(static line => $"{Text(line, "name")} {line.GetProperty("qty")} {Text(line, "unit_price")} {Text(line, "unit_fee")} {Text(line, "amount")}"));

        var booked = await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"till 1"}""");
        Assert.Equal((201, total), (booked.Status, Text(booked.Body, "total_amount")));
        Assert.Equal(hold.GetProperty("price_breakdown").GetRawText(), booked.Body.GetProperty("price_breakdown").GetRawText());
        var booking = await ReadAsync(Text(booked.Body, "id"));
        Assert.Equal(hold.GetProperty("price_breakdown").GetRawText(), booking.GetProperty("price_breakdown").GetRawText());

        var tickets = (await Service.SendAsync("GET", $"/api/v1/bookings/{Text(booking, "id")}/tickets", Ann)).Body.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(
            [$"adult Adult {adult} {adultFee}", $"adult Adult {adult} {adultFee}", $"child Child {child} {childFee}"],
            tickets.Select(static ticket => $"{Text(ticket, "type")} {Text(ticket, "type_name")} {Text(ticket, "price")} {Text(ticket, "fee")}"));

        var stats = (await Service.SendAsync("GET", $"/api/v1/events/{id}/stats", Boss)).Body;
        Assert.Equal(Number(total), Number(Text(stats, "revenue")) + Number(Text(stats, "fees")));
        Assert.Equal(Number(adults) + Number(children), Number(Text(stats, "revenue")));

        var sales = (await Service.SendAsync("GET", $"/api/v1/events/{id}/sales", Boss)).Body;
        var hour = Assert.Single(sales.GetProperty("items").EnumerateArray());
        Assert.Equal(("hour", currency), (Text(sales, "step"), Text(sales, "currency")));
        Assert.Equal((1, 3, Text(stats, "revenue")), (hour.GetProperty("bookings").GetInt32(), hour.GetProperty("tickets").GetInt32(), Text(hour, "revenue")));

        using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"/api/v1/admin/bookings?format=csv&event_id={id}", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Boss);
        using var export = await Service.Client.SendAsync(request);
        Assert.EndsWith($",\"2 Adult; 1 Child\",{Text(hold.GetProperty("price_breakdown"), "fees_amount")},,,{Text(stats, "taxes")}\r\n", await export.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_ticket_is_paid_back_and_then_the_rest()
    {
        var id = await EventAsync($$"""{"name":"Play","currency":"EUR","fees":{{Fees}},"total_seats":600,"policy":{"max_quantity":500},"ticket_types":{{Types}}}""");

        // More than one pool has.
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","types":[{"type":"adult","qty":300},{"type":"companion","qty":1},{"type":"child","qty":3}]}""")).Body;
        Assert.Equal("6484.22", Text(hold, "total_amount"));
        var booking = (await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"till 1"}""")).Body;
        await ReadAsync(Text(booking, "id"));
        var refund = $"/api/v1/admin/bookings/{Text(booking, "id")}/refund";
        Assert.Equal("9.99", Text((await Service.SendAsync("PUT", refund, Boss, """{"reason":"a child is ill","amount":"9.99"}""", ("If-Match", "*"))).Body, "refunded_amount"));
        Assert.Equal("6484.22", Text((await Service.SendAsync("PUT", refund, Boss, """{"reason":"all are ill"}""")).Body, "refunded_amount"));
        await Service.Office.UntilAsync(async () => Text((await Service.SendAsync("GET", $"/api/v1/events/{id}/stats", Boss)).Body, "revenue") == "0.00");
        Assert.Equal("0.00", Text((await Service.SendAsync("GET", $"/api/v1/events/{id}/stats", Boss)).Body, "fees"));
        Assert.Empty((await Service.SendAsync("GET", $"/api/v1/events/{id}/sales", Boss)).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Chosen_seats_have_a_type_each_and_an_exchange_takes_others()
    {
        var id = await EventAsync($$"""{"name":"Play","currency":"EUR","fees":{{Fees}},"ticket_types":{{Types}},"sections":[{{Stalls()}}]}""");
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","seats":["stalls-A-1"],"types":[{"type":"companion","seats":["stalls-A-2"]}]}""")).Body;
        Assert.Equal("22.00", Text(hold, "total_amount"));
        var booking = Text((await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"till 1"}""")).Body, "id");
        var exchanged = await Service.SendAsync(
            "POST", $"/api/v1/bookings/{booking}/exchange", Boss, """{"reason":"a child comes instead","payment_reference":"till 2","types":[{"type":"child","seats":["stalls-A-4","stalls-A-5"]}]}""");
        Assert.Equal(200, exchanged.Status);
        var read = await ReadAsync(booking);
        Assert.Equal("""["stalls-A-4","stalls-A-5"]""", read.GetProperty("price_breakdown").GetProperty("lines")[0].GetProperty("seats").GetRawText());
        Assert.Equal(("22.98", "19.98"), (Text(read, "total_amount"), Text(read.GetProperty("price_breakdown"), "places_amount")));
    }

    [Fact]
    public async Task Old_clients_calls_are_what_they_were()
    {
        var plain = await EventAsync("""{"name":"Concert","currency":"EUR","total_seats":10,"price":"5"}""");
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{plain}}","qty":2}""")).Body;
        Assert.Equal(("10.00", false), (Text(hold, "total_amount"), hold.TryGetProperty("price_breakdown", out _)));
        Assert.False(HoldId.TryParse(Text(hold, "hold_id"), out var direct) && direct.IsCoordinated);

        // Where there are types, a call without them takes the first.
        var typed = await EventAsync($$"""{"name":"Play","currency":"EUR","ticket_types":{{Types}},"sections":[{{Stalls()}}]}""");
        var first = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{typed}}","qty":2}""")).Body;
        Assert.Equal(("40.00", "adult"), (Text(first, "total_amount"), Text(first.GetProperty("price_breakdown").GetProperty("lines")[0], "type")));
    }

    [Fact]
    public async Task Without_a_section_another_one_is_looked_at_where_the_first_has_nothing_on_sale()
    {
        var id = await EventAsync("""
            {"name":"Play","currency":"EUR","sections":[
              {"id":"front","kind":"seated","rows":[{"label":"A","seats":10}],"ticket_types":[{"id":"early","price":"5","sale_closes_at":"2020-01-01T00:00:00Z"}]},
              {"id":"back","kind":"seated","rows":[{"label":"B","seats":10}],"ticket_types":[{"id":"group","price":"8","min_per_order":2}]},
              {"id":"side","kind":"general","capacity":10,"price":"9"}]}
            """);
        Assert.Equal("side", Text((await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","qty":1}""")).Body, "section"));
        Assert.Equal("back", Text((await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","qty":2}""")).Body, "section"));
        var refused = await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","section":"front","qty":2}""");
        Assert.Equal((409, "not_on_sale"), (refused.Status, Text(refused.Body, "code")));
    }

    [Fact]
    public async Task Limits_of_a_type_are_of_the_order_whichever_sections_its_seats_are_in()
    {
        var id = await EventAsync("""
            {"name":"Play","currency":"EUR","ticket_types":[{"id":"adult","price":"8"},{"id":"child","price":"4","max_per_order":2},{"id":"pair","price":"6","min_per_order":2}],
             "sections":[{"id":"a","kind":"seated","rows":[{"label":"A","seats":10}]},{"id":"b","kind":"seated","rows":[{"label":"B","seats":10}]}]}
            """);
        var many = await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","types":[{"type":"child","seats":["a-A-1","a-A-2","b-B-1"]}]}""");
        Assert.Equal((422, "types[0].qty"), (many.Status, Assert.Single(many.Body.GetProperty("errors").EnumerateObject()).Name));
        var pair = await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","types":[{"type":"pair","seats":["a-A-1","b-B-1"]}]}""");
        Assert.Equal((201, "12.00"), (pair.Status, Text(pair.Body, "total_amount")));
    }

    [Fact]
    public async Task A_companion_alone_is_booked_without_paying()
    {
        var id = await EventAsync($$"""{"name":"Play","fees":{{Fees}},"total_seats":10,"ticket_types":{{Types}}}""");
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","types":[{"type":"companion","qty":1}]}""")).Body;
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","hold_token":"{{Text(hold, "hold_token")}}"}""")).Status);
    }

    [Theory]
    [InlineData("""{"qty":2,"types":[{"type":"adult","qty":3}]}""", "types")]
    [InlineData("""{"types":[{"type":"adult"}]}""", "types[0].qty")]
    [InlineData("""{"types":[{"type":"adult","qty":0}]}""", "types[0].qty")]
    [InlineData("""{"types":[]}""", "types")]
    [InlineData("""{"types":[{"qty":1}]}""", "types[0].type")]
    [InlineData("""{"types":[{"type":"adult","qty":1},{"type":"child","seats":["stalls-A-1"]}]}""", "types[0].seats")]
    [InlineData("""{"seats":["stalls-A-1"],"types":[{"type":"adult","qty":1}]}""", "types[0].seats")]
    [InlineData("""{"types":[{"type":"adult","seats":["stalls-A-1"]},{"type":"child","seats":["stalls-A-1"]}]}""", "types")]
    [InlineData("""{"types":[{"type":"child","qty":4}]}""", "types[0].qty")]
    [InlineData("""{"types":[{"type":"adult","qty":1},{"type":"kid","qty":1}]}""", "types[1].type")]
    public async Task A_wish_that_can_not_be_had_names_its_member(string wish, string member)
    {
        var id = await EventAsync($$"""{"name":"Play","ticket_types":{{Types}},"sections":[{{Stalls()}}]}""");
        var refused = await Service.SendAsync("POST", "/api/v1/holds", Ann, wish.Insert(1, $"\"event_id\":\"{id}\","));
        Assert.Equal((422, member), (refused.Status, Assert.Single(refused.Body.GetProperty("errors").EnumerateObject()).Name));
    }

    [Theory]
    [InlineData("""{"total_seats":5,"price":"5","ticket_types":[{"id":"adult"}]}""", "price")]
    [InlineData("""{"sections":[{"id":"a","kind":"general","capacity":5,"price":"5","ticket_types":[{"id":"adult"}]}]}""", "sections[0].price")]
    [InlineData("""{"total_seats":5,"ticket_types":[{"id":"adult"},{"id":"adult"}]}""", "sections[0].ticket_types[1].id")]
    [InlineData("""{"total_seats":5,"ticket_types":[{"id":"a b"}]}""", "sections[0].ticket_types[0].id")]
    [InlineData("""{"total_seats":5,"ticket_types":[{"id":"a","price":"1.234"}]}""", "ticket_types[0].price")]
    [InlineData("""{"total_seats":5,"ticket_types":[{"id":"a","min_per_order":3,"max_per_order":2}]}""", "sections[0].ticket_types[0].max_per_order")]
    [InlineData("""{"total_seats":5,"ticket_types":[{"id":"a","sale_opens_at":"2030-01-02T00:00:00Z","sale_closes_at":"2030-01-01T00:00:00Z"}]}""", "sections[0].ticket_types[0].sale_closes_at")]
    [InlineData("""{"total_seats":5,"fees":{"per_ticket":{"percent":"2.555"}}}""", "fees.per_ticket.percent")]
    [InlineData("""{"total_seats":5,"fees":{"per_order":{"percent":101}}}""", "fees.per_order.percent")]
    [InlineData("""{"total_seats":5,"fees":{"per_order":{"fixed":"1.234"}}}""", "fees.per_order.fixed")]
    [InlineData("""{"total_seats":5,"price":"1","fees":{"per_order":{"fixed":"92233720368547758.07"}}}""", "fees.per_order.fixed")]
    public async Task An_event_that_can_not_be_sold_names_its_member(string facts, string member)
    {
        var refused = await CreateAsync(facts.Insert(1, "\"name\":\"Play\","));
        Assert.Equal((422, member), (refused.Status, Assert.Single(refused.Body.GetProperty("errors").EnumerateObject()).Name));
    }

    [Fact]
    public async Task A_venue_has_no_types()
    {
        var refused = await Service.SendAsync("POST", "/api/v1/venues", Boss, """{"name":"Hall","sections":[{"id":"a","kind":"general","capacity":5,"ticket_types":[{"id":"adult"}]}]}""");
        Assert.Equal((422, "sections[0].ticket_types"), (refused.Status, Assert.Single(refused.Body.GetProperty("errors").EnumerateObject()).Name));
    }

    private static string Stalls() => """{"id":"stalls","kind":"seated","rows":[{"label":"A","seats":10}]}""";

    private async Task<(int Status, JsonElement Body)> CreateAsync(string facts)
    {
        var answer = await Service.SendAsync("POST", "/api/v1/events", Boss, facts);
        return (answer.Status, answer.Body);
    }

    private async Task<string> EventAsync(string facts)
    {
        var (status, body) = await CreateAsync(facts);
        Assert.Equal(201, status);
        return Text(body, "event_id");
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

    private static decimal Number(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);

    private static string Text(JsonElement body, string member) => body.GetProperty(member).GetString()!;
}
