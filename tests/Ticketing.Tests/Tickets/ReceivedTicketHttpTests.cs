using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tests.Doors;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Tickets;

/// <summary>What is seen of tickets that were passed on: by who has them, by who had them, and by nobody else.</summary>
public sealed class ReceivedTicketHttpTests : IAsyncLifetime
{
    private Handover? _handover;

    private Handover Handover => _handover!;

    private Gate Gate => Handover.Gate;

    private SecuredService Service => Gate.Service;

    public async Task InitializeAsync() => _handover = await Handover.StartAsync();

    public async Task DisposeAsync() => await Handover.DisposeAsync();

    [Fact]
    public async Task Who_got_it_has_it_in_their_name_and_nothing_else_of_the_booking()
    {
        var (booking, _) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10), 3);
        await Handover.TransferAsync(booking, 2, Gate.Ann, "bob");
        var bobs = Assert.Single(await Handover.TicketsAsync(booking, Handover.Bob));
        Assert.Equal(($"{booking}-2", "Bob Example", "bob", null, null), (Handover.Text(bobs, "id"), Handover.Text(bobs, "holder"), Handover.Text(bobs, "user_id"), Handover.Text(bobs, "price"), Handover.Text(bobs, "currency")));
        var path = $"/api/v1/bookings/{booking}";
        Assert.Equal(
            new[] { 404, 404, 404, 404, 404, 200, 200, 404 },
            await Handover.StatusesAsync(Handover.Bob, path, path + "/status", path + "/history", path + "/payment", path + "/tickets/1.png", path + "/tickets/2.png", path + "/tickets.pdf", path + "/tickets/9.png"));
        Assert.Equal(new[] { 404, 404, 404 }, await Handover.StatusesAsync(Handover.Carl, path + "/tickets", path + "/tickets/2.png", path + "/tickets.pdf"));
        Assert.Equal(404, (await Service.SendAsync("PUT", path + "/cancel", Handover.Bob)).Status);
        Assert.Equal((404, "ticket_not_found"), await Handover.RefusedAsync(booking, 1, Handover.Bob, "carl"));
        Assert.Equal((404, "booking_not_found"), await Handover.RefusedAsync(booking, 2, Handover.Carl, "carl"));
    }

    [Fact]
    public async Task Who_had_it_sees_that_it_was_passed_on_and_no_code()
    {
        var (booking, _) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10), 2);
        await Handover.TransferAsync(booking, 1, Gate.Ann, "bob");
        var seen = await Handover.TicketsAsync(booking, Gate.Ann);
        Assert.Equal(["bob True  ", "ann False code Ann"], seen.Select(ticket =>
            $"{Handover.Text(ticket, "user_id")} {ticket.GetProperty("passed_on").GetBoolean()} {(Handover.Text(ticket, "code") is null ? "" : "code")} {Handover.Text(ticket, "holder")}"));
        Assert.Equal("5.00", Handover.Text(seen[0], "price"));
        var path = $"/api/v1/bookings/{booking}";
        Assert.Equal((409, "ticket_passed_on"), await Handover.CodeAsync("GET", path + "/tickets/1.png", Gate.Ann));
        Assert.Equal(new[] { 200, 200 }, await Handover.StatusesAsync(Gate.Ann, path + "/tickets/2.png", path + "/tickets.pdf"));
        await Handover.TransferAsync(booking, 2, Gate.Ann, "bob");
        Assert.Equal((409, "ticket_passed_on"), await Handover.CodeAsync("GET", path + "/tickets.pdf", Gate.Ann));
        Assert.Equal(["bob code", "bob code"], (await Handover.TicketsAsync(booking, Gate.Boss)).Select(static ticket => $"{Handover.Text(ticket, "user_id")} {(Handover.Text(ticket, "code") is null ? "" : "code")}"));

        // Bob passes one on: he is not known to the booking any more, and Ann sees who has it.
        await Handover.TransferAsync(booking, 1, Handover.Bob, "carl");
        Assert.Equal($"{booking}-2", Handover.Text(Assert.Single(await Handover.TicketsAsync(booking, Handover.Bob)), "id"));
        Assert.Equal("carl", Handover.Text((await Handover.TicketsAsync(booking, Gate.Ann))[0], "user_id"));
        var (_, history, _) = await Service.SendAsync("GET", path + "/history", Gate.Ann);
        Assert.Equal(["1 ann bob", "2 ann bob", "1 bob carl"], history.GetProperty("items").EnumerateArray().Skip(1).Select(static step =>
            $"{step.GetProperty("ticket_number")} {Handover.Text(step, "from_user_id")} {Handover.Text(step, "to_user_id")}"));
    }

    [Fact]
    public async Task What_somebody_was_passed_is_listed_page_by_page()
    {
        var id = await Service.Office.GeneralEventAsync(10);
        var (first, _) = await Gate.BookAsync(id, 3);
        var (second, _) = await Gate.BookAsync(id, 1);
        foreach (var place in new[] { 3, 1, 2 })
        {
            await Handover.TransferAsync(first, place, Gate.Ann, "bob");
        }

        await Handover.TransferAsync(second, 1, Gate.Ann, "bob");
        Assert.Equal([$"{first}-1 $", $"{first}-2 $", $"{first}-3 $", $"{second}-1 $"], await ListAsync(Handover.Bob, 50));
        Assert.Equal([$"{first}-1 $", $"{first}-2 $", $"{first}-3 $", $"{second}-1 $"], await ListAsync(Handover.Bob, 1));
        Assert.Equal([$"{first}-1 $", $"{first}-2 $", $"{first}-3 $", $"{second}-1 $"], await ListAsync(Handover.Bob, 3));
        Assert.Empty(await ListAsync(Gate.Ann, 50));

        // What is back, or cancelled, is not theirs any more.
        await Handover.TransferAsync(first, 2, Handover.Bob, "ann");
        Assert.Equal(200, (await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{second}/cancel", Gate.Boss, """{"reason":"ill"}""")).Status);
        Assert.Equal([$"{first}-1 $", $"{first}-3 $"], await ListAsync(Handover.Bob, 1));
        Assert.Empty(await ListAsync(Gate.Ann, 50));
        Assert.Equal(422, (await Service.SendAsync("GET", "/api/v1/tickets?cursor=x", Handover.Bob)).Status);
    }

    [Fact]
    public async Task Letters_take_each_ticket_to_whose_it_is()
    {
        var (booking, _) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10), 2);
        await Handover.TransferAsync(booking, 2, Gate.Ann, "bob");
        var path = $"/api/v1/bookings/{booking}/tickets/mail";
        Assert.Equal(200, (await Service.SendAsync("POST", path, Gate.Ann)).Status);
        Assert.Equal(200, (await Service.SendAsync("POST", path, Handover.Bob)).Status);
        Assert.Equal(404, (await Service.SendAsync("POST", path, Handover.Carl)).Status);
        Assert.Equal(["ann@example.org Ann", "bob@example.org Bob Example"], Service.Post.Letters.Select(static letter => $"{letter.To} {letter.ToName}"));
        await Handover.TransferAsync(booking, 1, Gate.Ann, "bob");
        Assert.Equal((409, "ticket_passed_on"), await Handover.CodeAsync("POST", path, Gate.Ann));
    }

    [Fact]
    public async Task A_guests_ticket_is_passed_on_by_who_shows_its_token_and_by_nobody_who_knows_the_booking()
    {
        await using var service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });
        var (_, booking, _) = await service.SendAsync("POST", "/api/v1/book", null, $$"""{"event_id":"{{await service.Office.FreeEventAsync(5)}}","qty":1}""");
        var path = $"/api/v1/bookings/{Handover.Text(booking, "id")}/tickets";
        var token = ("X-Payment-Token", Handover.Text(booking, "payment_token")!);
        await service.SendAsync("PUT", "/api/v1/customers/me", service.Token("bob", Roles.Customer), "{}");
        foreach (var stranger in new[] { null, service.Token("bob", Roles.Customer) })
        {
            Assert.Equal(404, (await service.SendAsync("POST", path + "/1/transfer", stranger, """{"to":"bob"}""")).Status);
            Assert.Equal(404, (await service.SendAsync("GET", path, stranger)).Status);
        }

        Assert.Equal(200, (await service.SendAsync("POST", path + "/1/transfer", null, """{"to":"bob"}""", token)).Status);
        Assert.Null(Handover.Text(Assert.Single((await service.SendAsync("GET", path, null, null, token)).Body.GetProperty("items").EnumerateArray()), "code"));
        Assert.NotNull(Handover.Text(Assert.Single((await service.SendAsync("GET", path, service.Token("bob", Roles.Customer))).Body.GetProperty("items").EnumerateArray()), "code"));
    }

    [Fact]
    public async Task Who_was_passed_a_guests_ticket_is_sent_theirs()
    {
        await using var service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });
        var (_, booking, _) = await service.SendAsync(
            "POST", "/api/v1/book", null, $$"""{"event_id":"{{await service.Office.FreeEventAsync(5)}}","qty":2,"email":"guest@example.org"}""");
        var path = $"/api/v1/bookings/{Handover.Text(booking, "id")}/tickets";
        var token = ("X-Payment-Token", Handover.Text(booking, "payment_token")!);
        var bob = service.Token("bob", Roles.Customer);
        await service.SendAsync("PUT", "/api/v1/customers/me", bob, """{"name":"Bob","email":"bob@example.org"}""");
        Assert.Equal(200, (await service.SendAsync("POST", path + "/1/transfer", null, """{"to":"bob"}""", token)).Status);
        Assert.Equal(200, (await service.SendAsync("POST", path + "/mail", bob)).Status);
        Assert.Equal(200, (await service.SendAsync("POST", path + "/mail", null, null, token)).Status);
        Assert.Equal(["bob@example.org", "guest@example.org"], service.Post.Letters.Select(static letter => letter.To));
    }

    [Fact]
    public async Task In_guest_mode_too_the_code_of_a_ticket_that_was_passed_on_is_its_holders()
    {
        await using var service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });
        var (ann, bob) = (service.Token("ann", Roles.Customer), service.Token("bob", Roles.Customer));
        var (_, booking, _) = await service.SendAsync("POST", "/api/v1/book", ann, $$"""{"event_id":"{{await service.Office.FreeEventAsync(5)}}","qty":1}""");
        var path = $"/api/v1/bookings/{Handover.Text(booking, "id")}/tickets";
        await service.SendAsync("PUT", "/api/v1/customers/me", bob, "{}");
        Assert.Equal(200, (await service.SendAsync("POST", path + "/1/transfer", ann, """{"to":"bob"}""")).Status);
        Assert.Null(Handover.Text(Assert.Single((await service.SendAsync("GET", path, ann)).Body.GetProperty("items").EnumerateArray()), "code"));
        foreach (var file in new[] { path + ".pdf", path + "/1.png" })
        {
            Assert.Equal(409, (await service.SendAsync("GET", file, ann)).Status);
            Assert.Equal(404, (await service.SendAsync("GET", file)).Status);
        }

        Assert.Equal(404, (await service.SendAsync("GET", path)).Status);
        Assert.NotNull(Handover.Text(Assert.Single((await service.SendAsync("GET", path, bob)).Body.GetProperty("items").EnumerateArray()), "code"));
    }

    [Fact]
    public async Task An_export_has_the_tickets_that_a_customer_was_passed()
    {
        var (booking, _) = await Gate.BookAsync(await Service.Office.GeneralEventAsync(10));
        await Handover.TransferAsync(booking, 1, Gate.Ann, "bob");
        var export = (await Service.SendAsync("GET", "/api/v1/customers/me/export", Handover.Bob)).Body;
        Assert.Equal($"{booking}-1", Handover.Text(Assert.Single(export.GetProperty("tickets").EnumerateArray()), "id"));
        Assert.Empty((await Service.SendAsync("GET", "/api/v1/customers/me/export", Gate.Ann)).Body.GetProperty("tickets").EnumerateArray());
    }

    /// <summary>Each ticket of all pages, and whether its code is there.</summary>
    private async Task<string[]> ListAsync(string token, int limit)
    {
        List<string> tickets = [];
        for (var cursor = ""; cursor is not null;)
        {
            var (_, page, _) = await Service.SendAsync("GET", $"/api/v1/tickets?limit={limit}&cursor={cursor}", token);
            var items = page.GetProperty("items").EnumerateArray().Select(static ticket => $"{Handover.Text(ticket, "id")} {(Handover.Text(ticket, "code") is null ? "" : "$")}").ToArray();
            Assert.InRange(items.Length, 0, limit);
            tickets.AddRange(items);
            cursor = Handover.Text(page, "next_cursor");
        }

        return [.. tickets];
    }
}
