using System.Text.Json;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Withholdings;

/// <summary>Staff keep places from sale, and give them back, over HTTP.</summary>
public sealed class WithholdingHttpTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Olga => Service.Token("olga", Roles.Organizer);

    private string Ann => Service.Token("ann", Roles.Customer);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task Seats_are_withheld_all_or_none_and_buyers_can_not_have_them()
    {
        var id = await Service.Office.SeatedEventAsync(new RowPlan("A", 4), new RowPlan("B", 4));
        var seats = await SeatsAsync(id);
        var body = Seats(seats[0], seats[1]);
        var made = await Service.SendAsync("POST", Path(id), Olga, body, ("Idempotency-Key", "k1"));
        var again = await Service.SendAsync("POST", Path(id), Olga, body, ("Idempotency-Key", "k1"));
        Assert.Equal((201, 201, Text(made.Body, "withholding_id")), (made.Status, again.Status, Text(again.Body, "withholding_id")));
        Assert.Equal((2, 2, "press", "olga"), (Number(made.Body, "qty"), Number(made.Body, "total"), Text(made.Body, "reason"), Text(made.Body, "by")));

        // One of two that is withheld, or held, is named; the other stays free.
        var taken = await Service.SendAsync("POST", Path(id), Olga, Seats(seats[1], seats[2]));
        Assert.Equal((409, "seat_taken", seats[1]), (taken.Status, Text(taken.Body, "code"), taken.Body.GetProperty("seats").EnumerateArray().Single().GetString()));
        Assert.Equal(201, (await HoldAsync(id, $"\"seats\":[\"{seats[3]}\"]")).Status);
        Assert.Equal("seat_taken", Text((await Service.SendAsync("POST", Path(id), Olga, Seats(seats[2], seats[3]))).Body, "code"));
        Assert.Equal("seat_taken", Text((await HoldAsync(id, $"\"seats\":[\"{seats[0]}\"]")).Body, "code"));
        Assert.Equal("seat_taken", Text((await HoldAsync(id, $"\"seats\":[\"{seats[0]}\",\"{seats[2]}\"]")).Body, "code"));
        Assert.Equal(["withheld", "withheld", "available", "held"], (await StatesAsync(id)).Take(4));

        var status = (await Service.SendAsync("GET", $"/api/v1/events/{id}/status", Ann)).Body;
        Assert.Equal((8, 5, 1, 0, 2), (Number(status, "total"), Number(status, "available"), Number(status, "held"), Number(status, "booked"), Number(status, "withheld")));
        var section = status.GetProperty("sections").EnumerateArray().Single();
        Assert.Equal((5, 2), (Number(section, "available"), Number(section, "withheld")));
        var stats = (await Service.SendAsync("GET", $"/api/v1/events/{id}/stats", Olga)).Body;
        Assert.Equal((2, 5, 1), (Number(stats, "withheld"), Number(stats, "available"), Number(stats, "holds_placed")));
        Assert.Equal(2, Number((await Service.SendAsync("GET", $"/api/v1/availability/{id}", Ann)).Body, "withheld_capacity"));

        // The best seats are sought among the others, and no more than those can be had.
        Assert.Equal("insufficient_seats", Text((await HoldAsync(id, "\"qty\":6")).Body, "code"));
        var best = await HoldAsync(id, "\"qty\":5");
        Assert.DoesNotContain(best.Body.GetProperty("seats").EnumerateArray(), seat => seat.GetString() == seats[0] || seat.GetString() == seats[1]);
    }

    [Fact]
    public async Task Some_are_released_and_then_the_others_each_with_a_reason()
    {
        var id = await Service.Office.SeatedEventAsync(new RowPlan("A", 4));
        var seats = await SeatsAsync(id);
        var address = (await Service.SendAsync("POST", Path(id), Olga, Seats(seats[0], seats[1], seats[2]))).Headers.Location!.ToString();
        var some = await Service.SendAsync("POST", address + "/release", Olga, $$"""{"seats":["{{seats[1]}}"],"reason":"not needed"}""");
        Assert.Equal((200, 2, 3), (some.Status, Number(some.Body, "qty"), Number(some.Body, "total")));
        Assert.Equal(["withheld", "available", "withheld", "available"], await StatesAsync(id));
        Assert.Equal(201, (await HoldAsync(id, $"\"seats\":[\"{seats[1]}\"]")).Status);
        var rest = await Service.SendAsync("POST", address + "/release", Olga, """{"reason":"sold out elsewhere"}""");
        Assert.Equal((200, 0), (rest.Status, Number(rest.Body, "qty")));
        Assert.Equal(["not needed 1", "sold out elsewhere 2"], rest.Body.GetProperty("releases").EnumerateArray().Select(release => $"{Text(release, "reason")} {Number(release, "qty")}"));
        Assert.Equal(["available", "held", "available", "available"], await StatesAsync(id));
        Assert.Equal(2, Number((await Service.SendAsync("POST", address + "/release", Olga, """{"reason":"again"}""")).Body.GetProperty("releases"), null));

        var list = (await Service.SendAsync("GET", Path(id), Olga)).Body.GetProperty("items");
        Assert.Equal(Text(rest.Body, "withholding_id"), Text(list.EnumerateArray().Single(), "withholding_id"));
        Assert.Equal(0, Number((await Service.SendAsync("GET", address, Olga)).Body, "qty"));
    }

    [Fact]
    public async Task Places_without_numbers_are_withheld_over_several_pools_and_a_repeated_release_gives_back_once()
    {
        var id = await Service.Office.GeneralEventAsync(600);
        var made = await Service.SendAsync("POST", Path(id), Olga, """{"section":"floor","qty":500,"reason":"sponsor"}""");
        Assert.Equal((201, 500, 0), (made.Status, Number(made.Body, "qty"), made.Body.GetProperty("seats").GetArrayLength()));
        var few = await Service.SendAsync("POST", Path(id), Olga, """{"section":"floor","qty":101,"reason":"sponsor"}""");
        Assert.Equal((409, "insufficient_seats"), (few.Status, Text(few.Body, "code")));
        Assert.Contains("only 100 free places", Text(few.Body, "detail"), StringComparison.Ordinal);
        Assert.Equal(201, (await HoldAsync(id, "\"qty\":60")).Status);
        Assert.Equal("insufficient_seats", Text((await HoldAsync(id, "\"qty\":60")).Body, "code"));
        var address = made.Headers.Location!.ToString() + "/release";
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(200, Number((await Service.SendAsync("POST", address, Olga, """{"qty":300,"reason":"fewer came"}""", ("Idempotency-Key", "r1"))).Body, "qty"));
        }

        Assert.Equal((340, 60, 0), await Service.Office.CountsAsync(id));
        Assert.Equal("qty", Field(await Service.SendAsync("POST", address, Olga, """{"qty":201,"reason":"x"}""")));
    }

    [Fact]
    public async Task Places_are_withheld_before_the_sale_and_none_of_a_cancelled_event()
    {
        var (_, draft, _) = await Service.SendAsync("POST", "/api/v1/events", Olga, """{"name":"Play","status":"draft","sections":[{"id":"floor","kind":"general","capacity":9}]}""");
        var id = EventId.TryParse(Text(draft, "event_id"), out var parsed) ? parsed : default;
        var made = await Service.SendAsync("POST", Path(id), Olga, """{"section":"floor","qty":4,"reason":"house"}""");
        Assert.Equal(201, made.Status);
        Assert.Equal(200, (await Service.SendAsync("PATCH", $"/api/v1/events/{id}", Olga, """{"status":"on_sale"}""", ("If-Match", $"\"{draft.GetProperty("version").GetInt64()}\""))).Status);
        Service.Office.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("insufficient_seats", Text((await HoldAsync(id, "\"qty\":6")).Body, "code"));
        Assert.Equal(202, (await Service.SendAsync("POST", $"/api/v1/admin/events/{id}/cancel", Service.Token("boss", Roles.Admin), """{"reason":"rain"}""")).Status);
        await Service.Office.MinutesUntilAsync(async () => (await Service.Office.Events.FindAsync(id))!.View.Status == EventStatus.Cancelled);
        Service.Office.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("not_on_sale", Text((await Service.SendAsync("POST", Path(id), Olga, """{"section":"floor","qty":1,"reason":"house"}""")).Body, "code"));
        Assert.Equal(200, (await Service.SendAsync("POST", made.Headers.Location + "/release", Olga, """{"reason":"cancelled"}""")).Status);
    }

    [Fact]
    public async Task What_is_released_is_offered_to_the_waitlist_first()
    {
        var id = await Service.Office.GeneralEventAsync(3);
        var made = await Service.SendAsync("POST", Path(id), Olga, """{"section":"floor","qty":2,"reason":"press"}""");
        Assert.Equal(201, (await HoldAsync(id, "\"qty\":1")).Status);
        var joined = await Service.SendAsync("POST", "/api/v1/waitlist", Ann, $$"""{"event_id":"{{id}}","quantity":2}""");
        Assert.Equal(201, joined.Status);
        Assert.Equal(200, (await Service.SendAsync("POST", made.Headers.Location + "/release", Olga, """{"reason":"none came"}""")).Status);
        Assert.Equal("insufficient_seats", Text((await HoldAsync(id, "\"qty\":1")).Body, "code"));
        await Service.Office.MinutesUntilAsync(async () =>
            Text((await Service.SendAsync("GET", $"/api/v1/waitlist/{Text(joined.Body, "id")}", Ann)).Body, "status") == "notified");
    }

    [Theory]
    [InlineData("""{"reason":"x"}""", "section")]
    [InlineData("""{"section":"floor","reason":"x"}""", "qty")]
    [InlineData("""{"section":"floor","qty":0,"reason":"x"}""", "qty")]
    [InlineData("""{"section":"floor","qty":501,"reason":"x"}""", "qty")]
    [InlineData("""{"section":"floor","qty":1,"seats":["floor-A-1"],"reason":"x"}""", "section")]
    [InlineData("""{"section":"floor","qty":1,"reason":"  "}""", "reason")]
    [InlineData("""{"section":"stalls","qty":1,"reason":"x"}""", "seats")]
    public async Task A_wish_that_makes_no_sense_is_refused_by_its_member(string body, string field)
    {
        var (_, made, _) = await Service.SendAsync("POST", "/api/v1/events", Olga, """
            {"name":"Play","sections":[{"id":"stalls","kind":"seated","rows":[{"label":"A","seats":4}]},{"id":"floor","kind":"general","capacity":9}]}
            """);
        Assert.Equal(field, Field(await Service.SendAsync("POST", $"/api/v1/events/{Text(made, "event_id")}/withholdings", Olga, body)));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_and_customers_are_sent_away()
    {
        var id = await Service.Office.GeneralEventAsync(3);
        Assert.Equal(403, (await Service.SendAsync("GET", Path(id), Ann)).Status);
        Assert.Equal("event_not_found", Text((await Service.SendAsync("GET", Path(EventId.FromKey(77)), Olga)).Body, "code"));
        Assert.Equal("section_not_found", Text((await Service.SendAsync("POST", Path(id), Olga, """{"section":"moon","qty":1,"reason":"x"}""")).Body, "code"));
        Assert.Equal("seat_not_found", Text((await Service.SendAsync("POST", Path(id), Olga, Seats("floor-A-1"))).Body, "code"));
        Assert.Equal("withholding_not_found", Text((await Service.SendAsync("GET", $"{Path(id)}/{Guid.NewGuid()}", Olga)).Body, "code"));
        Assert.Equal("withholding_not_found", Text((await Service.SendAsync("POST", $"{Path(id)}/{Guid.NewGuid()}/release", Olga, """{"reason":"x"}""")).Body, "code"));
    }

    private static string Path(EventId id) => $"/api/v1/events/{id}/withholdings";

    private static string Seats(params string[] seats) => $$"""{"seats":["{{string.Join("\",\"", seats)}}"],"reason":"press"}""";

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();

    private static int Number(JsonElement body, string? name) => name is null ? body.GetArrayLength() : body.GetProperty(name).GetInt32();

    private static string Field((int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers) reply) =>
        reply.Status == 422 ? reply.Body.GetProperty("errors").EnumerateObject().First().Name : $"{reply.Status} {reply.Body}";

    private Task<(int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> HoldAsync(EventId id, string wish) =>
        Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}",{{wish}}}""");

    private async Task<string[]> SeatsAsync(EventId id) =>
        [.. (await Service.SendAsync("GET", $"/api/v1/events/{id}/seats", Ann)).Body.GetProperty("items").EnumerateArray().Select(seat => Text(seat, "seat_id")!)];

    private async Task<string[]> StatesAsync(EventId id) =>
        [.. (await Service.SendAsync("GET", $"/api/v1/events/{id}/seats", Ann)).Body.GetProperty("items").EnumerateArray().Select(seat => Text(seat, "status")!)];
}
