using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Events;

/// <summary>Staff write to those who have booked.</summary>
public sealed class MessageHttpTests : IAsyncLifetime
{
    private const string Body = """{"subject":"Parking","text":"Please come by bus.","reply_to":"box@example.org"}""";
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Organizer => Service.Token("olga", Roles.Organizer);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task A_message_is_counted_first_and_sent_once_however_often_it_is_asked_for()
    {
        var id = await CreateAsync();
        await BookAsync(id, "stalls", "ann@example.org");
        await BookAsync(id, "floor", "ben@example.org");
        await BookAsync(id, "floor", null);

        // What was confirmed a moment ago is found a little later.
        await Service.Office.MinutesUntilAsync(async () => await CountAsync(id, "") is (3, 2, 1));
        Assert.Equal((2, 1, 1), await CountAsync(id, ",\"sections\":[\"floor\"]"));
        Assert.Empty((await Service.SendAsync("GET", Path(id), Organizer)).Body.GetProperty("items").EnumerateArray());

        var first = await Service.SendAsync("POST", Path(id), Organizer, Body, ("Idempotency-Key", "k1"));
        var again = await Service.SendAsync("POST", Path(id), Organizer, Body, ("Idempotency-Key", "k1"));
        Assert.Equal((202, 202), (first.Status, again.Status));
        Assert.Equal(first.Body.GetProperty("message_id").GetGuid(), again.Body.GetProperty("message_id").GetGuid());
        var address = first.Headers.Location!.ToString();
        var sent = (await Service.SendAsync("GET", address, Organizer)).Body;
        Assert.Equal(("Parking", "olga", "box@example.org"), (sent.GetProperty("subject").GetString(), sent.GetProperty("by").GetString(), sent.GetProperty("reply_to").GetString()));
        Assert.Single((await Service.SendAsync("GET", Path(id), Organizer)).Body.GetProperty("items").EnumerateArray());
        await Service.Office.MinutesUntilAsync(async () => (sent = (await Service.SendAsync("GET", address, Organizer)).Body).GetProperty("status").GetString() == "done");
        Assert.Equal(2, sent.GetProperty("sent").GetInt64());
        Assert.Equal(1, sent.GetProperty("no_address").GetInt64());
    }

    [Fact]
    public async Task A_booking_over_several_sections_gets_what_is_for_one_of_them_also_when_the_event_is_over()
    {
        var starts = Service.Office.Time.GetUtcNow().AddMinutes(5);
        var (_, made, _) = await Service.SendAsync("POST", "/api/v1/events", Organizer, $$"""
            {"name":"Play","starts_at":"{{starts:O}}","ends_at":"{{starts.AddMinutes(1):O}}",
             "sections":[{"id":"stalls","kind":"seated","rows":[{"label":"A","seats":4}]},{"id":"balcony","kind":"seated","rows":[{"label":"A","seats":4}]},{"id":"floor","kind":"general","capacity":9}]}
            """);
        var id = made.GetProperty("event_id").GetString()!;
        foreach (var places in new[] { "\"items\":[{\"section\":\"floor\",\"qty\":2},{\"section\":\"stalls\",\"qty\":1}]", "\"seats\":[\"stalls-A-4\",\"balcony-A-1\"]" })
        {
            Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/book", Organizer, $$"""{"event_id":"{{id}}",{{places}},"email":"ann@example.org"}""")).Status);
        }

        await Service.Office.MinutesUntilAsync(async () => await CountAsync(id, "") is (2, 2, 0));
        await Service.Office.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal((1, 1, 0), await CountAsync(id, ",\"sections\":[\"floor\"]"));
        Assert.Equal((2, 2, 0), await CountAsync(id, ",\"sections\":[\"stalls\"]"));
        Assert.Equal((1, 1, 0), await CountAsync(id, ",\"sections\":[\"balcony\"]"));
        var address = (await Service.SendAsync("POST", Path(id), Organizer, Body.Insert(1, "\"sections\":[\"floor\",\"balcony\"],"))).Headers.Location!.ToString();
        var sent = default(JsonElement);
        await Service.Office.MinutesUntilAsync(async () => (sent = (await Service.SendAsync("GET", address, Organizer)).Body).GetProperty("status").GetString() == "done");
        Assert.Equal(2, sent.GetProperty("sent").GetInt64());
    }

    [Fact]
    public async Task So_many_a_day_are_sent_and_the_next_one_is_told_when()
    {
        var id = await CreateAsync();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(202, (await Service.SendAsync("POST", Path(id), Organizer, Body)).Status);
        }

        var (status, problem, _) = await Service.SendAsync("POST", Path(id), Organizer, Body);
        Assert.Equal((409, "too_many_messages"), (status, problem.GetProperty("code").GetString()));
        Assert.Contains("may be sent from", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"subject":"  ","text":"x"}""", "subject")]
    [InlineData("""{"subject":"x","text":"\n"}""", "text")]
    [InlineData("""{"subject":"x\ny","text":"x"}""", "subject")]
    [InlineData("""{"subject":"x","text":"x","reply_to":"nobody"}""", "reply_to")]
    [InlineData("""{"subject":"x","text":"x","sections":["gallery"]}""", "sections")]
    public async Task What_is_wrong_with_a_message_is_said_by_name(string body, string field)
    {
        var (status, problem, _) = await Service.SendAsync("POST", Path(await CreateAsync()), Organizer, body);
        Assert.Equal((422, field), (status, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name));
    }

    [Fact]
    public async Task Messages_are_for_staff()
    {
        var id = await CreateAsync();
        foreach (var (token, status) in new[] { (null, 401), (Service.Token("ann", Roles.Customer), 403) })
        {
            Assert.Equal(status, (await Service.SendAsync("POST", Path(id), token, Body)).Status);
            Assert.Equal(status, (await Service.SendAsync("GET", Path(id), token)).Status);
        }

        Assert.Equal("message_not_found", (await Service.SendAsync("GET", $"{Path(id)}/{Guid.NewGuid()}", Organizer)).Body.GetProperty("code").GetString());
        Assert.Equal("event_not_found", (await Service.SendAsync("GET", Path("4242d34d-8040-8000-8000-000000000000"), Organizer)).Body.GetProperty("code").GetString());
    }

    private static string Path(string id) => $"/api/v1/events/{id}/messages";

    private async Task<(int Bookings, int Letters, int NoAddress)> CountAsync(string id, string more)
    {
        var (status, count, _) = await Service.SendAsync("POST", Path(id), Organizer, $$"""{"subject":"x","text":"y","dry_run":true{{more}}}""");
        Assert.Equal(200, status);
        return (count.GetProperty("bookings").GetInt32(), count.GetProperty("letters").GetInt32(), count.GetProperty("no_address").GetInt32());
    }

    private async Task<string> CreateAsync()
    {
        var (status, made, _) = await Service.SendAsync("POST", "/api/v1/events", Organizer, """
            {"name":"Play","sections":[{"id":"stalls","kind":"seated","rows":[{"label":"A","seats":4}]},{"id":"floor","kind":"general","capacity":9}]}
            """);
        Assert.Equal(201, status);
        return made.GetProperty("event_id").GetString()!;
    }

    private async Task BookAsync(string id, string section, string? email)
    {
        var address = email is null ? "" : $",\"email\":\"{email}\"";
        var (status, _, _) = await Service.SendAsync("POST", "/api/v1/book", Organizer, $$"""{"event_id":"{{id}}","qty":1,"section":"{{section}}"{{address}}}""");
        Assert.Equal(201, status);
    }
}
