using System.Text.Json;
using System.Text.Json.Nodes;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Plans;

/// <summary>Seat plans over HTTP: sent, shown, sold by, and shared by the events of a venue.</summary>
public sealed class PlanHttpTests : IAsyncLifetime
{
    private const string Theatre = """
        {"version":1,"width":12.5,"height":20,"sections":[
         {"id":"stalls","name":"Stalls","kind":"seated","rows":[
          {"label":"A","seats":[{"id":"stalls-A-1","label":"1","x":1.5,"y":2},{"id":"stalls-A-3","label":"3","x":2.5,"y":2},{"id":"stalls-A-12a","label":"12a","x":5.25,"y":2}]},
          {"label":"ב","seats":[{"id":"stalls-ב-ג","label":"ג","x":1.5,"y":3.2,"kind":"accessible"},{"id":"stalls-ב-ד","label":"ד","x":2.5,"y":3.2,"kind":"companion","view":"restricted"}]}]},
         {"id":"floor","name":"Floor","kind":"general","capacity":200,"area":[[0,10],[12,10],[12,14],[0,14]]}],
         "features":[{"kind":"stage","label":"Stage","area":[[1,0],[11,0],[11,1],[1,1]]},{"kind":"wall","area":[[0,0],[0.1,0],[0.1,20]]}]}
        """;

    private SecuredService? _service;

    private SecuredService Service => _service!;

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task A_plan_is_shown_as_it_was_sent_to_the_last_number()
    {
        var id = await EventAsync($$"""{"name":"Play","plan":{{Theatre}}}""");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Theatre), await PlanAsync($"events/{id}")));
    }

    [Fact]
    public async Task What_is_shown_can_be_sent_and_is_shown_again()
    {
        var first = await PlanAsync($"events/{await EventAsync("""{"name":"Play","sections":[{"id":"stalls","kind":"seated","rows":[{"label":"A","seats":7},{"label":"B","seats":8}]},{"id":"floor","kind":"general","capacity":50}]}""")}");
        var second = await PlanAsync($"events/{await EventAsync($$"""{"name":"Play","plan":{{first.ToJsonString()}}}""")}");
        Assert.True(JsonNode.DeepEquals(first, second));
    }

    [Fact]
    public async Task Seats_are_sold_by_the_names_that_the_plan_gives_them()
    {
        var id = await EventAsync($$"""{"name":"Play","plan":{{Theatre}}}""");
        var (status, hold, _) = await Service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{id}}","seats":["stalls-A-12a","stalls-ב-ד"]}""");
        Assert.Equal((201, "[\"stalls-A-12a\",\"stalls-ב-ד\"]"), (status, hold.GetProperty("seats").GetRawText()));
        Assert.Equal("held", (await Service.SendAsync("GET", $"/api/v1/events/{id}/seats/stalls-A-12a")).Body.GetProperty("status").GetString());
        Assert.Equal(409, (await Service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{id}}","seats":["stalls-A-12a"]}""")).Status);
        Assert.Equal(404, (await Service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{id}}","seats":["stalls-A-2"]}""")).Status);

        var (_, seats, _) = await Service.SendAsync("GET", $"/api/v1/events/{id}/seats");
        Assert.Equal(
            ["stalls-A-1 available", "stalls-A-3 available", "stalls-A-12a held", "stalls-ב-ג available", "stalls-ב-ד held"],
            seats.GetProperty("items").EnumerateArray().Select(static seat => $"{seat.GetProperty("seat_id").GetString()} {seat.GetProperty("status").GetString()}"));

        var (_, booked, _) = await Service.SendAsync("POST", "/api/v1/book", null, $$"""{"hold_id":"{{hold.GetProperty("hold_id").GetString()}}","hold_token":"{{hold.GetProperty("hold_token").GetString()}}"}""");
        var (_, tickets, _) = await Service.SendAsync("GET", $"/api/v1/bookings/{booked.GetProperty("booking_id").GetString()}/tickets", Service.Token("olga", Roles.Organizer));
        Assert.Equal(["A 12a", "ב ד"], tickets.GetProperty("items").EnumerateArray().Select(static ticket => $"{ticket.GetProperty("row").GetString()} {ticket.GetProperty("seat").GetString()}"));
    }

    [Fact]
    public async Task The_best_seats_are_on_one_side_of_an_aisle_and_accessible_ones_are_left()
    {
        var id = await EventAsync($$"""{"name":"Play","plan":{{Theatre}}}""");
        Assert.Equal("[\"stalls-A-1\",\"stalls-A-3\"] True", await BestAsync(2));
        Assert.Equal("[\"stalls-A-12a\"] True", await BestAsync(1));
        Assert.Equal("[\"stalls-ב-ג\",\"stalls-ב-ד\"] True", await BestAsync(2));

        async Task<string> BestAsync(int quantity)
        {
            var (_, hold, _) = await Service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{id}}","section":"stalls","qty":{{quantity}}}""");
            return $"{hold.GetProperty("seats").GetRawText()} {hold.GetProperty("together").GetBoolean()}";
        }
    }

    [Fact]
    public async Task Events_of_a_venue_and_their_duplicates_have_its_plan()
    {
        var (status, venue, _) = await Service.SendAsync("POST", "/api/v1/venues", null, $$"""{"name":"Hall","price":"12.50","plan":{{Theatre}}}""");
        Assert.Equal((201, 205), (status, venue.GetProperty("capacity").GetInt32()));
        var hall = venue.GetProperty("venue_id").GetString();
        var id = await EventAsync($$"""{"name":"Play","venue_id":"{{hall}}"}""");
        var (_, again, _) = await Service.SendAsync("POST", $"/api/v1/events/{id}/duplicate", null, """{"starts_at":"2031-01-01T20:00:00Z"}""");
        foreach (var path in new[] { $"venues/{hall}", $"events/{id}", $"events/{again.GetProperty("event_id").GetString()}" })
        {
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Theatre), await PlanAsync(path)), path);
        }

        Assert.Equal("12.50", (await Service.SendAsync("GET", $"/api/v1/events/{id}")).Body.GetProperty("sections")[1].GetProperty("price").GetString());
        var other = await EventAsync($$"""{"name":"Play","venue_id":"{{hall}}","total_seats":5}""");
        Assert.Equal("general", (await PlanAsync($"events/{other}"))["sections"]![0]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Sections_of_a_plan_cost_what_the_request_says()
    {
        var (status, made, _) = await Service.SendAsync(
            "POST", "/api/v1/events", null, $$"""{"name":"Play","price":"20","sections":[{"id":"floor","kind":"general","price":"5.00"}],"plan":{{Theatre}}}""");
        Assert.Equal((201, "20.00", "5.00"), (status, made.GetProperty("sections")[0].GetProperty("price").GetString(), made.GetProperty("sections")[1].GetProperty("price").GetString()));

        var (refused, problem, _) = await Service.SendAsync(
            "POST", "/api/v1/events", null, $$"""{"name":"Play","total_seats":3,"sections":[{"id":"floor","kind":"seated","rows":[{"label":"A","seats":3}]},{"id":"floor","kind":"general"},{"id":"circle","kind":"seated"}],"plan":{{Theatre}}}""");
        Assert.Equal((422, "sections[0].kind sections[0].rows sections[1].id sections[2].id total_seats"), (refused, Fields(problem)));
    }

    [Theory]
    [InlineData("""{"label":"2","x":-1,"y":2}""", "plan.sections[0].rows[0].seats[1].x")]
    [InlineData("""{"label":"2","x":1,"y":"2"}""", "plan.sections[0].rows[0].seats[1].y")]
    [InlineData("""{"label":"2","x":1,"y":10001}""", "plan.sections[0].rows[0].seats[1].y")]
    [InlineData("""{"label":"2","y":2}""", "plan.sections[0].rows[0].seats[1].x")]
    [InlineData("""{"label":"1","x":1,"y":2}""", "plan.sections[0].rows[0].seats[1].label")]
    [InlineData("""{"label":"a-b","x":1,"y":2}""", "plan.sections[0].rows[0].seats[1].label")]
    [InlineData("""{"label":"2","x":0.49,"y":2}""", "plan.sections[0].rows[0].seats[1].x")]
    [InlineData("""{"label":"2","x":1,"y":2,"kind":"companion"}""", "plan.sections[0].rows[0].seats[1].kind")]
    [InlineData("""{"label":"2","x":1,"y":2,"kind":"sofa"}""", "plan.sections[0].rows[0].seats[1].kind")]
    [InlineData("""{"label":"2","x":1,"y":2,"id":"stalls-A-3"}""", "plan.sections[0].rows[0].seats[1].id")]
    [InlineData("""{"label":"2","x":1,"y":2,"sight":"none"}""", "plan.sections[0].rows[0].seats[1].sight")]
    public async Task What_is_wrong_with_a_seat_is_said_with_its_place(string seat, string field)
    {
        var plan = $$"""{"sections":[{"id":"stalls","kind":"seated","rows":[{"label":"A","seats":[{"label":"1","x":0,"y":2},{{seat}}]}]}]}""";
        var (status, problem, _) = await Service.SendAsync("POST", "/api/v1/events", null, $$"""{"name":"Play","plan":{{plan}}}""");
        Assert.Equal((422, field), (status, Fields(problem)));
        var (checkedAs, same, _) = await Service.SendAsync("POST", "/api/v1/seat-plans/check", null, plan);
        Assert.Equal((422, field["plan.".Length..]), (checkedAs, Fields(same)));
    }

    [Theory]
    [InlineData("""{"version":2,"sections":[{"id":"a","kind":"general","capacity":1}]}""", "version")]
    [InlineData("""{"sections":[]}""", "sections")]
    [InlineData("""{"sections":[{"id":"a","kind":"general","capacity":1,"area":[[0,0],[1,1]]}]}""", "sections[0].area")]
    [InlineData("""{"sections":[{"id":"a","kind":"general","capacity":1,"area":[[0,0],[1,1],[2]]}]}""", "sections[0].area")]
    [InlineData("""{"sections":[{"id":"a","kind":"general","capacity":1,"area":[[0,0],[1,1],[2,2,2]]}]}""", "sections[0].area")]
    [InlineData("""{"sections":[{"id":"a","kind":"general"}]}""", "sections[0].capacity")]
    [InlineData("""{"sections":[{"id":"a","kind":"seated"}]}""", "sections[0].rows")]
    [InlineData("""{"width":1,"sections":[{"id":"a","kind":"general","capacity":1}],"features":[{"kind":"stage","area":[[0,0],[2,0],[1,1]]}]}""", "features[0].area[1][0]")]
    [InlineData("""{"sections":[{"id":"a","kind":"general","capacity":1}],"features":[{"kind":"bar","area":[[0,0],[2,0],[1,1]]}]}""", "features[0].kind")]
    public async Task What_is_wrong_with_a_plan_is_said_with_its_place(string plan, string field)
    {
        var (status, problem, _) = await Service.SendAsync("POST", "/api/v1/seat-plans/check", null, plan);
        Assert.Equal((422, field), (status, Fields(problem)));
    }

    [Fact]
    public async Task A_plan_that_is_made_from_numbers_can_be_sent_as_it_is()
    {
        var (status, made, _) = await Service.SendAsync("POST", "/api/v1/seat-plans/generate", null, """
            {"sections":[{"id":"stalls","name":"Stalls","shape":"curved","rows":12,"seats":20,"more":2,"aisles":[{"after":10}],"numbering":"odd_even","accessible":4},
             {"id":"gala","shape":"tables","tables":9,"seats":8,"across":3},{"id":"balcony","rows":3,"seats":30,"row_labels":"numbers"},{"id":"floor","shape":"standing","capacity":400}]}
            """);
        Assert.Equal(200, status);
        var id = await EventAsync($$"""{"name":"Gala","plan":{{made.GetRawText()}}}""");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(made.GetRawText()), await PlanAsync($"events/{id}")));
        Assert.Equal(["1", "2", "3"], made.GetProperty("sections")[2].GetProperty("rows").EnumerateArray().Select(static row => row.GetProperty("label").GetString()!));

        var (refused, problem, _) = await Service.SendAsync("POST", "/api/v1/seat-plans/generate", null, """{"sections":[{"id":"a","shape":"tables","rows":3}]}""");
        Assert.Equal((422, "sections[0].seats sections[0].tables"), (refused, Fields(problem)));
    }

    [Fact]
    public async Task Twenty_thousand_seats_are_taken_and_compressed_for_who_can_read_it()
    {
        var rows = Enumerable.Range(0, 100).Select(row => $$"""{"label":"{{row + 1}}","seats":[{{string.Join(',', Enumerable.Range(0, 200).Select(seat => $$"""{"label":"{{(2 * seat) + 1}}","x":{{seat}},"y":{{row}}}"""))}}]}""");
        var id = await EventAsync($$"""{"name":"Arena","plan":{"sections":[{"id":"arena","kind":"seated","rows":[{{string.Join(',', rows)}}]}] } }""");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/events/{id}/plan") { Headers = { { "Accept-Encoding", "br" } } };
        using var answer = await Service.Client.SendAsync(request);
        Assert.Equal(["br"], answer.Content.Headers.ContentEncoding);
        Assert.InRange(answer.Content.Headers.ContentLength!.Value, 1, 200_000);
        Assert.Equal(200, (await PlanAsync($"events/{id}"))["sections"]![0]!["rows"]![99]!["seats"]!.AsArray().Count);

        var (status, _, headers) = await Service.SendAsync("GET", $"/api/v1/events/{id}/plan");
        Assert.Equal((200, 304), (status, (await Service.SendAsync("GET", $"/api/v1/events/{id}/plan", null, null, ("If-None-Match", headers.ETag!.ToString()))).Status));
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{id}}","seats":["arena-100-399"]}""")).Status);
    }

    [Fact]
    public async Task The_same_request_again_makes_nothing_anew()
    {
        var body = $$"""{"name":"Play","plan":{{Theatre}}}""";
        var (_, first, _) = await Service.SendAsync("POST", "/api/v1/events", null, body, ("Idempotency-Key", "5f0c7a52-0f2e-4b5e-9a4e-2d2c6a1f7b31"));
        var (_, second, _) = await Service.SendAsync("POST", "/api/v1/events", null, body, ("Idempotency-Key", "5f0c7a52-0f2e-4b5e-9a4e-2d2c6a1f7b31"));
        Assert.Equal(first.GetProperty("event_id").GetString(), second.GetProperty("event_id").GetString());
    }

    /// <summary>What is published as the format is what is read and written.</summary>
    [Fact]
    public async Task The_schema_has_the_members_and_the_words_that_the_service_has()
    {
        var schema = (await Service.SendAsync("GET", "/schemas/seat-plan-1.json")).Body;
        var api = (await Service.SendAsync("GET", "/openapi/v1.json")).Body.GetProperty("components").GetProperty("schemas");
        foreach (var (published, type) in new[] { ("", "SeatPlanDocument"), ("section", "PlanSectionDocument"), ("row", "PlanRowDocument"), ("seat", "PlanSeatDocument"), ("feature", "PlanFeatureDocument") })
        {
            var mine = published.Length == 0 ? schema : schema.GetProperty("$defs").GetProperty(published);
            Assert.Equal(Names(api.GetProperty(type).GetProperty("properties")), Names(mine.GetProperty("properties")));
            Assert.Equal(Texts(api.GetProperty(type).GetProperty("required")), Texts(mine.GetProperty("required")));
        }

        var seat = schema.GetProperty("$defs").GetProperty("seat").GetProperty("properties");
        Assert.Equal(Words<Ticketing.Plans.SeatKind>(), Texts(seat.GetProperty("kind").GetProperty("enum")));
        Assert.Equal(Words<Ticketing.Plans.SeatView>(), Texts(seat.GetProperty("view").GetProperty("enum")));
        Assert.Equal(Words<Ticketing.Plans.FeatureKind>(), Texts(schema.GetProperty("$defs").GetProperty("feature").GetProperty("properties").GetProperty("kind").GetProperty("enum")));
        Assert.Equal(Words<Ticketing.Events.SectionKind>(), Texts(schema.GetProperty("$defs").GetProperty("section").GetProperty("properties").GetProperty("kind").GetProperty("enum")));

        static string[] Names(JsonElement members) => [.. members.EnumerateObject().Select(static member => member.Name).Order(StringComparer.Ordinal)];

        static string[] Texts(JsonElement list) => [.. list.EnumerateArray().Select(static one => one.GetString()!).Order(StringComparer.Ordinal)];

        static string[] Words<T>()
            where T : struct, Enum => [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).Order(StringComparer.Ordinal)];
    }

    private static string Fields(JsonElement problem) => string.Join(' ', problem.GetProperty("errors").EnumerateObject().Select(static error => error.Name).Order(StringComparer.Ordinal));

    private async Task<string> EventAsync(string body)
    {
        var (status, made, _) = await Service.SendAsync("POST", "/api/v1/events", null, body);
        Assert.True(status == 201, made.GetRawText());
        return made.GetProperty("event_id").GetString()!;
    }

    private async Task<JsonNode> PlanAsync(string path)
    {
        var (status, plan, _) = await Service.SendAsync("GET", $"/api/v1/{path}/plan");
        Assert.True(status == 200, plan.GetRawText());
        return JsonNode.Parse(plan.GetRawText())!;
    }
}
