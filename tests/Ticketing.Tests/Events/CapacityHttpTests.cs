using System.Text.Json;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Events;

/// <summary>An event gets more places while it is on sale, or loses some of those that are free.</summary>
public sealed class CapacityHttpTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Olga => Service.Token("olga", Roles.Organizer);

    private string Ann => Service.Token("ann", Roles.Customer);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task More_places_are_for_sale_at_once_and_holds_from_before_stay_good()
    {
        var id = await CreateAsync(General(10));
        var before = await HoldAsync(id, "\"qty\":10");
        Assert.Equal(201, before.Status);
        Assert.Equal("insufficient_seats", Text((await HoldAsync(id, "\"qty\":1")).Body, "code"));

        var changed = await ChangeAsync(id, "floor", 1, """{"capacity":6000}""");
        Assert.Equal((200, 2, 6_000, 6_000), (changed.Status, Number(changed.Body, "version"), Number(changed.Body, "total_seats"), Number(changed.Body.GetProperty("sections")[0], "capacity")));
        Later();
        Assert.Equal((6_000, 5_990, 10, 0), await CountsAsync(id));

        // More than the first block has: of the next, too, which nobody used before.
        for (var i = 0; i < 11; i++)
        {
            Assert.Equal(201, (await Service.SendAsync("POST", $"/api/v1/events/{id}/withholdings", Olga, """{"section":"floor","qty":500,"reason":"sponsor"}""")).Status);
        }

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(201, (await HoldAsync(id, "\"qty\":99")).Status);
        }

        Assert.Equal((6_000, 94, 406, 0), await CountsAsync(id));
        var book = $$"""{"hold_id":"{{Text(before.Body, "hold_id")}}","hold_token":"{{Text(before.Body, "hold_token")}}"}""";
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/book", Ann, book)).Status);
        Assert.Equal((6_000, 94, 396, 10), await CountsAsync(id));
    }

    [Fact]
    public async Task Fewer_places_only_where_so_many_are_free_and_those_in_the_way_are_counted()
    {
        var id = await CreateAsync(General(600));
        Assert.Equal(201, (await HoldAsync(id, "\"qty\":60")).Status);
        Assert.Equal(201, (await Service.SendAsync("POST", $"/api/v1/events/{id}/withholdings", Olga, """{"section":"floor","qty":40,"reason":"press"}""")).Status);
        var refused = await ChangeAsync(id, "floor", 1, """{"capacity":99}""");
        Assert.Equal((409, "insufficient_seats"), (refused.Status, Text(refused.Body, "code")));
        Assert.Contains("501 places are to go, and 500 of section 'floor' are free: 60 are held, 0 sold, 40 withheld", Text(refused.Body, "detail"), StringComparison.Ordinal);
        Assert.Equal((600, 500, 60, 0), await CountsAsync(id));

        var changed = await ChangeAsync(id, "floor", 1, """{"capacity":100}""");
        Assert.Equal((200, 100), (changed.Status, Number(changed.Body, "total_seats")));
        Assert.Equal((100, 0, 60, 0), await CountsAsync(id));
        Later();
        Assert.Equal("insufficient_seats", Text((await HoldAsync(id, "\"qty\":1")).Body, "code"));
        Assert.Empty((await Service.SendAsync("GET", $"/api/v1/events/{id}/withholdings?limit=9", Olga)).Body.GetProperty("items").EnumerateArray().Skip(1));

        // And more again: those that went stay away, and others come.
        Assert.Equal(200, (await ChangeAsync(id, "floor", 2, """{"capacity":130}""")).Status);
        Later();
        Assert.Equal(201, (await HoldAsync(id, "\"qty\":30")).Status);
        Assert.Equal((130, 0, 90, 0), await CountsAsync(id));
    }

    [Fact]
    public async Task Rows_come_behind_the_last_and_a_row_gets_longer_at_its_end()
    {
        var id = await CreateAsync(Seated);
        Assert.Equal(201, (await HoldAsync(id, "\"seats\":[\"stalls-B-2\"]")).Status);
        var changed = await ChangeAsync(id, "stalls", 1, """{"rows":[{"label":"A","seats":4},{"label":"C","seats":3}]}""");
        Assert.Equal((200, 9), (changed.Status, Number(changed.Body, "total_seats")));
        Later();
        Assert.Equal(
            ["stalls-A-1", "stalls-A-2", "stalls-B-1", "stalls-B-2", "stalls-A-3", "stalls-A-4", "stalls-C-1", "stalls-C-2", "stalls-C-3"], (await SeatsAsync(id)).Select(static seat => seat.Name));
        Assert.Equal("held", (await SeatsAsync(id)).Single(static seat => seat.Name == "stalls-B-2").Status);
        Assert.Equal(201, (await HoldAsync(id, "\"seats\":[\"stalls-A-4\"]")).Status);
        Assert.Equal(201, (await HoldAsync(id, "\"seats\":[\"stalls-A-3\",\"stalls-B-1\"]")).Status);
        Assert.Equal("seat_not_found", Text((await HoldAsync(id, "\"seats\":[\"stalls-A-5\"]")).Body, "code"));
        var best = await HoldAsync(id, "\"qty\":3");
        Assert.Equal(["stalls-C-1", "stalls-C-2", "stalls-C-3"], best.Body.GetProperty("seats").EnumerateArray().Select(static seat => seat.GetString()).Order());
        Assert.Equal((9, 2, 7, 0), await CountsAsync(id));
    }

    [Fact]
    public async Task A_new_section_is_sold_beside_the_others_and_a_larger_one_keeps_its_places_apart()
    {
        var id = await CreateAsync(Seated);
        var added = await Service.SendAsync("POST", $"/api/v1/events/{id}/sections", Olga, """{"id":"balcony","name":"Balcony","kind":"general","capacity":5,"price":"7.50"}""", ("If-Match", "\"1\""), ("Idempotency-Key", "s1"));
        var again = await Service.SendAsync("POST", $"/api/v1/events/{id}/sections", Olga, """{"id":"balcony","name":"Balcony","kind":"general","capacity":5,"price":"7.50"}""", ("If-Match", "\"1\""), ("Idempotency-Key", "s1"));
        Assert.Equal((201, 201, 9), (added.Status, again.Status, Number(added.Body, "total_seats")));
        Later();

        // Blocks of three sections, each numbered after what was there.
        Assert.Equal(200, (await ChangeAsync(id, "stalls", 2, """{"rows":[{"label":"Z","seats":1024}]}""")).Status);
        Assert.Equal(200, (await ChangeAsync(id, "balcony", 3, """{"capacity":5000}""")).Status);
        Later();
        Assert.Equal(201, (await HoldAsync(id, "\"seats\":[\"stalls-Z-1024\",\"stalls-A-1\"]")).Status);
        Assert.Equal(201, (await HoldAsync(id, "\"section\":\"balcony\",\"qty\":6")).Status);
        var status = (await Service.SendAsync("GET", $"/api/v1/events/{id}/status", Ann)).Body;
        Assert.Equal(["stalls 1028 2", "balcony 5000 6"], status.GetProperty("sections").EnumerateArray().Select(static section => $"{Text(section, "id")} {Number(section, "total")} {Number(section, "held")}"));
        Assert.Equal("held", Text((await Service.SendAsync("GET", $"/api/v1/events/{id}/seats/stalls-Z-1024", Ann)).Body, "status"));
        Assert.Equal("45.00", Text((await HoldAsync(id, "\"section\":\"balcony\",\"qty\":6")).Body, "total_amount"));
    }

    [Fact]
    public async Task Seats_go_only_where_they_are_free_and_are_not_there_any_more()
    {
        var id = await CreateAsync(Seated);
        Assert.Equal(201, (await HoldAsync(id, "\"seats\":[\"stalls-A-1\"]")).Status);
        var refused = await ChangeAsync(id, "stalls", 1, Remove("stalls-A-1", "stalls-A-2"));
        Assert.Equal((409, "seat_taken", "stalls-A-1"), (refused.Status, Text(refused.Body, "code"), refused.Body.GetProperty("seats").EnumerateArray().Single().GetString()));
        Assert.Equal((4, 3, 1, 0), await CountsAsync(id));

        var changed = await ChangeAsync(id, "stalls", 1, Remove("stalls-A-2", "stalls-B-1"));
        Assert.Equal((200, 2), (changed.Status, Number(changed.Body, "total_seats")));

        // Also where a gateway knows the event as it was.
        Assert.Equal("seat_not_found", Text((await HoldAsync(id, "\"seats\":[\"stalls-A-2\"]")).Body, "code"));
        Assert.Equal("seat_not_found", Text((await HoldAsync(id, "\"seats\":[\"stalls-B-1\",\"stalls-B-2\"]")).Body, "code"));
        Assert.Equal("seat_not_found", Text((await Service.SendAsync("GET", $"/api/v1/events/{id}/seats/stalls-B-1", Ann)).Body, "code"));
        Assert.Equal(["stalls-A-1", "stalls-B-2"], (await SeatsAsync(id)).Select(static seat => seat.Name));
        Assert.Equal((2, 1, 1, 0), await CountsAsync(id));
        Assert.Equal("seat_not_found", Text((await ChangeAsync(id, "stalls", 2, Remove("stalls-B-1"))).Body, "code"));
        Assert.Equal("insufficient_seats", Text((await HoldAsync(id, "\"qty\":2")).Body, "code"));
        Assert.Equal(201, (await HoldAsync(id, "\"qty\":1")).Status);
    }

    [Fact]
    public async Task A_section_goes_when_all_of_it_is_free_and_its_id_stays_its_own()
    {
        var id = await CreateAsync($"{Seated},{General(20)}");
        Assert.Equal(201, (await HoldAsync(id, "\"section\":\"floor\",\"qty\":1")).Status);
        var refused = await RemoveAsync(id, "floor", 1);
        Assert.Equal((409, "insufficient_seats"), (refused.Status, Text(refused.Body, "code")));
        var gone = await RemoveAsync(id, "stalls", 1);
        Assert.Equal((200, 20, "floor"), (gone.Status, Number(gone.Body, "total_seats"), Text(gone.Body.GetProperty("sections").EnumerateArray().Single(), "id")));
        Later();
        Assert.Empty(await SeatsAsync(id));
        Assert.Equal("seat_not_found", Text((await HoldAsync(id, "\"seats\":[\"stalls-A-1\"]")).Body, "code"));
        Assert.Equal((20, 19, 1, 0), await CountsAsync(id));
        Assert.Equal("section_not_found", Text((await ChangeAsync(id, "stalls", 2, """{"rows":[{"label":"A","seats":9}]}""")).Body, "code"));
        Assert.Equal("id", Field(await Service.SendAsync("POST", $"/api/v1/events/{id}/sections", Olga, "{" + Seated[1..], ("If-Match", "\"2\""))));
        Assert.Equal("section_id", Field(await RemoveAsync(id, "floor", 2)));
    }

    [Fact]
    public async Task What_is_added_is_offered_to_the_waitlist_first_also_in_a_new_section()
    {
        var id = await CreateAsync(General(2));
        Assert.Equal(201, (await HoldAsync(id, "\"qty\":2")).Status);
        var joined = await Service.SendAsync("POST", "/api/v1/waitlist", Ann, $$"""{"event_id":"{{id}}","quantity":2}""");
        Assert.Equal(201, joined.Status);
        Assert.Equal(201, (await Service.SendAsync("POST", $"/api/v1/events/{id}/sections", Olga, """{"id":"balcony","kind":"general","capacity":3}""", ("If-Match", "*"))).Status);
        Later();
        Assert.Equal("insufficient_seats", Text((await HoldAsync(id, "\"section\":\"balcony\",\"qty\":2")).Body, "code"));
        await Service.Office.MinutesUntilAsync(async () =>
            Text((await Service.SendAsync("GET", $"/api/v1/waitlist/{Text(joined.Body, "id")}", Ann)).Body, "status") == "notified");

        // What nobody waits for is everybody's.
        await Service.Office.MinutesUntilAsync(async () => (await HoldAsync(id, "\"section\":\"balcony\",\"qty\":1")).Status == 201);
    }

    [Fact]
    public async Task Who_waits_for_a_section_that_goes_is_told_so()
    {
        var id = await CreateAsync($"{General(2)},{General(3).Replace("floor", "balcony", StringComparison.Ordinal)}");
        var hold = await HoldAsync(id, "\"section\":\"floor\",\"qty\":2");
        var joined = await Service.SendAsync("POST", "/api/v1/waitlist", Ann, $$"""{"event_id":"{{id}}","section":"floor","quantity":1}""");
        Assert.Equal((201, 201), (hold.Status, joined.Status));

        // Nothing is offered while the sale is paused.
        Assert.Equal(200, (await Service.SendAsync("PATCH", $"/api/v1/events/{id}", Olga, """{"status":"paused"}""", ("If-Match", "*"))).Status);
        Assert.Equal(200, (await Service.SendAsync("DELETE", $"/api/v1/holds/{Text(hold.Body, "hold_id")}", Ann)).Status);
        Assert.Equal(200, (await RemoveAsync(id, "floor", null)).Status);
        await Service.Office.MinutesUntilAsync(async () =>
            Text((await Service.SendAsync("GET", $"/api/v1/waitlist/{Text(joined.Body, "id")}", Ann)).Body, "status") == "cancelled");
    }

    [Theory]
    [InlineData("floor", """{}""", "capacity")]
    [InlineData("floor", """{"capacity":5,"rows":[{"label":"A","seats":1}]}""", "capacity")]
    [InlineData("floor", """{"capacity":0}""", "capacity")]
    [InlineData("floor", """{"rows":[{"label":"A","seats":1}]}""", "rows")]
    [InlineData("floor", """{"remove_seats":["floor-A-1"]}""", "remove_seats")]
    [InlineData("stalls", """{"capacity":9}""", "capacity")]
    [InlineData("stalls", """{"rows":[{"label":"A","seats":1}]}""", "rows[0].seats")]
    [InlineData("stalls", """{"rows":[{"label":"A-1","seats":9}]}""", "rows[0].label")]
    [InlineData("stalls", """{"rows":[{"label":"C","seats":1},{"label":"C","seats":2}]}""", "rows[1].label")]
    [InlineData("stalls", """{"remove_seats":["stalls-A-1","stalls-A-1"]}""", "remove_seats")]
    public async Task A_change_that_makes_no_sense_is_refused_by_its_member(string section, string body, string field)
    {
        var id = await CreateAsync($"{Seated},{General(20)}");
        Assert.Equal(field, Field(await ChangeAsync(id, section, 1, body)));
        Assert.Equal((24, 24, 0, 0), await CountsAsync(id));
    }

    [Fact]
    public async Task A_change_names_the_version_that_it_is_of_and_customers_are_sent_away()
    {
        var id = await CreateAsync(General(20));
        var path = $"/api/v1/events/{id}/sections/floor";
        Assert.Equal(428, (await Service.SendAsync("PATCH", path, Olga, """{"capacity":30}""")).Status);
        Assert.Equal(412, (await ChangeAsync(id, "floor", 7, """{"capacity":30}""")).Status);
        Assert.Equal(403, (await Service.SendAsync("PATCH", path, Ann, """{"capacity":30}""", ("If-Match", "*"))).Status);
        Assert.Equal(404, (await ChangeAsync(EventId.FromKey(77), "floor", 1, """{"capacity":30}""")).Status);
        Assert.Equal("section_not_found", Text((await ChangeAsync(id, "moon", 1, """{"capacity":30}""")).Body, "code"));

        // So many there are already: nothing changes, the version neither.
        var same = await ChangeAsync(id, "floor", 1, """{"capacity":20}""");
        Assert.Equal((200, 1), (same.Status, Number(same.Body, "version")));
        Assert.Equal(200, (await ChangeAsync(id, "floor", 1, """{"capacity":30}""")).Status);
        Assert.Equal(412, (await ChangeAsync(id, "floor", 1, """{"capacity":40}""")).Status);
        var (_, audit, _) = await Service.SendAsync("GET", "/api/v1/admin/audit?by=olga&path=" + Uri.EscapeDataString(path), Service.Token("boss", Roles.Admin));
        Assert.Contains(audit.GetProperty("items").EnumerateArray(), static record => Number(record, "status") == 200);
    }

    private const string Seated = """{"id":"stalls","kind":"seated","price":"0","rows":[{"label":"A","seats":2},{"label":"B","seats":2}]}""";

    private static string General(int places) => $$"""{"id":"floor","kind":"general","price":"0","capacity":{{places}}}""";

    private static string Remove(params string[] seats) => $$"""{"remove_seats":["{{string.Join("\",\"", seats)}}"]}""";

    private static string Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? value.GetString()! : body.GetRawText();

    private static int Number(JsonElement body, string name) => body.GetProperty(name).GetInt32();

    private static string Field((int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers) reply) =>
        reply.Status == 422 ? reply.Body.GetProperty("errors").EnumerateObject().First().Name : $"{reply.Status} {reply.Body}";

    /// <summary>Gateways know by now how the event is.</summary>
    private void Later() => Service.Office.Time.Advance(TimeSpan.FromSeconds(2));

    private async Task<EventId> CreateAsync(string sections)
    {
        var (status, made, _) = await Service.SendAsync("POST", "/api/v1/events", Olga, $$$"""{"name":"Play","sections":[{{{sections}}}],"policy":{"hold_ttl_seconds":86400}}""");
        Assert.True(status == 201, made.GetRawText());
        return EventId.TryParse(Text(made, "event_id"), out var id) ? id : default;
    }

    private Task<(int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> ChangeAsync(EventId id, string section, int version, string body) =>
        Service.SendAsync("PATCH", $"/api/v1/events/{id}/sections/{section}", Olga, body, ("If-Match", $"\"{version}\""));

    private Task<(int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> RemoveAsync(EventId id, string section, int? version) =>
        Service.SendAsync("DELETE", $"/api/v1/events/{id}/sections/{section}", Olga, null, ("If-Match", version is null ? "*" : $"\"{version}\""));

    private Task<(int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> HoldAsync(EventId id, string wish) =>
        Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}",{{wish}}}""");

    private async Task<(string Name, string Status)[]> SeatsAsync(EventId id) =>
        [.. (await Service.SendAsync("GET", $"/api/v1/events/{id}/seats", Ann)).Body.GetProperty("items").EnumerateArray().Select(seat => (Text(seat, "seat_id"), Text(seat, "status")))];

    private async Task<(int Total, int Available, int Held, int Booked)> CountsAsync(EventId id)
    {
        var status = (await Service.SendAsync("GET", $"/api/v1/events/{id}/status", Ann)).Body;
        Assert.Equal(Number(status, "total"), Number(status, "available") + Number(status, "held") + Number(status, "booked") + Number(status, "withheld"));
        return (Number(status, "total"), Number(status, "available"), Number(status, "held"), Number(status, "booked"));
    }
}
