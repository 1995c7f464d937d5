using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Events;

/// <summary>What an event is about, where it is and what the clocks there show.</summary>
public sealed class DetailsTests : IAsyncLifetime
{
    private const string Whole = """
        {"name":"Play","total_seats":10,"starts_at":"2027-07-31T19:30:00+02:00","description":"A *play*\nin two acts.","image_url":"https://example.org/play.png",
         "organizer":"Town Players","address":"Main Street 1\n12345 Town","doors_open_at":"2027-07-31T18:30:00+02:00","time_zone":"Europe/Berlin"}
        """;

    private static readonly string[] Members = ["description", "image_url", "organizer", "address", "doors_open_at", "time_zone"];

    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Organizer => Service.Token("olga", Roles.Organizer);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task They_are_shown_as_they_were_given()
    {
        var created = await CreateAsync(Whole);
        Assert.Equal(
            ["A *play*\nin two acts.", "https://example.org/play.png", "Town Players", "Main Street 1\n12345 Town", "2027-07-31T16:30:00.000Z", "Europe/Berlin"],
            Members.Select(member => created.GetProperty(member).GetString()));
        Assert.Equal(created.GetRawText(), (await Service.SendAsync("GET", PathOf(created))).Body.GetRawText());
    }

    [Fact]
    public async Task What_nobody_told_is_not_there()
    {
        var created = await CreateAsync("""{"name":"Play","total_seats":10}""");
        Assert.All(Members, member => Assert.False(created.TryGetProperty(member, out _), member));
    }

    [Fact]
    public async Task A_change_keeps_what_it_does_not_name_and_null_clears()
    {
        var path = PathOf(await CreateAsync(Whole));
        var changed = await ChangeAsync(path, 1, """{"description":"Another","organizer":null}""");
        Assert.Equal((200, "Another", "Europe/Berlin", 2), (
            changed.Status, changed.Body.GetProperty("description").GetString(), changed.Body.GetProperty("time_zone").GetString(), changed.Body.GetProperty("version").GetInt32()));
        Assert.False(changed.Body.TryGetProperty("organizer", out _));

        // The same once more is no change.
        Assert.Equal(2, (await ChangeAsync(path, 2, """{"description":"Another"}""")).Body.GetProperty("version").GetInt32());
        var cleared = await ChangeAsync(path, 2, $"{{{string.Join(',', Members.Select(static member => $"\"{member}\":null"))}}}");
        Assert.All(Members, member => Assert.False(cleared.Body.TryGetProperty(member, out _), member));
    }

    [Theory]
    [InlineData("image_url", "\"http://example.org/play.png\"")]
    [InlineData("image_url", "\"https://ann@example.org/play.png\"")]
    [InlineData("image_url", "\"javascript:alert(1)\"")]
    [InlineData("time_zone", "\"Europe/Nowhere\"")]
    [InlineData("time_zone", "\"+02:00\"")]
    [InlineData("doors_open_at", "\"2027-07-31T19:30:01+02:00\"")]
    [InlineData("doors_open_at", "\"2027-07-31T18:30:00\"")]
    [InlineData("description", "\"  \"")]
    [InlineData("organizer", "7")]
    public async Task What_can_not_be_so_is_refused_by_name(string member, string value)
    {
        var (status, problem, _) = await Service.SendAsync(
            "POST", "/api/v1/events", Organizer, $"{{\"name\":\"Play\",\"total_seats\":10,\"starts_at\":\"2027-07-31T19:30:00+02:00\",\"{member}\":{value}}}");
        Assert.True(status is 400 or 422, problem.GetRawText());
        Assert.Contains(member, problem.GetRawText(), StringComparison.Ordinal);

        var path = PathOf(await CreateAsync(Whole));
        var change = await ChangeAsync(path, 1, $"{{\"{member}\":{value}}}");
        Assert.True(change.Status is 400 or 422, change.Body.GetRawText());
        Assert.Equal(1, (await Service.SendAsync("GET", path)).Body.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Doors_need_a_start()
    {
        var (status, problem, _) = await Service.SendAsync("POST", "/api/v1/events", Organizer, """{"name":"Play","total_seats":10,"doors_open_at":"2027-07-31T18:30:00Z"}""");
        Assert.Equal(422, status);
        Assert.Contains("starts_at", problem.GetProperty("errors").GetProperty("doors_open_at").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tickets_say_them()
    {
        var id = (await CreateAsync(Whole)).GetProperty("event_id").GetString();
        var booked = await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"event_id":"{{id}}","qty":1}""");
        Assert.Equal(201, booked.Status);
        var tickets = await Service.SendAsync("GET", $"/api/v1/bookings/{booked.Body.GetProperty("id").GetString()}/tickets", Ann);
        var ticket = tickets.Body.GetProperty("items")[0];
        Assert.Equal(
            ("Main Street 1\n12345 Town", "2027-07-31T16:30:00.000Z", "Europe/Berlin"),
            (ticket.GetProperty("address").GetString(), ticket.GetProperty("doors_open_at").GetString(), ticket.GetProperty("time_zone").GetString()));
    }

    private async Task<JsonElement> CreateAsync(string body)
    {
        var created = await Service.SendAsync("POST", "/api/v1/events", Organizer, body);
        Assert.True(created.Status == 201, created.Body.GetRawText());
        return created.Body;
    }

    private Task<(int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> ChangeAsync(string path, int version, string change) =>
        Service.SendAsync("PATCH", path, Organizer, change, ("If-Match", $"\"{version}\""));

    private static string PathOf(JsonElement created) => $"/api/v1/events/{created.GetProperty("event_id").GetString()}";
}
