using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tests.Doors;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Tickets;

/// <summary>Tickets that change hands, over HTTP: who may, when, and what the door says.</summary>
public sealed class TransferHttpTests : IAsyncLifetime
{
    private Handover? _handover;

    private Handover Handover => _handover!;

    private Gate Gate => Handover.Gate;

    private SecuredService Service => Gate.Service;

    public async Task InitializeAsync() => _handover = await Handover.StartAsync();

    public async Task DisposeAsync() => await Handover.DisposeAsync();

    [Fact]
    public async Task The_code_so_far_is_refused_at_once_and_the_new_one_lets_in()
    {
        var id = await Service.Office.GeneralEventAsync(10);
        var (booking, codes) = await Gate.BookAsync(id, 2);
        var (status, shown) = await Handover.TransferAsync(booking, 1, Gate.Ann, "bob");
        Assert.Equal((200, "bob", true, 2), (status, Handover.Text(shown, "user_id"), shown.GetProperty("passed_on").GetBoolean(), shown.GetProperty("revision").GetInt32()));
        Assert.Equal((null, null), (Handover.Text(shown, "code"), Handover.Text(shown, "holder")));
        Assert.Equal([$"{booking} 1 2"], await Gate.RevokedAsync(id));
        Assert.Equal("ticket_revoked", (await Gate.ScanAsync(codes[0])).Said);
        var bobs = Assert.Single(await Handover.TicketsAsync(booking, Handover.Bob));
        Assert.Equal("admitted", (await Gate.ScanAsync(Handover.Text(bobs, "code")!)).Said);
        Assert.Equal("admitted", (await Gate.ScanAsync(codes[1])).Said);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"to":"bbo"}""")]
    [InlineData("""{"to":"ann"}""")]
    [InlineData("""{"to":"erased:x"}""")]
    [InlineData("""{"to":7}""")]
    public async Task A_slip_of_the_pen_loses_no_ticket(string body)
    {
        var (booking, codes) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10));
        var (status, problem, _) = await Service.SendAsync("POST", $"/api/v1/bookings/{booking}/tickets/1/transfer", Gate.Ann, body);
        Assert.Equal(422, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty("to", out _), problem.GetRawText());
        Assert.Equal("admitted", (await Gate.ScanAsync(codes[0])).Said);
    }

    [Fact]
    public async Task A_ticket_is_passed_on_in_the_version_that_was_seen()
    {
        var (booking, codes) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10));
        var (status, problem, _) = await Service.SendAsync(
            "POST", $"/api/v1/bookings/{booking}/tickets/1/transfer", Gate.Ann, """{"to":"bob"}""", ("If-Match", "\"99\""));
        Assert.Equal((412, "stale_version"), (status, Handover.Text(problem, "code")));
        Assert.Equal("admitted", (await Gate.ScanAsync(codes[0])).Said);
    }

    [Fact]
    public async Task Nobody_passes_a_ticket_to_who_is_blocked()
    {
        var (booking, _) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10));
        await Service.SendAsync("PUT", "/api/v1/admin/customers/bob/block", Gate.Boss, """{"reason":"charged back"}""");
        Assert.Equal((422, "invalid_field"), await Handover.RefusedAsync(booking, 1, Gate.Ann, "bob"));
    }

    [Fact]
    public async Task The_same_again_is_answered_the_same_with_and_without_a_key()
    {
        var id = await Service.Office.GeneralEventAsync(10);
        var (booking, _) = await Gate.BookAsync(id, 2);
        var (_, first) = await Handover.TransferAsync(booking, 1, Gate.Ann, "bob");
        var (status, again) = await Handover.TransferAsync(booking, 1, Gate.Ann, "bob");
        Assert.Equal((200, first.GetRawText()), (status, again.GetRawText()));
        Assert.Equal(new[] { 200, 200 }, await Twice(2, Gate.Ann, "key-1"));
        Assert.Equal(3, (await Service.SendAsync("GET", $"/api/v1/bookings/{booking}", Gate.Ann)).Body.GetProperty("version").GetInt32());
        Assert.Equal(2, (await Gate.RevokedAsync(id)).Length);

        // Who got it and passed it on is answered again, too, though the booking is none of theirs.
        Assert.Equal(new[] { 200, 200 }, await Twice(1, Handover.Bob, null, "carl"));
        Assert.Equal((409, "ticket_passed_on"), await Handover.RefusedAsync(booking, 1, Handover.Bob, "ann"));
        Assert.Equal((422, "invalid_field"), await Handover.RefusedAsync(booking, 1, Handover.Carl, "carl"));

        async Task<int[]> Twice(int place, string token, string? key, string to = "bob") =>
            [(await Handover.TransferAsync(booking, place, token, to, key: key)).Status, (await Handover.TransferAsync(booking, place, token, to, key: key)).Status];
    }

    [Fact]
    public async Task Its_customer_neither_cancels_nor_exchanges_what_was_passed_on_until_it_is_back()
    {
        var id = await Service.Office.TheatreAsync();
        var (booking, _) = await Gate.BookAsync(id);
        await Handover.TransferAsync(booking, 1, Gate.Ann, "bob");
        var path = $"/api/v1/bookings/{booking}";
        Assert.Equal((409, "tickets_passed_on"), await Handover.CodeAsync("PUT", path + "/cancel", Gate.Ann));
        Assert.Equal((409, "tickets_passed_on"), await Handover.CodeAsync("POST", path + "/exchange", Gate.Ann, """{"section":"balcony"}"""));
        await Handover.TransferAsync(booking, 1, Handover.Bob, "ann");
        Assert.Equal(200, (await Service.SendAsync("PUT", path + "/cancel", Gate.Ann)).Status);
    }

    [Fact]
    public async Task Staff_exchange_what_was_passed_on_and_it_is_with_who_booked_again()
    {
        var id = await Service.Office.TheatreAsync();
        var (booking, _) = await Gate.BookAsync(id);
        await Handover.TransferAsync(booking, 1, Gate.Ann, "bob");
        var bobs = Handover.Text(Assert.Single(await Handover.TicketsAsync(booking, Handover.Bob)), "code")!;
        var section = Handover.Text((await Service.SendAsync("GET", $"/api/v1/bookings/{booking}", Gate.Ann)).Body, "section") == "floor" ? "stalls" : "floor";
        Assert.Equal(200, (await Service.SendAsync("POST", $"/api/v1/bookings/{booking}/exchange", Gate.Boss, $$"""{"section":"{{section}}","payment_reference":"R-2","reason":"asked for"}""")).Status);
        Assert.Equal("ticket_revoked", (await Gate.ScanAsync(bobs)).Said);
        Assert.Equal((404, "booking_not_found"), await Handover.CodeAsync("GET", $"/api/v1/bookings/{booking}/tickets", Handover.Bob));
        Assert.Equal((404, "booking_not_found"), await Handover.RefusedAsync(booking, 1, Handover.Bob, "ann"));
        Assert.Equal("admitted", (await Gate.ScanAsync((await Gate.CodesAsync(booking))[0])).Said);
    }

    [Fact]
    public async Task Staff_pass_on_anybodys_ticket_with_a_reason_which_is_noted()
    {
        var (booking, _) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10), 2);
        Assert.Equal((422, "invalid_field"), await Handover.RefusedAsync(booking, 1, Gate.Organizer, "bob"));
        var (status, shown) = await Handover.TransferAsync(booking, 1, Gate.Organizer, "bob", "sent to the wrong one");
        Assert.Equal((200, "Bob Example"), (status, Handover.Text(shown, "holder")));
        Assert.NotNull(Handover.Text(shown, "code"));
        (status, shown) = await Handover.TransferAsync(booking, 1, Gate.Boss, null, "back");
        Assert.Equal((200, "ann", false, 3), (status, Handover.Text(shown, "user_id"), shown.GetProperty("passed_on").GetBoolean(), shown.GetProperty("revision").GetInt32()));
        var (_, audit, _) = await Service.SendAsync("GET", "/api/v1/admin/audit?path=/api/v1/bookings", Gate.Boss);
        Assert.Equal(
            ["boss back 200", "olga sent to the wrong one 200", "olga  422"],
            audit.GetProperty("items").EnumerateArray().Select(static item => $"{Handover.Text(item, "by")} {Handover.Text(item, "reason")} {item.GetProperty("status")}"));
    }

    [Fact]
    public async Task A_ticket_that_somebody_is_in_with_stays_whose_it_is()
    {
        var (booking, codes) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10), 2);
        await Gate.ScanAsync(codes[0]);
        Assert.Equal((409, "already_admitted"), await Handover.RefusedAsync(booking, 1, Gate.Ann, "bob"));
        Assert.Equal(409, (await Handover.TransferAsync(booking, 1, Gate.Organizer, "bob", "asked for")).Status);
        Assert.Equal(200, (await Handover.TransferAsync(booking, 2, Gate.Ann, "bob")).Status);

        // Once the admission is undone nobody has come with it.
        Assert.Equal(200, (await Service.SendAsync("POST", $"/api/v1/tickets/{booking}-1/checkin/undo", Gate.Organizer, """{"reason":"wrong person"}""")).Status);
        Assert.Equal(200, (await Handover.TransferAsync(booking, 1, Gate.Ann, "bob")).Status);
        Assert.Equal("ticket_revoked", (await Gate.ScanAsync(codes[0])).Said);
    }

    [Fact]
    public async Task What_is_cancelled_or_over_is_not_passed_on_and_its_tickets_let_nobody_in()
    {
        var (booking, _) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10));
        await Handover.TransferAsync(booking, 1, Gate.Ann, "bob");
        var code = Handover.Text(Assert.Single(await Handover.TicketsAsync(booking, Handover.Bob)), "code")!;
        await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{booking}/cancel", Gate.Boss, """{"reason":"ill"}""");
        Assert.Equal("ticket_cancelled", (await Gate.ScanAsync(code)).Said);
        Assert.Equal((409, "no_tickets"), await Handover.RefusedAsync(booking, 1, Handover.Bob, "carl"));

        var now = Service.Office.Time.GetUtcNow();
        var (_, made, _) = await Service.SendAsync(
            "POST", "/api/v1/events", Gate.Organizer, $$"""{"name":"Concert","total_seats":10,"starts_at":"{{now.AddHours(1):O}}","ends_at":"{{now.AddHours(2):O}}"}""");
        (booking, _) = await Gate.BookAsync(new EventId(made.GetProperty("event_id").GetGuid()));
        Service.Office.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal((409, "transferred_too_late"), await Handover.RefusedAsync(booking, 1, Gate.Ann, "bob"));
    }
}
