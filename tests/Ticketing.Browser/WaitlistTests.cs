using Microsoft.Playwright;
using Ticketing.Browser.Door;
using Ticketing.Security;

namespace Ticketing.Browser;

/// <summary>Waiting without an account: the letter shows whose the address is, and its links lead to the places.</summary>
[Collection(DoorService.Collection)]
public sealed class WaitlistTests(DoorService service)
{
    [BrowserFact]
    public async Task Who_waits_by_mail_is_offered_what_comes_free_and_books_it()
    {
        var (@event, booking) = await SoldOutAsync("Chamber night");
        await using var visitor = await service.VisitAsync(360);
        var page = visitor.Page;
        await page.GotoAsync($"/e/{@event}");
        Assert.Equal("", string.Join('\n', await visitor.FlawsAsync()));
        await page.FillAsync("#waitlist-email", "wim");
        await page.ClickAsync("#waitlist .button");
        await Read(page, ".notice.bad", "Give an e-mail address");
        Assert.Equal(("", 0), (string.Join('\n', await visitor.FlawsAsync()), await visitor.OverflowAsync()));
        await page.FillAsync("#waitlist-email", "wim@waits.example");
        await page.ClickAsync("#waitlist .button");
        await Read(page, "main", "A letter to wim@waits.example is on its way.");

        var link = await service.LinkAsync("wim@waits.example", "/waitlist/join?");
        await page.GotoAsync(link);
        await Read(page, "main", "wim@waits.example waits for this many places: 2.");
        Assert.Equal("", string.Join('\n', await visitor.FlawsAsync()));
        await page.ClickAsync("main .button");
        await Read(page, "h1", "You are on the waitlist");
        var entry = page.Url;
        await page.GotoAsync(link);
        await page.ClickAsync("main .button");
        await Read(page, "h1", "You are on the waitlist");
        Assert.Equal(entry, page.Url);
        Assert.Equal(("", 0), (string.Join('\n', await visitor.FlawsAsync()), await visitor.OverflowAsync()));

        await service.SendAsync($"/api/v1/bookings/{booking}/cancel", service.Organizer, new { reason = "ill" }, HttpMethod.Put);
        await using var elsewhere = await service.VisitAsync();
        await elsewhere.Page.GotoAsync(new Uri(entry).AbsolutePath);
        await Read(elsewhere.Page, "h1", "We can’t find that place in the line");
        await elsewhere.Page.GotoAsync(await service.LinkAsync("wim@waits.example", "/waitlist/", but: "/join"));
        await Read(elsewhere.Page, "h1", "It is your turn");
        Assert.DoesNotContain("t=", elsewhere.Page.Url, StringComparison.Ordinal);
        Assert.Equal("", string.Join('\n', await elsewhere.FlawsAsync()));
        await elsewhere.Page.ClickAsync("form[action$='/book'] .button");
        await Assertions.Expect(elsewhere.Page.Locator(".ticket .qr")).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await Read(elsewhere.Page, ".tickets", "wim@waits.example");
    }

    [BrowserFact]
    public async Task Who_leaves_waits_no_longer_and_a_link_that_was_changed_opens_nothing()
    {
        var (@event, _) = await SoldOutAsync("Second night");
        await using var visitor = await service.VisitAsync();
        var page = visitor.Page;
        await page.GotoAsync($"/e/{@event}");
        await page.FillAsync("#waitlist-email", "lea@waits.example");
        await page.ClickAsync("#waitlist .button");
        var link = await service.LinkAsync("lea@waits.example", "/waitlist/join?");
        await page.GotoAsync(link[..^6] + "AAAAAA");
        await Read(page, "h1", "We can’t find that place in the line");
        await page.GotoAsync(link);
        await page.ClickAsync("main .button");
        await page.ClickAsync("form[action$='/leave'] .button");
        await Read(page, "h1", "You are not on the waitlist any more");
        var waiting = await service.SendAsync($"/api/v1/admin/waitlist?event_id={@event}&status=pending", DoorService.Token("ada", Roles.Admin), null, HttpMethod.Get);
        Assert.Equal(0, waiting.GetProperty("items").GetArrayLength());
    }

    [BrowserFact]
    public async Task Nobody_waits_for_what_can_be_had()
    {
        var (@event, booking) = await SoldOutAsync("Third night");
        await using var visitor = await service.VisitAsync();
        await visitor.Page.GotoAsync($"/e/{@event}");
        await visitor.Page.FillAsync("#waitlist-email", "nia@waits.example");
        await visitor.Page.ClickAsync("#waitlist .button");
        await service.SendAsync($"/api/v1/bookings/{booking}/cancel", service.Organizer, new { reason = "ill" }, HttpMethod.Put);
        await visitor.Page.GotoAsync(await service.LinkAsync("nia@waits.example", "/waitlist/join?"));
        await visitor.Page.ClickAsync("main .button");
        await Read(visitor.Page, ".notice.bad", "So many places are free now");
    }

    private async Task<(string Event, string Booking)> SoldOutAsync(string name)
    {
        var id = (await service.SendAsync("/api/v1/events", service.Organizer, new { name, total_seats = 2 })).GetProperty("event_id").GetString()!;
        var booking = await service.SendAsync("/api/v1/book", service.Organizer, new { event_id = id, qty = 2 });
        return (id, booking.GetProperty("booking_id").GetString()!);
    }

    private static Task Read(IPage page, string selector, string text) => Assertions.Expect(page.Locator(selector).First).ToContainTextAsync(text, new() { Timeout = 60_000 });
}
