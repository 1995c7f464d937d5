using System.Text.Json;
using Ticketing.Identifiers;
using Ticketing.Tests.Doors;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Events;

/// <summary>An event that is on sale gets another time over HTTP: what buyers have follows.</summary>
public sealed class MoveHttpTests : IAsyncLifetime
{
    private Gate? _gate;

    private Gate Gate => _gate!;

    private SecuredService Service => Gate.Service;

    public async Task InitializeAsync() => _gate = await Gate.StartAsync();

    public async Task DisposeAsync() => await Gate.DisposeAsync();

    [Fact]
    public async Task Tickets_calendars_and_the_door_follow_a_postponement()
    {
        var start = Service.Office.Time.GetUtcNow().AddDays(2);
        var id = await CreateAsync(start);
        var (booking, codes) = await Gate.BookAsync(id);
        var before = await CalendarAsync(booking);
        var (status, moved) = await PatchAsync(id, 1, $$"""{"starts_at":"{{start.AddDays(7):O}}","ends_at":"{{start.AddDays(7).AddHours(2):O}}","doors_open_at":"{{start.AddDays(7).AddHours(-1):O}}"}""");
        Assert.Equal((200, Text(start.AddDays(7)), Text(start)), (status, Gate.Text(moved, "starts_at"), Gate.Text(moved, "former_starts_at")));
        Service.Office.Time.Advance(TimeSpan.FromSeconds(1));

        var after = await CalendarAsync(booking);
        Assert.Equal(before["UID"], after["UID"]);
        Assert.Equal($"{start.AddDays(7):yyyyMMdd'T'HHmmss'Z'}", after["DTSTART"]);
        Assert.True(int.Parse(after["SEQUENCE"], null) > int.Parse(before["SEQUENCE"], null));

        // The code that was printed before is not good at the time that it says, and is at the time that is so now.
        Service.Office.Time.Advance(start - Service.Office.Time.GetUtcNow());
        Assert.Equal((409, "ticket_not_yet_valid"), await SaidAsync(codes[0]));
        Service.Office.Time.Advance(TimeSpan.FromDays(7));
        Assert.Equal((200, "admitted"), await SaidAsync(codes[0]));
    }

    [Fact]
    public async Task Who_booked_before_gives_back_in_full_and_who_booked_later_by_the_policy()
    {
        var start = Service.Office.Time.GetUtcNow().AddDays(2);
        var id = await CreateAsync(start, ""","policy":{"cancel_until_hours":72,"refund_percent":20}""");
        var (early, _) = await Gate.BookAsync(id);
        Assert.Equal((409, "cancelled_too_late"), await CancelAsync(early));
        Assert.Equal(200, (await PatchAsync(id, 1, $$"""{"starts_at":"{{start.AddDays(7):O}}","ends_at":null,"doors_open_at":null,"give_back_until":"{{start.AddDays(3):O}}"}""")).Status);
        Service.Office.Time.Advance(TimeSpan.FromMinutes(6));
        var (late, _) = await Gate.BookAsync(id);
        Assert.Equal((200, "20.00"), await CancelAsync(early));
        Assert.Equal((200, "4.00"), await CancelAsync(late));
    }

    [Fact]
    public async Task How_far_buyers_are_told_is_there_once_there_is_something_to_tell()
    {
        var id = await CreateAsync(Service.Office.Time.GetUtcNow().AddDays(2));
        await Gate.BookAsync(id);
        var none = await Service.SendAsync("GET", $"/api/v1/events/{id}/notice", Gate.Organizer);
        Assert.Equal((404, "notice_not_found"), (none.Status, Gate.Text(none.Body, "code")));
        Assert.Equal(200, (await PatchAsync(id, 1, """{"venue":"Old Mill","address":"1 Mill Road"}""")).Status);
        var (status, notice, _) = await Service.SendAsync("GET", $"/api/v1/events/{id}/notice", Gate.Organizer);
        Assert.Equal((200, "running", 2), (status, Gate.Text(notice, "status"), notice.GetProperty("version").GetInt32()));
        Assert.Equal(403, (await Service.SendAsync("GET", $"/api/v1/events/{id}/notice", Gate.Ann)).Status);
    }

    [Fact]
    public async Task An_event_on_sale_is_not_cancelled_past_its_bookings_and_a_draft_is()
    {
        var id = await CreateAsync(Service.Office.Time.GetUtcNow().AddDays(2));
        var (booking, _) = await Gate.BookAsync(id);
        var (status, problem) = await PatchAsync(id, 1, """{"status":"cancelled"}""");
        Assert.Equal((422, "illegal_transition"), (status, Gate.Text(problem, "code")));
        Assert.Contains("/api/v1/admin/events/{id}/cancel", problem.GetProperty("errors").GetProperty("status")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal("confirmed", Gate.Text((await Service.SendAsync("GET", "/api/v1/bookings/" + booking, Gate.Ann)).Body, "status"));

        var draft = await CreateAsync(Service.Office.Time.GetUtcNow().AddDays(2), ""","status":"draft" """);
        Assert.Equal((200, "cancelled"), await PatchAsync(draft, 1, """{"status":"cancelled"}""") is var (ended, body) ? (ended, Gate.Text(body, "status")) : default);
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<EventId> CreateAsync(DateTimeOffset start, string more = "")
    {
        var (status, made, _) = await Service.SendAsync(
            "POST", "/api/v1/events", Gate.Organizer, $$"""{"name":"Play","total_seats":10,"price":"20.00","starts_at":"{{start:O}}","ends_at":"{{start.AddHours(2):O}}","doors_open_at":"{{start:O}}"{{more}}}""");
        Assert.Equal(201, status);
        return EventId.TryParse(Gate.Text(made, "event_id"), out var id) ? id : default;
    }

    private async Task<(int Status, JsonElement Body)> PatchAsync(EventId id, int version, string change) =>
        await Service.SendAsync("PATCH", $"/api/v1/events/{id}", Gate.Organizer, change, ("If-Match", $"\"{version}\"")) is var (status, body, _) ? (status, body) : default;

    private async Task<(int Status, string Said)> CancelAsync(string booking) =>
        await Service.SendAsync("PUT", $"/api/v1/bookings/{booking}/cancel", Gate.Ann, "{}") is var (status, body, _) ? (status, Gate.Text(body, status == 200 ? "refunded_amount" : "code")) : default;

    private async Task<(int Status, string Said)> SaidAsync(string code) => await Gate.ScanAsync(code) is var (status, said, _) ? (status, said) : default;

    private async Task<Dictionary<string, string>> CalendarAsync(string booking)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, $"/api/v1/bookings/{booking}/calendar.ics");
        request.Headers.Authorization = new("Bearer", Gate.Ann);
        using var answer = await Service.Client.SendAsync(request);
        return (await answer.Content.ReadAsStringAsync()).Split("\r\n").Select(static line => line.Split(':', 2)).Where(static parts => parts.Length == 2)
            .GroupBy(static parts => parts[0]).ToDictionary(static parts => parts.Key, static parts => parts.First()[1]);
    }
}
