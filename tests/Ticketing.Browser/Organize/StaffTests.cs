using Microsoft.Playwright;
using Ticketing.Browser.Door;
using Ticketing.Security;

namespace Ticketing.Browser.Organize;

/// <summary>People who work for an organization: they sign in by mail, and do what their role lets them.</summary>
[Collection(DoorService.Collection)]
public sealed class StaffTests(DoorService service)
{
    private static readonly string Screenshots = Path.Combine(AppContext.BaseDirectory, "screenshots");

    [BrowserFact]
    public async Task An_owner_signs_in_by_mail_creates_an_event_and_adds_staff_who_sell_and_scan()
    {
        await CreateAsync("Town Theatre", "olga@theatre.example");
        await using var owner = await SignInAsync("olga@theatre.example");
        var page = owner.Page;
        await Read(page, "#who", "Town Theatre");
        await Assertions.Expect(page.Locator(".event-row")).ToHaveCountAsync(0);
        await page.GotoAsync("/organize/new");
        await page.FillAsync("#name", "Recital of the house");
        await page.ClickAsync("#save");
        await Read(page, "#event-name", "Recital of the house");
        var @event = page.Url;

        await page.GotoAsync("/organize/staff");
        await page.ClickAsync("#staff-form .button");
        await Read(page, "#staff-error", "Give an e-mail address.");
        foreach (var (who, role) in new[] { ("bea@theatre.example", "box_office"), ("dan@theatre.example", "door") })
        {
            await page.FillAsync("#staff-email", who);
            await page.SelectOptionAsync("#staff-role", role);
            await page.ClickAsync("#staff-form .button");
            await Read(page, "#staff", who);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove olga@theatre.example" }).ClickAsync();
        await Read(page, "#staff-error", "only owner");

        await using var seller = await SignInAsync("bea@theatre.example");
        await seller.Page.GotoAsync(@event);
        await Assertions.Expect(seller.Page.Locator("#edit")).ToBeHiddenAsync();
        await Assertions.Expect(seller.Page.Locator("#codes-part")).ToBeHiddenAsync();
        await seller.Page.FillAsync("#office-reference", "till 1");
        await seller.Page.ClickAsync("#office-form .button");
        await Read(seller.Page, "#office-sold", "Sold: booking ");
        await seller.Page.ClickAsync("#office-sold a");
        await Read(seller.Page, "#booking-facts", "cash, till 1");
        await Assertions.Expect(seller.Page.Locator("[data-act=refund]")).ToBeHiddenAsync();

        await using var guard = await SignInAsync("dan@theatre.example");
        await guard.Page.ClickAsync("#to-door");
        await Assertions.Expect(guard.Page.Locator("#event option")).ToHaveTextAsync(["Recital of the house"]);

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove bea@theatre.example" }).ClickAsync();
        await Assertions.Expect(page.Locator("#staff tbody tr")).ToHaveCountAsync(2);
        await Task.Delay(TimeSpan.FromSeconds(1));
        await seller.Page.GotoAsync(@event);
        await Read(seller.Page, "#event-name", "Recital of the house");
        await Assertions.Expect(seller.Page.Locator("#office")).ToBeHiddenAsync();
        await Assertions.Expect(seller.Page.Locator("#bookings-part")).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task Somebody_elses_events_are_not_there()
    {
        await CreateAsync("North", "nora@north.example");
        await CreateAsync("South", "sam@south.example");
        await using var north = await SignInAsync("nora@north.example");
        await north.Page.GotoAsync("/organize/new");
        await north.Page.FillAsync("#name", "Of the north");
        await north.Page.ClickAsync("#save-draft");
        await Read(north.Page, "#event-name", "Of the north");

        await using var south = await SignInAsync("sam@south.example");
        await Assertions.Expect(south.Page.Locator(".event-row")).ToHaveCountAsync(0);
        await south.Page.GotoAsync(north.Page.Url);
        await Read(south.Page, "#problem", "There is nothing here");
    }

    [BrowserFact]
    public async Task A_link_does_nothing_until_its_button_is_pressed_and_works_once()
    {
        await CreateAsync("Once", "una@once.example");
        await using var visitor = await service.VisitAsync();
        var page = visitor.Page;
        var link = await AskAsync(page, "una@once.example");
        await page.GotoAsync("about:blank");
        await page.GotoAsync(link);
        await Assertions.Expect(page.Locator("#use .button")).ToBeVisibleAsync();
        Assert.EndsWith("/sign-in/confirm", page.Url, StringComparison.Ordinal);
        await page.GotoAsync("about:blank");
        await page.GotoAsync(link);
        await page.ClickAsync("#use .button");
        await Read(page, "#who", "Once");
        await page.ClickAsync("#sign-out");
        await page.GotoAsync("about:blank");
        await page.GotoAsync(link);
        await page.ClickAsync("#use .button");
        await Read(page, "#problem", "The link was used, or is older than 15 minutes.");
    }

    [BrowserTheory]
    [InlineData(320, ColorScheme.Dark)]
    [InlineData(768, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Pages_are_accessible_and_fit(int width, ColorScheme scheme)
    {
        var email = $"pia{width}@wide.example";
        await CreateAsync($"Wide {width}", email);
        await using var visitor = await service.VisitAsync(width);
        await visitor.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        var link = await AskAsync(visitor.Page, email);
        await LookAsync(visitor, "sign-in", width);
        await visitor.Page.GotoAsync("about:blank");
        await visitor.Page.GotoAsync(link);
        await LookAsync(visitor, "link", width);
        await visitor.Page.ClickAsync("#use .button");
        await Read(visitor.Page, "#who", $"Wide {width}");
        await visitor.Page.GotoAsync("/organize/staff");
        await Read(visitor.Page, "#staff", email);
        await LookAsync(visitor, "staff", width);
    }

    private Task CreateAsync(string name, string owner) => service.SendAsync("/api/v1/organizations", DoorService.Token("ada", Roles.Admin), new { name, owner_email = owner });

    private async Task<Visitor> SignInAsync(string email)
    {
        var visitor = await service.VisitAsync();
        var link = await AskAsync(visitor.Page, email);
        await visitor.Page.GotoAsync("about:blank");
        await visitor.Page.GotoAsync(link);
        await visitor.Page.ClickAsync("#use .button");
        await Assertions.Expect(visitor.Page.Locator("#sign-out")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        return visitor;
    }

    /// <summary>Asks for a link: the one that was mailed.</summary>
    private async Task<string> AskAsync(IPage page, string email)
    {
        await page.GotoAsync("/organize#sign-in");
        await page.FillAsync("#link-email", email);
        await page.ClickAsync("#link-form .button");
        await Read(page, "#link-sent", email);
        return await service.LinkAsync(email);
    }

    private static async Task LookAsync(Visitor visitor, string name, int width)
    {
        Assert.Equal(0, await visitor.OverflowAsync());
        var flaws = string.Join('\n', await visitor.FlawsAsync());
        Assert.True(flaws.Length == 0, flaws);
        Directory.CreateDirectory(Screenshots);
        await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Path = Path.Combine(Screenshots, $"staff-{name}-{width}.png") });
    }

    private static Task Read(IPage page, string selector, string text) => Assertions.Expect(page.Locator(selector)).ToContainTextAsync(text, new() { Timeout = 60_000 });
}
