using Ticketing.Identifiers;
using Ticketing.Tests.Security;
using Ticketing.Tickets;

namespace Ticketing.Tests.Doors;

/// <summary>What is said at the door, and to those who run it.</summary>
public sealed class CheckInHttpTests : IAsyncLifetime
{
    private Gate? _gate;

    private Gate Gate => _gate!;

    private SecuredService Service => Gate.Service;

    public async Task InitializeAsync() => _gate = await Gate.StartAsync();

    public async Task DisposeAsync() => await Gate.DisposeAsync();

    [Fact]
    public async Task A_ticket_lets_in_once_and_says_afterwards_when_and_where()
    {
        var (booking, codes) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10), 2);
        var (status, said, body) = await Gate.ScanAsync(codes[0], "north");
        Assert.Equal((200, "admitted", $"{booking}-1", "north"), (status, said, Gate.Text(body, "ticket_id"), Gate.Text(body, "gate")));
        var (again, why, problem) = await Gate.ScanAsync(codes[0].ToLowerInvariant(), "south");
        Assert.Equal((409, "already_admitted"), (again, why));
        Assert.Equal(("north", Gate.Text(body, "at")), (Gate.Text(problem.GetProperty("admission"), "gate"), Gate.Text(problem.GetProperty("admission"), "at")));
        Assert.Equal("admitted", (await Gate.ScanAsync(codes[1], "south")).Said);
    }

    [Fact]
    public async Task A_gate_that_lost_the_answer_asks_again_and_turns_nobody_away()
    {
        var (_, codes) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10));
        var scan = Gate.Next();
        var first = await Gate.ScanAsync(codes[0], scan: scan);
        Service.Office.Time.Advance(TimeSpan.FromSeconds(5));
        var second = await Gate.ScanAsync(codes[0], scan: scan);
        Assert.Equal((200, first.Body.GetRawText()), (second.Status, second.Body.GetRawText()));

        var (_, others) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10));
        for (var i = 0; i < 2; i++)
        {
            var (status, _, _) = await Service.SendAsync(
                "POST", "/api/v1/checkin", Gate.Scanner, $$"""{"ticket":"{{others[0]}}","gate":"north"}""", ("Idempotency-Key", "a key of the gate"));
            Assert.Equal(200, status);
        }

        Assert.Equal("already_admitted", (await Gate.ScanAsync(others[0])).Said);
    }

    [Fact]
    public async Task Every_refusal_says_why()
    {
        var time = Service.Office.Time;
        var id = await CreateAsync(time.GetUtcNow().AddHours(13), time.GetUtcNow().AddHours(15));
        var other = await Service.Office.GeneralEventAsync(5);
        var (booking, codes) = await Gate.BookAsync(id);
        Assert.Equal((409, "ticket_not_yet_valid"), await SaidAsync(codes[0]));
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal((409, "wrong_event"), await SaidAsync(codes[0], other));
        Assert.Equal((422, "not_a_ticket"), await SaidAsync("HELLO"));
        Assert.Equal((422, "not_a_ticket"), await SaidAsync(codes[0][..^8]));
        Assert.Equal((422, "ticket_forged"), await SaidAsync(codes[0][..^5] + (codes[0][^5] == 'A' ? 'B' : 'A') + codes[0][^4..]));
        Assert.Equal((422, "ticket_forged"), await SaidAsync(Forged()));
        Assert.Equal(412, (await Service.SendAsync("POST", $"/api/v1/tickets/{booking}-1/reissue", Gate.Organizer, """{"reason":"lost"}""", ("If-Match", "\"99\""))).Status);
        Assert.Equal(200, (await Service.SendAsync("POST", $"/api/v1/tickets/{booking}-1/reissue", Gate.Organizer, """{"reason":"lost"}""", ("If-Match", "*"))).Status);
        Assert.Equal((409, "ticket_revoked"), await SaidAsync(codes[0]));
        var anew = (await Gate.CodesAsync(booking))[0];
        Assert.Equal(200, (await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{booking}/cancel", Gate.Boss, """{"reason":"ill"}""")).Status);
        Assert.Equal((409, "ticket_cancelled"), await SaidAsync(anew));
        time.Advance(TimeSpan.FromHours(26));
        Assert.Equal((409, "ticket_expired"), await SaidAsync(anew));

        async Task<(int, string)> SaidAsync(string code, EventId? served = null) => await Gate.ScanAsync(code, served: served) is var (status, said, _) ? (status, said) : default;
    }

    [Fact]
    public async Task A_customer_cannot_cancel_what_somebody_came_with_and_the_organizer_can()
    {
        var (booking, codes) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10), 2);
        await Gate.ScanAsync(codes[0]);
        var (status, body, _) = await Service.SendAsync("PUT", $"/api/v1/bookings/{booking}/cancel", Gate.Ann);
        Assert.Equal((409, "already_attended"), (status, Gate.Text(body, "code")));
        Assert.Equal(200, (await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{booking}/refund", Gate.Boss, """{"reason":"rain"}""")).Status);
        Assert.Equal("ticket_cancelled", (await Gate.ScanAsync(codes[1])).Said);
    }

    [Fact]
    public async Task An_admission_is_undone_with_a_reason_and_audited()
    {
        var id = await Service.Office.GeneralEventAsync(10);
        var (booking, codes) = await Gate.BookAsync(id);
        var path = $"/api/v1/tickets/{booking}-1/checkin";
        Assert.Equal(409, (await Service.SendAsync("POST", path + "/undo", Gate.Organizer, """{"reason":"nobody is in"}""")).Status);
        var scan = Gate.Next();
        await Gate.ScanAsync(codes[0], scan: scan);
        Assert.Equal("admitted", Gate.Text((await Service.SendAsync("GET", path, Gate.Scanner)).Body, "status"));
        Assert.Equal(422, (await Service.SendAsync("POST", path + "/undo", Gate.Organizer, "{}")).Status);
        var undo = $$"""{"reason":"wrong person","scan_id":"{{scan}}"}""";
        for (var i = 0; i < 2; i++)
        {
            var (status, body, _) = await Service.SendAsync("POST", path + "/undo", Gate.Organizer, undo);
            Assert.Equal((200, "undone"), (status, Gate.Text(body, "status")));
        }

        Assert.Equal("admission_undone", (await Gate.ScanAsync(codes[0], scan: scan)).Said);
        Assert.Equal("admitted", (await Gate.ScanAsync(codes[0])).Said);
        Assert.Equal(409, (await Service.SendAsync("POST", path + "/undo", Gate.Organizer, undo)).Status);
        var (_, audit, _) = await Service.SendAsync("GET", "/api/v1/admin/audit?path=/api/v1/tickets", Gate.Boss);
        Assert.Contains(audit.GetProperty("items").EnumerateArray(), item => (Gate.Text(item, "by"), Gate.Text(item, "target"), Gate.Text(item, "reason")) == ("olga", $"{booking}-1", "wrong person"));
    }

    [Fact]
    public async Task Whose_admission_is_undone_has_not_come_and_gives_the_ticket_back()
    {
        var id = await Service.Office.GeneralEventAsync(10);
        var (booking, codes) = await Gate.BookAsync(id, 2);
        await Gate.ScanAsync(codes[1]);
        Assert.Equal<IEnumerable<bool>>([false, true], await CameAsync(id));
        Assert.Equal((409, "already_attended"), await GiveBackAsync());
        Assert.Equal(200, (await Service.SendAsync("POST", $"/api/v1/tickets/{booking}-2/checkin/undo", Gate.Organizer, """{"reason":"wrong person"}""")).Status);
        Assert.Equal<IEnumerable<bool>>([false, false], await CameAsync(id));
        await Gate.ScanAsync(codes[1]);
        Assert.Equal<IEnumerable<bool>>([false, true], await CameAsync(id));
        Assert.Equal(200, (await Service.SendAsync("POST", $"/api/v1/tickets/{booking}-2/checkin/undo", Gate.Organizer, """{"reason":"again"}""")).Status);
        Assert.Equal(200, (await GiveBackAsync()).Status);
        Assert.Equal("ticket_cancelled", (await Gate.ScanAsync(codes[1])).Said);

        async Task<(int Status, string? Said)> GiveBackAsync() =>
            await Service.SendAsync("PUT", $"/api/v1/bookings/{booking}/give-back", Gate.Boss, """{"tickets":[2],"reason":"ill"}""") is var (status, body, _)
                ? (status, body.TryGetProperty("code", out var code) ? code.GetString() : null)
                : default;
    }

    [Fact]
    public async Task Too_early_says_from_when_as_the_event_is_now()
    {
        var time = Service.Office.Time;
        var starts = time.GetUtcNow().AddHours(20);
        var id = await CreateAsync(starts, starts.AddHours(2));
        var (_, codes) = await Gate.BookAsync(id);
        var (_, said, body) = await Gate.ScanAsync(codes[0]);
        Assert.Equal(("ticket_not_yet_valid", starts.AddHours(-12)), (said, body.GetProperty("valid_from").GetDateTimeOffset()));
    }

    [Fact]
    public async Task The_organizer_sees_how_many_are_in_by_gate()
    {
        var id = await Service.Office.GeneralEventAsync(200);
        var (_, codes) = await Gate.BookAsync(id, 5);
        foreach (var (code, gate) in codes.Zip(["north", "south", "north", "north"]))
        {
            await Gate.ScanAsync(code, gate);
        }

        var (_, body, _) = await Service.SendAsync("GET", $"/api/v1/events/{id}/checkin", Gate.Organizer);
        Assert.Equal((4, 0, 0), (body.GetProperty("admitted").GetInt32(), body.GetProperty("undone").GetInt32(), body.GetProperty("conflicts").GetInt32()));
        Assert.Equal("""[{"gate":"north","admitted":3},{"gate":"south","admitted":1}]""", body.GetProperty("gates").GetRawText());
        Assert.Equal(404, (await Service.SendAsync("GET", $"/api/v1/events/{EventId.FromKey(99)}/checkin", Gate.Organizer)).Status);
    }

    /// <summary>A good-looking code of an event that is not there, signed with a key of one's own.</summary>
    private static string Forged()
    {
        using var ring = new TicketKeyRing(Domain.Tickets.TicketSamples.Key(7));
        return ring.Sign(Domain.Tickets.TicketSamples.Claims);
    }

    private async Task<bool[]> CameAsync(EventId id) =>
        [.. (await Service.SendAsync("GET", $"/api/v1/events/{id}/attendees", Gate.Organizer)).Body.GetProperty("items").EnumerateArray().Select(static one => one.GetProperty("came").GetBoolean())];

    private async Task<EventId> CreateAsync(DateTimeOffset starts, DateTimeOffset ends)
    {
        var (_, body, _) = await Service.SendAsync(
            "POST", "/api/v1/events", Gate.Organizer, $$"""{"name":"Concert","total_seats":10,"starts_at":"{{starts:O}}","ends_at":"{{ends:O}}"}""");
        return new EventId(body.GetProperty("event_id").GetGuid());
    }
}
