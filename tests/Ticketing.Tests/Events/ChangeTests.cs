using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Events;

/// <summary>A change keeps what it does not name, and null clears; what is over is not sold.</summary>
public sealed class ChangeTests : IAsyncLifetime
{
    private const string Whole = """
        {"name":"Play","total_seats":10,"sale_opens_at":"2027-01-01T00:00:00Z","sale_closes_at":"2027-12-01T00:00:00Z",
         "policy":{"hold_ttl_seconds":90,"max_quantity":5,"max_per_customer":4,"cancel_until_hours":24,"refund_percent":50} }
        """;

    private SecuredService? _service;
    private string _path = "";

    private SecuredService Service => _service!;

    private string Organizer => Service.Token("olga", Roles.Organizer);

    /// <summary>Made anew each time: it lasts half an hour.</summary>
    private string Ann => Service.Token("ann", Roles.Customer);

    public async Task InitializeAsync()
    {
        _service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });
        _path = "/api/v1/events/" + await CreateAsync(Whole);
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Theory]
    [InlineData("""{"sale_closes_at":"2027-11-01T00:00:00Z"}""", "2027-01-01T00:00:00.000Z 2027-11-01T00:00:00.000Z 90 5 4 24 50")]
    [InlineData("""{"sale_opens_at":null}""", " 2027-12-01T00:00:00.000Z 90 5 4 24 50")]
    [InlineData("""{"sale_opens_at":null,"sale_closes_at":null}""", "  90 5 4 24 50")]
    [InlineData("""{"policy":{"cancel_until_hours":48}}""", "2027-01-01T00:00:00.000Z 2027-12-01T00:00:00.000Z 90 5 4 48 50")]
    [InlineData("""{"policy":{"max_per_customer":null,"refund_percent":0}}""", "2027-01-01T00:00:00.000Z 2027-12-01T00:00:00.000Z 90 5  24 0")]
    [InlineData("""{"policy":{"hold_ttl_seconds":null,"max_quantity":null,"cancel_until_hours":null}}""", "2027-01-01T00:00:00.000Z 2027-12-01T00:00:00.000Z 120 100 4  50")]
    [InlineData("""{"policy":null}""", "2027-01-01T00:00:00.000Z 2027-12-01T00:00:00.000Z 120 100   ")]
    [InlineData("""{"policy":{}}""", "2027-01-01T00:00:00.000Z 2027-12-01T00:00:00.000Z 90 5 4 24 50")]
    [InlineData("""{"name":"Concert"}""", "2027-01-01T00:00:00.000Z 2027-12-01T00:00:00.000Z 90 5 4 24 50")]
    public async Task What_is_not_named_is_kept_and_null_clears(string change, string expected)
    {
        var (status, answered, _) = await ChangeAsync(change);
        Assert.Equal((200, expected), (status, Facts(answered)));
        Assert.Equal(expected, Facts((await Service.SendAsync("GET", _path)).Body));
    }

    [Theory]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"status":null}""", "status")]
    [InlineData("""{"total_seats":null}""", "total_seats")]
    [InlineData("""{"starts_at":null}""", "starts_at")]
    [InlineData("""{"sale_closes_at":"2026-12-01T00:00:00Z"}""", "sale_closes_at")]
    [InlineData("""{"sale_opens_at":"2027-12-02T00:00:00Z"}""", "sale_closes_at")]
    public async Task What_can_not_be_so_is_refused_with_all_that_is_kept(string change, string field)
    {
        var (status, problem, _) = await ChangeAsync(change);
        Assert.Equal(422, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task A_limit_that_is_kept_is_kept_for_who_buys()
    {
        await ChangeAsync("""{"policy":{"cancel_until_hours":48}}""");
        var ann = Service.Token("ann", Roles.Customer);
        Service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(201, (await HoldAsync(_path[^36..], ann, 4)).Status);
        Assert.Equal((409, "customer_limit"), await HoldAsync(_path[^36..], ann, 1));
    }

    [Theory]
    [InlineData("2027-02-01T19:30:00")]
    [InlineData("2027-02-01")]
    [InlineData("2027-03-28T02:30:00")]
    [InlineData("2027-02-01 19:30:00Z")]
    [InlineData("2027-02-01T19:30:00+0100")]
    [InlineData("2027-02-30T19:30:00Z")]
    [InlineData("2027-02-01T24:30:00Z")]
    [InlineData("1801423800")]
    [InlineData("2027-01-31T22:00:00-21:30")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("Mon, 01 Feb 2027 19:30:00 GMT")]
    public async Task A_time_that_does_not_say_which_moment_it_is_is_refused(string time)
    {
        var (status, problem, _) = await Service.SendAsync("POST", "/api/v1/events", Organizer, $$"""{"name":"Play","total_seats":1,"starts_at":"{{time}}"}""");
        Assert.Equal(422, status);
        Assert.Equal(
            "starts_at must be a time with its offset, such as 2027-01-31T19:30:00Z or 2027-01-31T20:30:00+01:00.",
            problem.GetProperty("errors").GetProperty("starts_at")[0].GetString());
        Assert.Equal(422, (await Service.SendAsync("GET", "/api/v1/admin/bookings?from=" + Uri.EscapeDataString(time), Service.Token("boss", Roles.Admin))).Status);
    }

    [Theory]
    [InlineData("2027-02-01T20:30:00+01:00", "2027-02-01T19:30:00.000Z")]
    [InlineData("2027-02-01T19:30:00.123456789Z", "2027-02-01T19:30:00.123Z")]
    [InlineData("2027-02-01t19:30z", "2027-02-01T19:30:00.000Z")]
    public async Task A_time_with_its_offset_is_that_moment(string time, string expected)
    {
        var (status, made, _) = await Service.SendAsync("POST", "/api/v1/events", Organizer, $$"""{"name":"Play","total_seats":1,"starts_at":"{{time}}"}""");
        Assert.Equal((201, expected), (status, made.GetProperty("starts_at").GetString()));
        Assert.Equal(200, (await Service.SendAsync("GET", "/api/v1/admin/bookings?from=" + time, Service.Token("boss", Roles.Admin))).Status);
    }

    [Theory]
    [InlineData(2.0, 3.0, 3.0)]
    [InlineData(2.0, null, 14.0)]
    public async Task What_is_over_is_not_sold_any_more(double starts, double? ends, double over)
    {
        var now = Service.Office.Time.GetUtcNow();
        var end = ends is { } hours ? $",\"ends_at\":\"{now.AddHours(hours):O}\"" : "";
        var id = await CreateAsync($$"""{"name":"Play","total_seats":10,"starts_at":"{{now.AddHours(starts):O}}"{{end}}}""");
        Service.Office.Time.Advance(TimeSpan.FromHours(over) - TimeSpan.FromSeconds(2));
        var (status, hold, _) = await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{id}}","qty":1}""");
        Assert.Equal(201, status);
        Assert.True((await Service.SendAsync("GET", $"/api/v1/availability/{id}", Ann)).Body.GetProperty("is_available").GetBoolean());

        Service.Office.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((409, "event_over"), await HoldAsync(id, Ann, 1));
        foreach (var (path, body) in new[]
        {
            ("/api/v1/book", $$"""{"event_id":"{{id}}","qty":1}"""), ("/api/v1/bookings", $$"""{"event_id":"{{id}}","quantity":1}"""),
            ($"/api/v1/availability/{id}/reserve", """{"quantity":1}"""), ("/api/v1/waitlist", $$"""{"event_id":"{{id}}","quantity":1}"""),
        })
        {
            var (refused, problem, _) = await Service.SendAsync("POST", path, Ann, body);
            Assert.Equal((path, 409, "event_over"), (path, refused, problem.GetProperty("code").GetString()));
        }

        Assert.False((await Service.SendAsync("GET", $"/api/v1/availability/{id}", Ann)).Body.GetProperty("is_available").GetBoolean());

        // What was held in time is booked.
        var proof = $$"""{"hold_id":"{{hold.GetProperty("hold_id").GetString()}}","payment_token":"{{hold.GetProperty("payment_token").GetString()}}"}""";
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/book", Ann, proof)).Status);
    }

    [Fact]
    public async Task Of_a_currency_that_is_wrong_the_price_is_not_said_to_be_wrong_too()
    {
        var (status, problem, _) = await Service.SendAsync("POST", "/api/v1/events", Organizer, """{"name":"Play","total_seats":1,"price":"12.50","currency":"eur"}""");
        Assert.Equal(422, status);
        Assert.Equal(["currency"], problem.GetProperty("errors").EnumerateObject().Select(static error => error.Name));
    }

    [Fact]
    public async Task A_section_without_seats_is_there_and_has_none()
    {
        var id = await CreateAsync("""{"name":"Play","sections":[{"id":"floor","kind":"general","capacity":5},{"id":"box","kind":"seated","rows":[{"label":"A","seats":1}]}]}""");
        var (status, seats, _) = await Service.SendAsync("GET", $"/api/v1/events/{id}/seats?section=floor");
        Assert.Equal((200, 0), (status, seats.GetProperty("items").GetArrayLength()));
        Assert.Equal(404, (await Service.SendAsync("GET", $"/api/v1/events/{id}/seats?section=moon")).Status);
        Assert.Equal(422, (await Service.SendAsync("GET", $"/api/v1/events/{id}/stream?sections=floor")).Status);
    }

    [Theory]
    [InlineData("Балкон", "А")]
    [InlineData("بلكونة", "أ")]
    [InlineData("一階席", "い")]
    [InlineData("बालकनी", "क")]
    [InlineData("Loge_1.links", "Ä")]
    public async Task Seats_are_called_by_letters_of_any_script(string section, string row)
    {
        var id = await CreateAsync($$"""{"name":"Play","sections":[{"id":"{{section}}","kind":"seated","rows":[{"label":"{{row}}","seats":2}]}]}""");
        var seat = $"{section}-{row}-2";
        var ann = Service.Token("ann", Roles.Customer);
        var (held, hold, _) = await Service.SendAsync("POST", "/api/v1/holds", ann, $$"""{"event_id":"{{id}}","seats":["{{seat}}"]}""");
        Assert.Equal((201, seat), (held, hold.GetProperty("seats")[0].GetString()));
        var (_, seen, _) = await Service.SendAsync("GET", $"/api/v1/events/{id}/seats/{Uri.EscapeDataString(seat)}");
        Assert.Equal("held", seen.GetProperty("status").GetString());
        var proof = $$"""{"hold_id":"{{hold.GetProperty("hold_id").GetString()}}","payment_token":"{{hold.GetProperty("payment_token").GetString()}}"}""";
        var (_, booking, _) = await Service.SendAsync("POST", "/api/v1/book", ann, proof);
        var (status, tickets, _) = await Service.SendAsync("GET", $"/api/v1/bookings/{booking.GetProperty("id").GetString()}/tickets", ann);
        Assert.Equal((200, row), (status, tickets.GetProperty("items")[0].GetProperty("row").GetString()));
        Assert.Equal(200, (await Service.SendAsync("POST", "/reserve", ann, $$"""{"seat_id":"{{row}}-1","user_id":"ann"}""")).Status);
    }

    [Theory]
    [InlineData("a-b", "A")]
    [InlineData("a b", "A")]
    [InlineData("😀", "A")]
    [InlineData("a", "A_1")]
    [InlineData("a", "A\u200b")]
    [InlineData("a", "\u0301A")]
    [InlineData("a", "一二三四五六七")]
    [InlineData("一二三四五六七八九十一二三四", "A")]
    public async Task What_is_no_letter_or_does_not_fit_on_a_ticket_is_refused(string section, string row)
    {
        var (status, problem, _) = await Service.SendAsync(
            "POST", "/api/v1/events", Organizer, $$"""{"name":"Play","sections":[{"id":"{{section}}","kind":"seated","rows":[{"label":"{{row}}","seats":2}]}]}""");
        Assert.Equal(422, status);
        Assert.Single(problem.GetProperty("errors").EnumerateObject());
    }

    private Task<(int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> ChangeAsync(string change) =>
        Service.SendAsync("PATCH", _path, Organizer, change, ("If-Match", "\"1\""));

    private async Task<(int Status, string Code)> HoldAsync(string id, string token, int quantity) =>
        await Service.SendAsync("POST", "/api/v1/holds", token, $$"""{"event_id":"{{id}}","qty":{{quantity}}}""") is var (status, body, _)
            ? (status, status == 201 ? "" : body.GetProperty("code").GetString()!)
            : default;

    private async Task<string> CreateAsync(string body)
    {
        var (status, made, _) = await Service.SendAsync("POST", "/api/v1/events", Organizer, body);
        Assert.True(status == 201, made.GetRawText());
        return made.GetProperty("event_id").GetString()!;
    }

    private static string Facts(JsonElement shown)
    {
        var policy = shown.GetProperty("policy");
        return string.Join(' ', new[] { shown.GetProperty("sale_opens_at").GetString(), shown.GetProperty("sale_closes_at").GetString() }
            .Concat(new[] { "hold_ttl_seconds", "max_quantity", "max_per_customer", "cancel_until_hours", "refund_percent" }
                .Select(name => policy.TryGetProperty(name, out var value) ? value.GetRawText() : "")));
    }
}
