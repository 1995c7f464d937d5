using System.Text.Json;
using Ticketing.Tests.Doors;

namespace Ticketing.Tests.Events;

/// <summary>The same event again at another time: all but what was booked.</summary>
public sealed class DuplicateHttpTests : IAsyncLifetime
{
    private const string Original = """
        {"name":"Play","currency":"EUR","venue":"Town Hall","address":"1 Main Street","time_zone":"Europe/Berlin","description":"About *it*.",
         "starts_at":"2027-07-31T19:30:00+02:00","ends_at":"2027-07-31T22:00:00+02:00","doors_open_at":"2027-07-31T18:30:00+02:00",
         "sale_opens_at":"2027-01-15T10:00:00+01:00","policy":{"max_quantity":6,"cancel_until_hours":48,"refund_percent":80},
         "fees":{"per_order":{"fixed":"0.50"}},
         "sections":[{"id":"stalls","name":"Stalls","kind":"seated","rows":[{"label":"A","seats":4},{"label":"B","seats":5}],
           "ticket_types":[{"id":"early","name":"Early bird","price":"20.00","sale_closes_at":"2027-05-01T00:00:00+02:00"},{"id":"adult","name":"Adult","price":"25.00","max_per_order":4}]},
          {"id":"floor","name":"Floor","kind":"general","price":"15.00","capacity":200}]}
        """;

    private Gate? _gate;

    private Gate Gate => _gate!;

    public async Task InitializeAsync() => _gate = await Gate.StartAsync();

    public async Task DisposeAsync() => await Gate.DisposeAsync();

    [Fact]
    public async Task A_draft_has_all_that_the_event_has_and_its_times_by_the_clocks_at_the_venue()
    {
        var (_, original, _) = await SendAsync("/api/v1/events", Original);
        var id = Gate.Text(original, "event_id");
        var (status, draft, location) = await SendAsync($"/api/v1/events/{id}/duplicate", """{"starts_at":"2028-12-30T19:30:00+01:00"}""");
        Assert.Equal((201, $"/api/v1/events/{Gate.Text(draft, "event_id")}"), (status, location));
        Assert.NotEqual(id, Gate.Text(draft, "event_id"));
        Assert.Equal(
            ("draft", "2028-12-30T18:30:00.000Z", "2028-12-30T21:00:00.000Z", "2028-12-30T17:30:00.000Z"),
            (Gate.Text(draft, "status"), Gate.Text(draft, "starts_at"), Gate.Text(draft, "ends_at"), Gate.Text(draft, "doors_open_at")));

        // As many days and nine and a half hours before the start by the clocks, which stand otherwise then.
        Assert.Equal("2028-06-16T08:00:00.000Z", Gate.Text(draft, "sale_opens_at"));
        Assert.Equal("2028-09-29T22:00:00.000Z", Gate.Text(draft.GetProperty("sections")[0].GetProperty("ticket_types")[0], "sale_closes_at"));
        foreach (var same in new[] { "name", "venue", "address", "time_zone", "description", "currency", "total_seats", "policy", "fees" })
        {
            Assert.Equal(original.GetProperty(same).GetRawText(), draft.GetProperty(same).GetRawText());
        }

        Assert.Equal(
            original.GetProperty("sections")[1].GetRawText() + Gate.Text(original.GetProperty("sections")[0].GetProperty("ticket_types")[1], "price"),
            draft.GetProperty("sections")[1].GetRawText() + Gate.Text(draft.GetProperty("sections")[0].GetProperty("ticket_types")[1], "price"));
    }

    [Fact]
    public async Task What_is_named_is_as_it_is_named_and_a_key_makes_one()
    {
        var id = Gate.Text((await SendAsync("/api/v1/events", Original)).Body, "event_id");
        const string Body = """{"name":"Play again","starts_at":"2028-07-29T20:00:00+02:00","ends_at":"2028-07-29T21:00:00+02:00"}""";
        var first = await SendAsync($"/api/v1/events/{id}/duplicate", Body, "again");
        Assert.Equal((201, "Play again", "2028-07-29T19:00:00.000Z"), (first.Status, Gate.Text(first.Body, "name"), Gate.Text(first.Body, "ends_at")));
        Assert.Equal(Gate.Text(first.Body, "event_id"), Gate.Text((await SendAsync($"/api/v1/events/{id}/duplicate", Body, "again")).Body, "event_id"));
    }

    [Fact]
    public async Task A_twin_has_the_prices_as_they_are_now()
    {
        var id = Gate.Text((await SendAsync("/api/v1/events", Original)).Body, "event_id");
        Assert.Equal(200, (await Gate.Service.SendAsync("PUT", $"/api/v1/events/{id}/sections/floor/prices", Gate.Organizer, """{"price":"17.00"}""", ("If-Match", "*"))).Status);
        var (_, draft, _) = await SendAsync($"/api/v1/events/{id}/duplicate", """{"starts_at":"2028-07-29T20:00:00+02:00"}""");
        Assert.Equal("17.00", Gate.Text(draft.GetProperty("sections")[1], "price"));
    }

    [Fact]
    public async Task What_can_not_be_is_refused()
    {
        var id = Gate.Text((await SendAsync("/api/v1/events", Original)).Body, "event_id");
        Assert.Equal(422, (await SendAsync($"/api/v1/events/{id}/duplicate", "{}")).Status);
        var (status, problem, _) = await SendAsync($"/api/v1/events/{id}/duplicate", """{"starts_at":"2028-07-29T20:00:00+02:00","ends_at":"2028-07-29T19:00:00+02:00"}""");
        Assert.Equal(422, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty("ends_at", out _));
        Assert.Equal(404, (await SendAsync("/api/v1/events/593ebfaf-d340-8000-8000-000000000000/duplicate", """{"starts_at":"2028-07-29T20:00:00+02:00"}""")).Status);
    }

    private async Task<(int Status, JsonElement Body, string? Location)> SendAsync(string path, string body, string? key = null) =>
        await Gate.Service.SendAsync("POST", path, Gate.Organizer, body, key is null ? [] : [("Idempotency-Key", key)]) is var (status, answer, headers) ? (status, answer, headers.Location?.OriginalString) : default;
}
