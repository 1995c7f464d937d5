using System.Text.Json;
using Ticketing.Identifiers;
using Ticketing.Tests.Doors;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Events;

/// <summary>What is not held yet gets another price; what is held keeps its own.</summary>
public sealed class PriceHttpTests : IAsyncLifetime
{
    private Gate? _gate;

    private Gate Gate => _gate!;

    private SecuredService Service => Gate.Service;

    public async Task InitializeAsync() => _gate = await Gate.StartAsync();

    public async Task DisposeAsync() => await Gate.DisposeAsync();

    [Fact]
    public async Task A_hold_keeps_its_amount_and_the_next_one_has_the_new_price()
    {
        var id = await CreateAsync();
        var before = await HoldAsync(id, "\"section\":\"floor\",\"qty\":2");
        Assert.Equal("30.00", Gate.Text(before, "total_amount"));
        var (status, changed) = await PriceAsync(id, "floor", 1, """{"price":"18.50"}""");
        Assert.Equal((200, 2), (status, changed.GetProperty("version").GetInt32()));
        Assert.Equal("18.50", Gate.Text(changed.GetProperty("sections")[1], "price"));
        Service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("37.00", Gate.Text(await HoldAsync(id, "\"section\":\"floor\",\"qty\":2"), "total_amount"));
        Assert.Equal("25.00", Gate.Text(await HoldAsync(id, "\"seats\":[\"stalls-A-1\"]"), "total_amount"));
        var (_, booking, _) = await Service.SendAsync(
            "POST", "/api/v1/book", Gate.Boss, $$"""{"hold_id":"{{Gate.Text(before, "hold_id")}}","payment_method":"cash","payment_reference":"R-1"}""");
        Assert.Equal("30.00", Gate.Text(booking, "total_amount"));
        var (_, stats, _) = await Service.SendAsync("GET", $"/api/v1/events/{id}/stats", Gate.Organizer);
        Assert.Equal("30.00", Gate.Text(stats, "revenue"));
    }

    [Fact]
    public async Task Ticket_types_are_changed_added_and_taken_away_and_named_seats_cost_what_is_asked_now()
    {
        var id = await CreateAsync();
        Assert.Equal("25.00", Gate.Text(await HoldAsync(id, "\"seats\":[\"stalls-A-1\"]"), "total_amount"));
        const string Types = """{"ticket_types":[{"id":"adult","name":"Adult","price":"28.00"},{"id":"child","name":"Child","price":"9.99","max_per_order":2}]}""";
        Assert.Equal(200, (await PriceAsync(id, "stalls", 1, Types)).Status);
        Service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("37.99", Gate.Text(await HoldAsync(id, "\"seats\":[\"stalls-A-2\",\"stalls-A-3\"],\"types\":[{\"type\":\"child\",\"seats\":[\"stalls-A-3\"]}]"), "total_amount"));
        Assert.Equal(200, (await PriceAsync(id, "stalls", 2, """{"price":"20.00"}""")).Status);
        Service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("20.00", Gate.Text(await HoldAsync(id, "\"seats\":[\"stalls-A-4\"]"), "total_amount"));
    }

    [Theory]
    [InlineData("floor", "{}", 422, "price")]
    [InlineData("floor", """{"price":"5.00","ticket_types":[{"id":"adult"}]}""", 422, "price")]
    [InlineData("floor", """{"price":"5.001"}""", 422, "price")]
    [InlineData("floor", """{"price":"-5.00"}""", 422, "price")]
    [InlineData("floor", """{"ticket_types":[{"id":"adult"},{"id":"adult"}]}""", 422, "ticket_types[1].id")]
    [InlineData("floor", """{"ticket_types":[{"id":"adult","min_per_order":3,"max_per_order":2}]}""", 422, "ticket_types[0].max_per_order")]
    [InlineData("moon", """{"price":"5.00"}""", 404, null)]
    public async Task What_is_wrong_is_said_at_its_field_as_at_the_creation(string section, string body, int status, string? field)
    {
        var id = await CreateAsync();
        var (refused, problem) = await PriceAsync(id, section, 1, body);
        Assert.Equal(status, refused);
        Assert.True(field is null || problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
        Assert.Equal("15.00", Gate.Text((await Service.SendAsync("GET", $"/api/v1/events/{id}", Gate.Ann)).Body.GetProperty("sections")[1], "price"));
    }

    [Fact]
    public async Task A_change_names_the_version_that_it_is_of_and_is_audited()
    {
        var id = await CreateAsync();
        var path = $"/api/v1/events/{id}/sections/floor/prices";
        Assert.Equal(428, (await Service.SendAsync("PUT", path, Gate.Organizer, """{"price":"5.00"}""")).Status);
        Assert.Equal(412, (await PriceAsync(id, "floor", 7, """{"price":"5.00"}""")).Status);
        Assert.Equal(403, (await Service.SendAsync("PUT", path, Gate.Ann, """{"price":"5.00"}""", ("If-Match", "*"))).Status);
        Assert.Equal(200, (await PriceAsync(id, "floor", 1, """{"price":"5.00"}""")).Status);
        Assert.Equal((200, 2), await PriceAsync(id, "floor", 2, """{"price":"5.00"}""") is var (again, same) ? (again, same.GetProperty("version").GetInt32()) : default);
        var (_, audit, _) = await Service.SendAsync("GET", "/api/v1/admin/audit?by=olga&path=" + Uri.EscapeDataString(path), Gate.Boss);
        Assert.Contains(audit.GetProperty("items").EnumerateArray(), static record => record.GetProperty("status").GetInt32() == 200);
    }

    private async Task<EventId> CreateAsync()
    {
        var (status, made, _) = await Service.SendAsync("POST", "/api/v1/events", Gate.Organizer, """
            {"name":"Play","currency":"EUR","sections":[{"id":"stalls","kind":"seated","price":"25.00","rows":[{"label":"A","seats":8}]},
             {"id":"floor","kind":"general","price":"15.00","capacity":20}]}
            """);
        Assert.Equal(201, status);
        return EventId.TryParse(Gate.Text(made, "event_id"), out var id) ? id : default;
    }

    private async Task<JsonElement> HoldAsync(EventId id, string wish)
    {
        var (status, hold, _) = await Service.SendAsync("POST", "/api/v1/holds", Gate.Ann, $$"""{"event_id":"{{id}}",{{wish}}}""");
        Assert.True(status == 201, hold.GetRawText());
        return hold;
    }

    private async Task<(int Status, JsonElement Body)> PriceAsync(EventId id, string section, int version, string body) =>
        await Service.SendAsync("PUT", $"/api/v1/events/{id}/sections/{section}/prices", Gate.Organizer, body, ("If-Match", $"\"{version}\"")) is var (status, answer, _) ? (status, answer) : default;
}
