using System.Text.Json;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tests.Doors;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Bookings;

/// <summary>Tickets of a booking are given back over HTTP: what is left of it everywhere, and whom it is refused.</summary>
public sealed class GiveBackHttpTests : IAsyncLifetime
{
    private SecuredService? _service;
    private EventId _event;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync()
    {
        _service = await SecuredService.StartAsync();
        _event = await Service.Office.TheatreAsync(new EventPolicy { RefundPercent = 80 });
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task The_booking_its_tickets_attendees_list_and_history_are_those_that_are_left()
    {
        var id = await BookAsync("stalls-A-1", "stalls-A-2", "balcony-B-1");
        var (status, booking) = await GiveBackAsync(id, """{"tickets":[2],"reason":"ill"}""");
        Assert.Equal((200, "confirmed", "completed", "90.00", "20.00", 2), (status, Text(booking, "status"), Text(booking, "payment_status"), Text(booking, "total_amount"), Text(booking, "refunded_amount"), booking.GetProperty("quantity").GetInt32()));
        Assert.Equal(["stalls-A-1", "balcony-B-1"], booking.GetProperty("seats").EnumerateArray().Select(static seat => seat.GetString()));
        Assert.Equal("[2]", booking.GetProperty("given_back_tickets").GetRawText());
        Assert.Equal(new[] { 1, 3 }, await TicketsAsync(id));
        Assert.Equal(404, (await Service.SendAsync("GET", $"/api/v1/bookings/{id}/tickets/2.png", Ann)).Status);

        var last = (await Service.SendAsync("GET", $"/api/v1/bookings/{id}/history", Ann)).Body.GetProperty("items").EnumerateArray().Last();
        Assert.Equal(("ann", "ill", "[2]"), (Text(last, "by"), Text(last, "why"), last.GetProperty("ticket_numbers").GetRawText()));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/v1/admin/bookings?event_id={_event}&format=csv", UriKind.Relative));
        request.Headers.Authorization = new("Bearer", Boss);
        using var csv = await Service.Client.SendAsync(request);
        Assert.Contains(",2,stalls-A-1 balcony-B-1,confirmed,completed,90.00,20.00,", await csv.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var list = (await Service.SendAsync("GET", $"/api/v1/events/{_event}/attendees", Boss)).Body.GetProperty("items");
        Assert.Equal(2, list.GetArrayLength());
        await Service.Office.UntilCountsAsync(_event, (16, 0, 2));
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_paid_back_and_changes_nothing()
    {
        var id = await BookAsync("stalls-A-1", "stalls-A-2");
        var (status, would) = await GiveBackAsync(id, """{"tickets":[1],"dry_run":true}""");
        Assert.Equal((200, "20.00", 1), (status, Text(would, "refunded_amount"), would.GetProperty("quantity").GetInt32()));
        var (all, gone) = await GiveBackAsync(id, """{"tickets":[1,2],"dry_run":true}""");
        Assert.Equal((200, "cancelled", "40.00"), (all, Text(gone, "status"), Text(gone, "refunded_amount")));
        Assert.Equal(new[] { 1, 2 }, await TicketsAsync(id));
    }

    [Fact]
    public async Task It_is_refused_by_name_and_with_a_remedy()
    {
        var id = await BookAsync("stalls-A-1", "stalls-A-2", "stalls-A-3");
        Assert.Equal((404, "ticket_not_found"), await RefusedAsync(id, """{"tickets":[4]}"""));
        Assert.Equal((422, "invalid_field"), await RefusedAsync(id, """{"tickets":[]}"""));
        Assert.Equal((412, "stale_version"), await RefusedAsync(id, """{"tickets":[1]}""", ("If-Match", "\"1\"")));
        Assert.Equal(404, (await Service.SendAsync("PUT", $"/api/v1/bookings/{id}/give-back", Service.Token("mallory", Roles.Customer), """{"tickets":[1]}""")).Status);
        var (needed, problem, _) = await Service.SendAsync("PUT", $"/api/v1/bookings/{id}/give-back", Boss, """{"tickets":[1]}""");
        Assert.Equal((422, true), (needed, problem.GetProperty("errors").TryGetProperty("reason", out _)));
        Assert.Equal(200, (await GiveBackAsync(id, """{"tickets":[1]}""")).Status);
        Assert.Equal((409, "ticket_given_back"), await RefusedAsync(id, """{"tickets":[1,2]}"""));
        Assert.Equal(200, (await GiveBackAsync(id, """{"tickets":[1]}""")).Status);
        await Service.SendAsync("PUT", $"/api/v1/bookings/{id}/cancel", Ann);
        Assert.Equal((409, "illegal_transition"), await RefusedAsync(id, """{"tickets":[2]}"""));
    }

    [Fact]
    public async Task Staff_give_back_in_full_whatever_the_policy_says()
    {
        var id = await BookAsync("stalls-A-1", "balcony-B-1");
        var (status, booking, _) = await Service.SendAsync("PUT", $"/api/v1/bookings/{id}/give-back", Boss, """{"tickets":[2],"reason":"a pillar"}""");
        Assert.Equal((200, "40.00"), (status, Text(booking, "refunded_amount")));
    }

    [Fact]
    public async Task The_door_and_gates_that_work_offline_know_of_it()
    {
        await using var gate = new Gate(await SecuredService.StartAsync());
        var id = await gate.Service.Office.TheatreAsync();
        var (booking, codes) = await gate.BookAsync(id, 2);
        var (status, _, _) = await gate.Service.SendAsync("PUT", $"/api/v1/bookings/{booking}/give-back", gate.Boss, """{"tickets":[1],"reason":"ill"}""");
        Assert.Equal(200, status);
        Assert.Equal((409, "ticket_cancelled"), await SaidAsync(gate, codes[0]));
        Assert.Equal([$"{booking} 1 2"], await gate.RevokedAsync(id));
        Assert.Equal((200, "admitted"), await SaidAsync(gate, codes[1]));
        var (refused, problem, _) = await gate.Service.SendAsync("PUT", $"/api/v1/bookings/{booking}/give-back", gate.Boss, """{"tickets":[2],"reason":"ill"}""");
        Assert.Equal((409, "already_attended"), (refused, Text(problem, "code")));
    }

    private static async Task<(int Status, string Said)> SaidAsync(Gate gate, string code) => await gate.ScanAsync(code) is var (status, said, _) ? (status, said) : default;

    private async Task<string> BookAsync(params string[] seats)
    {
        var (status, booking, _) = await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"event_id":"{{_event}}","seats":["{{string.Join("\",\"", seats)}}"]}""");
        Assert.Equal(201, status);
        Assert.Equal(200, (await Service.SendAsync("POST", $"/api/v1/bookings/{Text(booking, "id")}/pay", Ann, """{"payment_token":"tok_success"}""")).Status);
        return Text(booking, "id");
    }

    private async Task<int[]> TicketsAsync(string id) =>
        [.. (await Service.SendAsync("GET", $"/api/v1/bookings/{id}/tickets", Ann)).Body.GetProperty("items").EnumerateArray().Select(static ticket => ticket.GetProperty("number").GetInt32())];

    private async Task<(int Status, JsonElement Body)> GiveBackAsync(string id, string body)
    {
        var (status, answer, _) = await Service.SendAsync("PUT", $"/api/v1/bookings/{id}/give-back", Ann, body);
        return (status, answer);
    }

    private async Task<(int Status, string Code)> RefusedAsync(string id, string body, params (string Name, string Value)[] headers)
    {
        var (status, problem, _) = await Service.SendAsync("PUT", $"/api/v1/bookings/{id}/give-back", Ann, body, headers);
        return (status, Text(problem, "code"));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
