using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Events;

/// <summary>Searching, filtering and ordering the list of events.</summary>
public sealed class EventListHttpTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Organizer => Service.Token("olga", Roles.Organizer);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task Staff_find_what_was_created_and_changed_a_moment_ago()
    {
        var id = await CreateAsync("""{"name":"Die Räuber","total_seats":1,"status":"draft","organizer":"Ensemble Süd"}""");
        Assert.Equal(["Die Räuber"], await NamesAsync("q=rauber+sud", Organizer));
        Assert.Empty(await NamesAsync("q=rauber+sud"));

        var (changed, _, _) = await Service.SendAsync("PATCH", $"/api/v1/events/{id}", Organizer, """{"name":"Kabale","status":"on_sale"}""", [("If-Match", "*")]);
        Assert.Equal(200, changed);
        Assert.Empty(await NamesAsync("q=rauber", Organizer));
        Assert.Equal(["Kabale"], await NamesAsync("q=kab&status=on_sale", Organizer));
    }

    [Fact]
    public async Task Pages_of_an_order_have_each_event_once_and_their_cursors_belong_to_the_question()
    {
        foreach (var (name, start) in new[] { ("Open", "null"), ("Late", "\"2030-06-03T18:00:00Z\""), ("Early", "\"2030-06-01T18:00:00Z\""), ("Middle", "\"2030-06-02T18:00:00Z\"") })
        {
            await CreateAsync($$"""{"name":"{{name}}","total_seats":1,"starts_at":{{start}},"currency":"EUR"}""");
        }

        Assert.Equal(["Open", "Late", "Early", "Middle"], await NamesAsync(""));
        Assert.Equal(["Early", "Middle", "Late", "Open"], await NamesAsync("sort=starts_at"));
        Assert.Equal(["Late", "Middle", "Early", "Open"], await NamesAsync("sort=-starts_at"));
        Assert.Equal(["Early", "Late", "Middle", "Open"], await NamesAsync("sort=name&currency=EUR"));
        Assert.Equal(["Middle"], await NamesAsync("from=2030-06-02T00:00:00Z&to=2030-06-03T00:00:00Z"));

        List<string> walked = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await ListAsync($"sort=starts_at&limit=1{cursor}");
            walked.AddRange(Names(page));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : null;
        }

        Assert.Equal(["Early", "Middle", "Late", "Open"], walked);

        var other = (await ListAsync("sort=starts_at&limit=1")).GetProperty("next_cursor").GetString();
        foreach (var question in new[] { "sort=name", "sort=starts_at&q=e", "limit=1" })
        {
            Assert.Equal("cursor", await WrongFieldAsync($"{question}&cursor={other}"));
        }
    }

    [Theory]
    [InlineData("sort=price", "sort")]
    [InlineData("status=over", "status")]
    [InlineData("from=tomorrow", "from")]
    [InlineData("from=2030-06-02T00:00:00Z&to=2030-06-02T00:00:00Z", "to")]
    [InlineData("venue_id=1", "venue_id")]
    [InlineData("currency=euro", "currency")]
    [InlineData("q=!", "q")]
    [InlineData("q=x&cursor=MQ", "cursor")]
    [InlineData("q=x&limit=0", "limit")]
    public async Task What_is_wrong_with_a_question_is_said_by_name(string query, string field) => Assert.Equal(field, await WrongFieldAsync(query));

    private async Task<string?> WrongFieldAsync(string query)
    {
        var (status, problem, _) = await Service.SendAsync("GET", $"/api/v1/events?{query}");
        Assert.Equal(422, status);
        return Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name;
    }

    private async Task<string> CreateAsync(string body)
    {
        var (status, made, _) = await Service.SendAsync("POST", "/api/v1/events", Organizer, body);
        Assert.Equal(201, status);
        return made.GetProperty("event_id").GetString()!;
    }

    private async Task<JsonElement> ListAsync(string query, string? token = null)
    {
        var (status, list, _) = await Service.SendAsync("GET", $"/api/v1/events?{query}", token);
        Assert.Equal(200, status);
        return list;
    }

    private async Task<List<string>> NamesAsync(string query, string? token = null) => Names(await ListAsync(query, token));

    private static List<string> Names(JsonElement list) => [.. list.GetProperty("items").EnumerateArray().Select(static item => item.GetProperty("name").GetString()!)];
}
