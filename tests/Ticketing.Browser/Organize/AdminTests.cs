using System.Net;
using Microsoft.Playwright;
using Ticketing.Browser.Door;
using Ticketing.Security;
using Ticketing.Tests.Processes;

namespace Ticketing.Browser.Organize;

/// <summary>What admins look after beside events: who is told, what staff did, who waits, who is blocked.</summary>
[Collection(DoorService.Collection)]
public sealed class AdminTests(DoorService service)
{
    private static readonly string Screenshots = Path.Combine(AppContext.BaseDirectory, "screenshots");

    [BrowserFact]
    public async Task A_receiver_is_told_paused_and_told_again()
    {
        using HttpListener receiver = new();
        var url = $"http://127.0.0.1:{ServiceProcess.FreePort()}/hooks/";
        receiver.Prefixes.Add(url);
        receiver.Start();
        _ = AnswerAsync(receiver);
        await using var visitor = await SignInAsync("ada", Roles.Admin);
        var page = visitor.Page;
        await page.GotoAsync("/organize/webhooks");
        await page.ClickAsync("#webhook-form .button");
        await Read(page, "#webhook-error", "Say where to send it.");
        await page.FillAsync("#webhook-url", url);
        await page.FillAsync("#webhook-types", "booking.*, concert.begun");
        await page.ClickAsync("#webhook-form .button");
        await Read(page, "#webhook-error", "types[1] must be one of");
        await page.FillAsync("#webhook-types", "booking.*, event.sold_out");
        await page.ClickAsync("#webhook-form .button");
        await Read(page, "#webhook-made", "whsec_");

        await page.ClickAsync($"#webhooks a:text-is('{url}')");
        await Read(page, "#webhook-facts", "booking.*, event.sold_out");
        await page.ClickAsync("#webhook-test");
        await Read(page, "#webhook-done", "The test arrived after");
        await Read(page, "#deliveries", "webhook.test");
        await (await service.EveningAsync("Told to others")).BuyAsync("stalls-A-1");
        await UntilAsync(page, "#deliveries-again", "#deliveries", "booking.confirmed");
        await page.ClickAsync("#webhook-switch");
        await Read(page, "#webhook-state", "Paused");
        await page.ClickAsync("#webhook-switch");
        await Read(page, "#webhook-state", "On");
        var before = await page.Locator("#deliveries tbody tr", new() { HasText = "booking.confirmed" }).CountAsync();
        await page.Locator("#deliveries tbody tr", new() { HasText = "booking.confirmed" }).First.GetByRole(AriaRole.Button).ClickAsync();
        await Read(page, "#webhook-done", "It is sent again.");
        await page.ClickAsync("#replay-form button");
        await Read(page, "#replay-error", "Say since when.");
        await UntilAsync(page, "#deliveries-again", "#deliveries tbody tr:has-text('booking.confirmed') >> nth=" + before, "booking.confirmed");

        await page.ClickAsync("#webhook-rotate");
        await page.FillAsync("#rotate-hours", "200");
        await page.ClickAsync("#rotate-form .button:not(.quiet)");
        await Read(page, "#rotate-error", "Give whole hours, from 0 to 168.");
        await page.FillAsync("#rotate-hours", "1");
        await page.ClickAsync("#rotate-form .button:not(.quiet)");
        await Read(page, "#webhook-done", "The old one signs too until");
        await Read(page, "#webhook-done", "whsec_");
        await page.ClickAsync("#webhook-delete");
        await page.ClickAsync("#delete-form .danger");
        await page.WaitForURLAsync("**/organize/webhooks");
        await Assertions.Expect(page.Locator($"#webhooks a:text-is('{url}')")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task An_account_is_blocked_and_unblocked_and_the_audit_says_by_whom_and_why()
    {
        await using var visitor = await SignInAsync("bea", Roles.Admin);
        var page = visitor.Page;
        await page.GotoAsync("/organize/blocked");
        await page.FillAsync("#block-account", "dora");
        await page.ClickAsync("#block-form .danger");
        await Read(page, "#block-error", "Give a reason");
        await page.FillAsync("#block-reason", "resold tickets");
        await page.ClickAsync("#block-form .danger");
        await Read(page, "#blocked", "resold tickets");
        await page.GetByRole(AriaRole.Button, new() { Name = "Unblock dora", Exact = true }).ClickAsync();
        await page.FillAsync("#reason", "it was somebody else");
        await page.ClickAsync("#reason-send");
        await Read(page, "#said", "dora is not blocked any more.");

        await page.GotoAsync("/organize/audit");
        await page.FillAsync("#audit-by", "bea");
        await page.FillAsync("#audit-path", "/api/v1/admin/customers");
        await page.ClickAsync("#audit-form .button");
        await Assertions.Expect(page.Locator("#audit tbody tr")).ToHaveCountAsync(2);
        await Read(page, "#audit tbody tr:first-child", "it was somebody else");
        await Read(page, "#audit tbody tr:last-child", "/api/v1/admin/customers/dora/block");
        await page.FillAsync("#audit-to", "2020-01-01T00:00");
        await page.ClickAsync("#audit-form .button");
        await Assertions.Expect(page.Locator("#audit-none")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Who_waits_is_shown_in_order_and_removed()
    {
        var @event = await SoldOutAsync();
        await using var visitor = await SignInAsync("ada", Roles.Admin);
        var page = visitor.Page;
        await page.GotoAsync($"/organize/events/{@event}/waitlist");
        await Assertions.Expect(page.Locator("#waitlist tbody tr")).ToContainTextAsync(["ann", "bob"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove ann" }).ClickAsync();
        await page.FillAsync("#reason", "asked for it");
        await page.ClickAsync("#reason-send");
        await Assertions.Expect(page.Locator("#waitlist tbody tr")).ToContainTextAsync(["bob"]);
        await page.SelectOptionAsync("#waitlist-status", "cancelled");
        await page.ClickAsync("#waitlist-form .button");
        await Read(page, "#waitlist", "ann");
        await Read(page, "#waitlist", "Removed");
    }

    [BrowserFact]
    public async Task Organizers_are_told_that_these_pages_are_for_admins()
    {
        await using var visitor = await SignInAsync("olga", Roles.Organizer);
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Webhooks" })).ToBeHiddenAsync();
        foreach (var path in (string[])["webhooks", "audit", "blocked"])
        {
            await visitor.Page.GotoAsync($"/organize/{path}");
            await Read(visitor.Page, "#problem", "This token does not allow it.");
        }
    }

    [BrowserTheory]
    [InlineData(320, ColorScheme.Dark)]
    [InlineData(768, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Every_page_is_accessible_and_fits(int width, ColorScheme scheme)
    {
        var @event = await SoldOutAsync();
        await using var visitor = await SignInAsync("cleo", Roles.Admin, width);
        var page = visitor.Page;
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await page.GotoAsync("/organize/blocked");
        await page.FillAsync("#block-account", $"dora-{width}");
        await page.FillAsync("#block-reason", "resold tickets");
        await page.ClickAsync("#block-form .danger");
        await Read(page, "#blocked", $"dora-{width}");
        await LookAsync(visitor, "blocked", width);
        await page.GotoAsync("/organize/webhooks");
        await page.FillAsync("#webhook-url", $"http://127.0.0.1:1/a-receiver-with-a-long-address/{width}");
        await page.FillAsync("#webhook-types", "event.sold_out");
        await page.ClickAsync("#webhook-form .button");
        await Read(page, "#webhook-made", "whsec_");
        await LookAsync(visitor, "webhooks", width);
        await page.Locator("#webhooks a", new() { HasText = $"/{width}" }).ClickAsync();
        await page.ClickAsync("#webhook-test");
        await Read(page, "#webhook-done", "The test did not arrive");
        await LookAsync(visitor, "webhook", width);
        await page.GotoAsync("/organize/audit");
        await Read(page, "#audit", "cleo");
        await LookAsync(visitor, "audit", width);
        await page.GotoAsync($"/organize/events/{@event}/waitlist");
        await Read(page, "#waitlist", "bob");
        await LookAsync(visitor, "waitlist", width);
    }

    /// <summary>An event whose places are gone, and for which ann waits, then bob.</summary>
    private async Task<string> SoldOutAsync()
    {
        var id = (await service.SendAsync("/api/v1/events", service.Organizer, new { name = "Reading", total_seats = 2 })).GetProperty("event_id").GetString()!;
        await service.SendAsync("/api/v1/book", service.Organizer, new { event_id = id, qty = 2 });
        foreach (var who in (string[])["ann", "bob"])
        {
            await service.SendAsync("/api/v1/waitlist", DoorService.Token(who, Roles.Customer), new { event_id = id, quantity = 1 });
        }

        return id;
    }

    private static async Task AnswerAsync(HttpListener receiver)
    {
        while (receiver.IsListening)
        {
            try
            {
                var exchange = await receiver.GetContextAsync();
                exchange.Response.StatusCode = 204;
                exchange.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }

    /// <summary>Looks again until something is there.</summary>
    private static async Task UntilAsync(IPage page, string button, string selector, string text)
    {
        for (var looks = 0; looks < 60; looks++)
        {
            await page.ClickAsync(button);
            try
            {
                await Assertions.Expect(page.Locator(selector)).ToContainTextAsync(text, new() { Timeout = 1_000 });
                return;
            }
            catch (PlaywrightException)
            {
                // Not yet.
            }
        }

        Assert.Fail($"{text} does not come.");
    }

    private static async Task LookAsync(Visitor visitor, string name, int width)
    {
        Assert.Equal(0, await visitor.OverflowAsync());
        Assert.Equal("", string.Join('\n', await visitor.FlawsAsync()));
        Directory.CreateDirectory(Screenshots);
        await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Path = Path.Combine(Screenshots, $"admin-{name}-{width}.png") });
    }

    private static Task Read(IPage page, string selector, string text) => Assertions.Expect(page.Locator(selector)).ToContainTextAsync(text, new() { Timeout = 60_000 });

    private async Task<Visitor> SignInAsync(string name, Roles role, int width = 1_280)
    {
        var visitor = await service.VisitAsync(width);
        await visitor.Page.GotoAsync("/organize#token=" + DoorService.Token(name, role));
        await Read(visitor.Page, "#sign-out", "Sign out");
        return visitor;
    }
}
