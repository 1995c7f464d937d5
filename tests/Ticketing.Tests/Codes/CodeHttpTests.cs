using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Codes;

/// <summary>Codes over HTTP: made by staff, used by buyers.</summary>
public sealed class CodeHttpTests : IAsyncLifetime
{
    private const string Play = """
        {"name":"Play","currency":"EUR","fees":{"per_ticket":{"fixed":"1.00"} },"sections":[{"id":"stalls","kind":"seated","rows":[{"label":"A","seats":10}],
         "ticket_types":[{"id":"adult","name":"Adult","price":"20.00"},{"id":"friend","name":"Friend","price":"12.00","access":"code"}]},
         {"id":"floor","kind":"general","capacity":10,"price":"5.00"}]}
        """;

    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Bob => Service.Token("bob", Roles.Customer);

    private string Olga => Service.Token("olga", Roles.Organizer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task A_code_is_made_listed_changed_and_ended()
    {
        var id = await EventAsync(Play);
        var made = await CodeAsync(id, """{"code":"Summer-10","percent_off":"12.5","sections":["stalls"],"types":["adult"],"max_uses":5,"closes_at":"2035-01-01T00:00:00Z"}""");
        Assert.Equal(("SUMMER-10", "12.5", 0, 0), (Text(made, "code"), Text(made, "percent_off"), made.GetProperty("used").GetInt32(), made.GetProperty("reserved").GetInt32()));
        await CodeAsync(id, """{"code":"FIVE","amount_off":"5"}""");
        var listed = (await Service.SendAsync("GET", $"/api/v1/events/{id}/codes?limit=1", Olga)).Body;
        Assert.Equal("SUMMER-10", Text(listed.GetProperty("items")[0], "code"));
        var rest = (await Service.SendAsync("GET", $"/api/v1/events/{id}/codes?cursor={Text(listed, "next_cursor")}", Olga)).Body;
        Assert.Equal(("FIVE", "5.00", JsonValueKind.Null), (Text(rest.GetProperty("items")[0], "code"), Text(rest.GetProperty("items")[0], "amount_off"), rest.GetProperty("next_cursor").ValueKind));

        var code = $"/api/v1/events/{id}/codes/summer-10";
        Assert.Equal(428, (await Service.SendAsync("PATCH", code, Olga, """{"max_uses":7}""")).Status);
        var changed = await Service.SendAsync("PATCH", code, Olga, """{"max_uses":7,"closes_at":null}""", ("If-Match", "\"1\""));
        Assert.Equal((200, 7, JsonValueKind.Null, 2), (changed.Status, changed.Body.GetProperty("max_uses").GetInt32(), changed.Body.GetProperty("closes_at").ValueKind, changed.Body.GetProperty("version").GetInt32()));
        Assert.Equal(412, (await Service.SendAsync("PATCH", code, Olga, """{"max_uses":8}""", ("If-Match", "\"1\""))).Status);
        Assert.Equal((422, "percent_off"), Wrong(await Service.SendAsync("PATCH", code, Olga, """{"percent_off":"50"}""", ("If-Match", "*"))));

        Assert.Equal(200, (await Service.SendAsync("DELETE", code, Olga)).Status);
        Assert.Equal(200, (await Service.SendAsync("DELETE", code, Olga)).Status);
        Assert.Equal(JsonValueKind.String, (await Service.SendAsync("GET", code, Olga)).Body.GetProperty("ended_at").ValueKind);
        Assert.Equal("illegal_transition", Text((await Service.SendAsync("PATCH", code, Olga, """{"max_uses":8}""", ("If-Match", "*"))).Body, "code"));
        Assert.Equal((409, "code_not_valid_now"), Refused(await HoldAsync(Ann, id, "summer-10")));
        Assert.Equal((409, "code_exists"), Refused(await Service.SendAsync("POST", $"/api/v1/events/{id}/codes", Olga, """{"code":"SUMMER-10","amount_off":"1"}""")));
        var noted = (await Service.SendAsync("GET", "/api/v1/admin/audit", Boss)).Body.GetProperty("items").EnumerateArray();
        Assert.Contains(noted, record => (Text(record, "method"), Text(record, "path"), Text(record, "by")) == ("DELETE", code, "olga"));
    }

    [Fact]
    public async Task A_repeat_with_the_same_key_makes_no_other_code()
    {
        var id = await EventAsync(Play);
        var first = await Service.SendAsync("POST", $"/api/v1/events/{id}/codes", Olga, """{"code":"ONCE","amount_off":"1"}""", ("Idempotency-Key", "k-1"));
        var again = await Service.SendAsync("POST", $"/api/v1/events/{id}/codes", Olga, """{"code":"ONCE","amount_off":"1"}""", ("Idempotency-Key", "k-1"));
        Assert.Equal((201, 201), (first.Status, again.Status));
        Assert.Equal(1, (await Service.SendAsync("GET", $"/api/v1/events/{id}/codes", Olga)).Body.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"code":"a b","amount_off":"1"}""", "code")]
    [InlineData("""{"code":"ab","amount_off":"1"}""", "code")]
    [InlineData("""{"code":"abc"}""", "percent_off")]
    [InlineData("""{"code":"abc","percent_off":"100.5"}""", "percent_off")]
    [InlineData("""{"code":"abc","percent_off":"-1"}""", "percent_off")]
    [InlineData("""{"code":"abc","percent_off":"10.001"}""", "percent_off")]
    [InlineData("""{"code":"abc","amount_off":"1.001"}""", "amount_off")]
    [InlineData("""{"code":"abc","amount_off":"1","percent_off":"1"}""", "amount_off")]
    [InlineData("""{"code":"abc","amount_off":"1","sections":["pit"]}""", "sections[0]")]
    [InlineData("""{"code":"abc","amount_off":"1","types":["dog"]}""", "types[0]")]
    [InlineData("""{"code":"abc","amount_off":"1","max_uses":0}""", "max_uses")]
    [InlineData("""{"code":"abc","amount_off":"1","opens_at":"2030-01-02T00:00:00Z","closes_at":"2030-01-01T00:00:00Z"}""", "closes_at")]
    [InlineData("""{"code":"abc","opens_types":true,"types":["adult"]}""", "opens_types")]
    [InlineData("""{"code":"abc","amount_off":"1","types":["friend"]}""", "opens_types")]
    public async Task A_code_that_can_not_be_names_its_member(string body, string member) =>
        Assert.Equal((422, member), Wrong(await Service.SendAsync("POST", $"/api/v1/events/{await EventAsync(Play)}/codes", Olga, body)));

    [Fact]
    public async Task A_discount_is_in_the_hold_its_booking_its_tickets_the_statistics_and_the_export()
    {
        var id = await EventAsync(Play);
        await CodeAsync(id, """{"code":"QUARTER","percent_off":"25","max_uses":1}""");
        var hold = (await HoldAsync(Ann, id, "quarter", "\"section\":\"stalls\",\"qty\":2")).Body;
        var prices = hold.GetProperty("price_breakdown");
        Assert.Equal(("32.00", "QUARTER", "10.00", "30.00", "2.00"), (Text(hold, "total_amount"), Text(prices, "code"), Text(prices, "discount_amount"), Text(prices, "places_amount"), Text(prices, "fees_amount")));
        Assert.Equal(("15.00", "5.00"), (Text(prices.GetProperty("lines")[0], "unit_price"), Text(prices.GetProperty("lines")[0], "unit_discount")));
        Assert.Equal((0, 1), await UsesAsync(id, "QUARTER"));
        Assert.Equal((409, "code_used_up"), Refused(await HoldAsync(Bob, id, "QUARTER")));

        var booking = (await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"till 1"}""")).Body;
        await Service.Office.UntilAsync(async () => await UsesAsync(id, "QUARTER") == (1, 0));
        var ticket = (await Service.SendAsync("GET", $"/api/v1/bookings/{Text(booking, "id")}/tickets", Ann)).Body.GetProperty("items")[0];
        Assert.Equal(("15.00", "1.00"), (Text(ticket, "price"), Text(ticket, "fee")));
        await Service.Office.UntilAsync(async () => Text((await Service.SendAsync("GET", $"/api/v1/events/{id}/stats", Boss)).Body, "revenue") == "30.00");
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri($"/api/v1/admin/bookings?format=csv&event_id={id}", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Boss);
        using var export = await Service.Client.SendAsync(request);
        Assert.EndsWith(",2.00,QUARTER,10.00,0.00\r\n", await export.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // A use is spent for good.
        Assert.Equal(200, (await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{Text(booking, "id")}/cancel", Boss, """{"reason":"ill"}""")).Status);
        Assert.Equal((1, 0), await UsesAsync(id, "QUARTER"));
        Assert.Equal((409, "code_used_up"), Refused(await HoldAsync(Bob, id, "QUARTER")));
    }

    [Fact]
    public async Task A_use_comes_back_when_its_hold_is_released_or_nothing_is_free()
    {
        var id = await EventAsync(Play);
        await CodeAsync(id, """{"code":"ONE-TIME","amount_off":"1","max_uses":1}""");
        var hold = (await HoldAsync(Ann, id, "ONE-TIME")).Body;
        Assert.Equal(200, (await Service.SendAsync("DELETE", $"/api/v1/holds/{Text(hold, "hold_id")}", Ann)).Status);
        Assert.Equal((0, 0), await UsesAsync(id, "ONE-TIME"));
        Assert.Equal((409, "insufficient_seats"), Refused(await HoldAsync(Ann, id, "ONE-TIME", "\"section\":\"stalls\",\"qty\":11")));
        Assert.Equal((0, 0), await UsesAsync(id, "ONE-TIME"));
        Assert.Equal(201, (await HoldAsync(Bob, id, "one-time")).Status);
    }

    [Fact]
    public async Task A_customer_has_a_limit_of_their_own()
    {
        var id = await EventAsync(Play);
        await CodeAsync(id, """{"code":"EACH-ONE","amount_off":"1","max_uses_per_customer":1}""");
        Assert.Equal(201, (await HoldAsync(Ann, id, "EACH-ONE")).Status);
        Assert.Equal((409, "code_used_up"), Refused(await HoldAsync(Ann, id, "EACH-ONE")));
        Assert.Equal(201, (await HoldAsync(Bob, id, "EACH-ONE")).Status);
        Assert.Equal(201, (await HoldAsync(Ann, id, null)).Status);
        Assert.Equal((422, "customer_id"), Wrong(await HoldAsync(Boss, id, "EACH-ONE", "\"qty\":1,\"customer_id\":\"guest:somebody\"")));
    }

    [Fact]
    public async Task What_becomes_free_is_booked_without_paying()
    {
        var id = await EventAsync(Play);
        await CodeAsync(id, """{"code":"PRESS","percent_off":"100","sections":["stalls"]}""");
        var booked = await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"event_id":"{{id}}","section":"stalls","qty":2,"code":"press"}""");
        Assert.Equal((201, "confirmed", "0.00"), (booked.Status, Text(booked.Body, "status"), Text(booked.Body, "total_amount")));
        var opened = await Service.SendAsync("POST", "/api/v1/bookings", Bob, $$"""{"event_id":"{{id}}","section":"stalls","quantity":1,"code":"PRESS"}""");
        Assert.Equal((201, "confirmed"), (opened.Status, Text(opened.Body, "status")));
        await Service.Office.UntilAsync(async () => await UsesAsync(id, "PRESS") == (2, 0));
    }

    [Fact]
    public async Task An_exchange_keeps_the_discount_and_takes_no_other_use()
    {
        var id = await EventAsync(Play);
        await CodeAsync(id, """{"code":"HALF","percent_off":"50","max_uses":1}""");
        var hold = (await HoldAsync(Ann, id, "HALF", "\"seats\":[\"stalls-A-1\"]")).Body;
        var booking = Text((await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"till 1"}""")).Body, "id");
        await Service.Office.UntilAsync(async () => await UsesAsync(id, "HALF") == (1, 0));
        var exchanged = await Service.SendAsync("POST", $"/api/v1/bookings/{booking}/exchange", Boss, """{"reason":"a better view","seats":["stalls-A-7"]}""");
        Assert.Equal((200, "11.00", "HALF"), (exchanged.Status, Text(exchanged.Body, "total_amount"), Text(exchanged.Body.GetProperty("price_breakdown"), "code")));
        Assert.Equal((1, 0), await UsesAsync(id, "HALF"));
    }

    [Fact]
    public async Task A_type_that_needs_a_code_is_told_and_sold_with_one_only()
    {
        var id = await EventAsync(Play);
        await CodeAsync(id, """{"code":"FRIENDS","opens_types":true,"types":["friend"]}""");
        Assert.Equal(["adult"], await TypesAsync(id, null, ""));
        Assert.Equal(["adult"], await TypesAsync(id, Ann, ""));
        Assert.Equal(["adult", "friend"], await TypesAsync(id, Ann, "?code=friends"));
        Assert.Equal(["adult", "friend"], await TypesAsync(id, Olga, ""));
        Assert.Equal((404, "code_not_found"), Refused(await Service.SendAsync("GET", $"/api/v1/events/{id}?code=FOES", Ann)));
        const string Wish = "\"types\":[{\"type\":\"friend\",\"qty\":1}],\"section\":\"stalls\"";
        Assert.Equal((422, "types[0].type"), Wrong(await HoldAsync(Ann, id, null, Wish)));
        Assert.Equal("13.00", Text((await HoldAsync(Ann, id, "friends", Wish)).Body, "total_amount"));
    }

    [Fact]
    public async Task Other_prices_tell_nobody_what_a_type_costs_that_needs_a_code()
    {
        var id = await EventAsync(Play);
        var changed = await PricesAsync(id, "stalls", """{"ticket_types":[{"id":"friend","price":"2.00","access":"code"},{"id":"adult","price":"20.00"}]}""");
        Assert.Equal((200, "20.00"), (changed.Status, Text(changed.Body.GetProperty("sections")[0], "price")));
        Service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("20.00", Text(await StallsAsync(id, ""), "price"));
        Assert.Equal("5.00", Text((await Service.SendAsync("GET", $"/api/v1/availability/{id}", Ann)).Body, "price"));
    }

    [Fact]
    public async Task What_can_be_had_with_a_code_only_has_a_price_for_who_gives_it()
    {
        var id = await EventAsync(Play);
        const string Hidden = """{"ticket_types":[{"id":"vip","price":"3.00","access":"code"},{"id":"friend","price":"2.00","access":"code"}]}""";
        Assert.Equal(200, (await PricesAsync(id, "stalls", Hidden)).Status);
        await CodeAsync(id, """{"code":"FRIENDS","opens_types":true,"types":["friend"]}""");
        Service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await StallsAsync(id, "")).TryGetProperty("price", out _));
        Assert.Equal("2.00", Text(await StallsAsync(id, "?code=friends"), "price"));
        Assert.Equal("3.00", Text((await Service.SendAsync("GET", $"/api/v1/events/{id}", Olga)).Body.GetProperty("sections")[0], "price"));
        Assert.Equal("5.00", Text((await Service.SendAsync("GET", $"/api/v1/availability/{id}", Ann)).Body, "price"));
        Assert.Equal(200, (await PricesAsync(id, "floor", Hidden)).Status);
        Service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.False((await Service.SendAsync("GET", $"/api/v1/availability/{id}", Ann)).Body.TryGetProperty("price", out _));
    }

    [Fact]
    public async Task A_price_that_a_code_leaves_too_little_of_is_refused_until_the_code_is_ended()
    {
        var id = await EventAsync(Play.Replace("\"fees\":{\"per_ticket\":{\"fixed\":\"1.00\"} },", "", StringComparison.Ordinal));
        Service.Office.Payments.LeastMinor = 50;
        await CodeAsync(id, """{"code":"TWO-OFF","amount_off":"2.00","sections":["floor"]}""");
        await CodeAsync(id, """{"code":"FIVE-OFF","amount_off":"5.00","sections":["floor"]}""");
        var refused = await PricesAsync(id, "floor", """{"price":"5.20"}""");
        Assert.Equal((422, "price"), Wrong(refused));
        Assert.Contains("FIVE-OFF", refused.Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((422, "ticket_types"), Wrong(await PricesAsync(id, "floor", """{"ticket_types":[{"id":"all","price":"2.20"}]}""")));
        Assert.Equal(200, (await PricesAsync(id, "stalls", """{"price":"5.20"}""")).Status);
        Assert.Equal(200, (await Service.SendAsync("DELETE", $"/api/v1/events/{id}/codes/FIVE-OFF", Olga)).Status);
        Assert.Equal(200, (await PricesAsync(id, "floor", """{"price":"5.20"}""")).Status);

        // A code goes by the prices of this moment, whatever the catalogue knows.
        Assert.Equal((422, "amount_off"), Wrong(await Service.SendAsync("POST", $"/api/v1/events/{id}/codes", Olga, """{"code":"LATER","amount_off":"5.00","sections":["floor"]}""")));
    }

    [Fact]
    public async Task Where_no_section_is_named_a_type_that_needs_a_code_is_answered_as_one_that_is_none()
    {
        var id = await EventAsync("""
            {"name":"Play","currency":"EUR","sections":[
             {"id":"floor","kind":"general","capacity":10,"ticket_types":[{"id":"adult","name":"Adult","price":"20.00"}]},
             {"id":"box","kind":"general","capacity":4,"ticket_types":[{"id":"adult","name":"Adult","price":"30.00"},{"id":"friend","name":"Friend","price":"12.00","access":"code"}]}]}
            """);
        await CodeAsync(id, """{"code":"FRIENDS","opens_types":true,"types":["friend"]}""");
        string Wish(string type) => $"\"types\":[{{\"type\":\"{type}\",\"qty\":1}}]";
        var hidden = await HoldAsync(Ann, id, null, Wish("friend"));
        var none = await HoldAsync(Ann, id, null, Wish("nobody"));
        Assert.Equal((422, "types[0].type"), Wrong(hidden));
        Assert.Equal(none.Body.GetProperty("errors").ToString().Replace("nobody", "friend", StringComparison.Ordinal), hidden.Body.GetProperty("errors").ToString());
        Assert.Equal("box", Text((await HoldAsync(Ann, id, "FRIENDS", Wish("friend"))).Body, "section"));
    }

    [Fact]
    public async Task A_presale_begins_before_the_sale_for_what_the_code_is_for()
    {
        var id = await EventAsync(Play.Replace("\"name\":\"Play\"", "\"name\":\"Play\",\"sale_opens_at\":\"2035-01-01T00:00:00Z\"", StringComparison.Ordinal));
        await CodeAsync(id, """{"code":"EARLY","opens_sale":true,"sections":["stalls"]}""");
        Assert.Equal((409, "not_on_sale"), Refused(await HoldAsync(Ann, id, null)));
        Assert.Equal(201, (await HoldAsync(Ann, id, "EARLY", "\"section\":\"stalls\",\"qty\":2")).Status);
        Assert.Equal((422, "code"), Wrong(await HoldAsync(Ann, id, "EARLY", "\"section\":\"floor\",\"qty\":2")));
    }

    [Fact]
    public async Task A_booking_of_a_presale_is_exchanged_before_the_sale_opens()
    {
        var id = await EventAsync(Play.Replace("\"name\":\"Play\"", "\"name\":\"Play\",\"sale_opens_at\":\"2035-01-01T00:00:00Z\"", StringComparison.Ordinal));
        await CodeAsync(id, """{"code":"EARLY","opens_sale":true,"sections":["stalls"],"max_uses":1}""");
        var hold = (await HoldAsync(Ann, id, "EARLY", "\"seats\":[\"stalls-A-1\"]")).Body;
        var booking = Text((await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"till 1"}""")).Body, "id");
        await Service.Office.UntilAsync(async () => await UsesAsync(id, "EARLY") == (1, 0));
        var exchange = $"/api/v1/bookings/{booking}/exchange";
        Assert.Equal((409, "not_on_sale"), Refused(await Service.SendAsync("POST", exchange, Boss, """{"reason":"a cheaper place","section":"floor"}""")));
        var exchanged = await Service.SendAsync("POST", exchange, Boss, """{"reason":"a better view","seats":["stalls-A-7"]}""");
        Assert.Equal((200, "stalls-A-7"), (exchanged.Status, exchanged.Body.GetProperty("seats")[0].GetString()));
        Assert.Equal((1, 0), await UsesAsync(id, "EARLY"));
    }

    /// <summary>So that nobody learns from the answer what codes there are.</summary>
    [Fact]
    public async Task Codes_of_others_and_codes_that_are_none_are_answered_alike()
    {
        var (here, elsewhere) = (await EventAsync(Play), await EventAsync(Play));
        await CodeAsync(elsewhere, """{"code":"ELSEWHERE","amount_off":"1"}""");
        var answers = new List<string>();
        foreach (var code in new[] { "ELSEWHERE", "NOWHERE", "x", "no such code" })
        {
            var refused = await HoldAsync(Ann, here, code);
            Assert.Equal((422, "code"), Wrong(refused));
            answers.Add(Text(refused.Body, "detail"));
        }

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task A_code_is_given_when_places_are_held_and_not_later()
    {
        var hold = (await HoldAsync(Ann, await EventAsync(Play), null)).Body;
        var (id, token) = (Text(hold, "hold_id"), Text(hold, "hold_token"));
        Assert.Equal((422, "code"), Wrong(await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"hold_id":"{{id}}","hold_token":"{{token}}","code":"ABC"}""")));
        Assert.Equal((422, "code"), Wrong(await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"hold_id":"{{id}}","code":"ABC"}""")));
    }

    private async Task<string[]> TypesAsync(string id, string? token, string query) =>
    [
        .. (await Service.SendAsync("GET", $"/api/v1/events/{id}{query}", token)).Body.GetProperty("sections")[0].GetProperty("ticket_types").EnumerateArray().Select(static type => Text(type, "id")),
    ];

    private async Task<JsonElement> StallsAsync(string id, string query) => (await Service.SendAsync("GET", $"/api/v1/events/{id}{query}", Ann)).Body.GetProperty("sections")[0];

    private async Task<(int Status, JsonElement Body)> PricesAsync(string id, string section, string body)
    {
        var answer = await Service.SendAsync("PUT", $"/api/v1/events/{id}/sections/{section}/prices", Olga, body, ("If-Match", "*"));
        return (answer.Status, answer.Body);
    }

    private async Task<(int Used, int Reserved)> UsesAsync(string id, string code)
    {
        var body = (await Service.SendAsync("GET", $"/api/v1/events/{id}/codes/{code}", Olga)).Body;
        return (body.GetProperty("used").GetInt32(), body.GetProperty("reserved").GetInt32());
    }

    private async Task<(int Status, JsonElement Body)> HoldAsync(string token, string id, string? code, string what = "\"qty\":1")
    {
        var answer = await Service.SendAsync("POST", "/api/v1/holds", token, $$"""{"event_id":"{{id}}",{{what}}{{(code is null ? "" : $",\"code\":\"{code}\"")}}}""");
        return (answer.Status, answer.Body);
    }

    private async Task<JsonElement> CodeAsync(string id, string body)
    {
        var made = await Service.SendAsync("POST", $"/api/v1/events/{id}/codes", Olga, body);
        Assert.Equal(201, made.Status);
        return made.Body;
    }

    private async Task<string> EventAsync(string facts)
    {
        var created = await Service.SendAsync("POST", "/api/v1/events", Boss, facts);
        Assert.Equal(201, created.Status);
        return Text(created.Body, "event_id");
    }

    private static (int Status, string Code) Refused<T>((int Status, JsonElement Body, T Headers) answer) => Refused((answer.Status, answer.Body));

    private static (int Status, string Code) Refused((int Status, JsonElement Body) answer) => (answer.Status, Text(answer.Body, "code"));

    private static (int Status, string Member) Wrong<T>((int Status, JsonElement Body, T Headers) answer) => Wrong((answer.Status, answer.Body));

    private static (int Status, string Member) Wrong((int Status, JsonElement Body) answer) => (answer.Status, Assert.Single(answer.Body.GetProperty("errors").EnumerateObject()).Name);

    private static string Text(JsonElement body, string member) => body.GetProperty(member).GetString()!;
}
