using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Ticketing.Browser.Door;
using Ticketing.Security;

namespace Ticketing.Browser.Organize;

/// <summary>Somebody who sells: from nothing to an event that is sold, paid back and cancelled.</summary>
public sealed class OrganizeTests(DoorService service) : IClassFixture<DoorService>
{
    /// <summary>Generous: the machine may be busy with other things.</summary>
    private const float Patience = 60_000;

    private static readonly string Screenshots = Path.Combine(AppContext.BaseDirectory, "screenshots");

    private readonly List<string> _errors = [];

    [BrowserFact]
    public async Task An_event_is_created_sold_and_paid_back()
    {
        await using var context = await SignInAsync(DoorService.Token("olga", Roles.Admin));
        var page = context.Pages[0];
        await CreateAsync(page, "Summer Night");
        await Read(page, "#event-when", "Saturday, 31 July 2027 at 19:30 · Town Hall");

        await page.FillAsync("#office-qty", "3");
        await page.FillAsync("#office-reference", "till 2, no. 4711");
        await page.FillAsync("#office-email", "ann@example.org");
        await page.ClickAsync("#office-form .button");
        await Read(page, "#office-sold", "Sold: booking ");
        await Read(page, "#figures", "€75.00");
        await Read(page, "#bookings", "ann@example.org");

        await page.ClickAsync("#office-sold a");
        await Read(page, "#booking-facts", "cash, till 2, no. 4711");
        await page.ClickAsync("[data-act=refund]");
        await page.FillAsync("#act-amount", "10.00");
        await page.ClickAsync("#act-send");
        await Read(page, "#act-error", "Give a reason");
        await page.FillAsync("#act-reason", "seats behind a pillar");
        await page.ClickAsync("#act-send");
        await Read(page, "#booking-done", "It is paid back.");
        await Read(page, "#history", "By olga – seats behind a pillar");
        await Read(page, "#booking-facts", "€10.00");
        Assert.Empty(_errors);
    }

    [BrowserFact]
    public async Task A_form_says_what_is_wrong_at_its_field_and_keeps_the_rest()
    {
        await using var context = await SignInAsync(DoorService.Token("olga", Roles.Organizer));
        var page = context.Pages[0];
        await FillAsync(page, "Spring Night");

        // The clocks there go from 02:00 to 03:00.
        await page.FillAsync("#starts_at", "2027-03-28T02:30");
        await page.FillAsync("#doors_open_at", "");
        await page.ClickAsync("#save");
        await Read(page, "#starts_at-error", "The clocks there never show this time");

        // What the service alone knows is said there too.
        await page.FillAsync("#starts_at", "2027-03-28T19:30");
        await page.FillAsync("#ends_at", "2027-03-28T19:00");
        await page.FillAsync("#currency", "EUX");
        await page.ClickAsync("#save");
        await Read(page, "#currency-error", "ISO 4217");
        Assert.Equal("Spring Night", await page.InputValueAsync("#name"));

        await page.FillAsync("#currency", "EUR");
        await page.FillAsync("#ends_at", "2027-03-28T22:00");
        await page.ClickAsync("#save-draft");
        await page.WaitForURLAsync("**/organize/events/*");
        await Read(page, "#event-status", "Draft");
        await page.ClickAsync("[data-status=on_sale]");
        await Read(page, "#event-status", "On sale");

        // Bookings are for admins, and the page says so.
        await Assertions.Expect(page.Locator("#bookings-part")).ToBeHiddenAsync();
        await Read(page, ".not-admin", "are for admins");
        Assert.Empty(_errors);
    }

    [BrowserFact]
    public async Task Cancelling_an_event_says_what_it_is_about_before_and_how_far_it_is_after()
    {
        await using var context = await SignInAsync(DoorService.Token("olga", Roles.Admin));
        var page = context.Pages[0];
        await CreateAsync(page, "Rainy Night");
        await page.FillAsync("#office-reference", "till 2, no. 4712");
        await page.ClickAsync("#office-form .button");
        await Read(page, "#office-sold", "Sold: booking ");
        await page.ClickAsync("#cancel-event");
        await Read(page, "#cancel-what", "1 booking would be cancelled, €25.00 paid back.");
        await page.FillAsync("#cancel-reason", "rain");
        await page.ClickAsync("#cancel-send");
        await Read(page, "#cancellation", "The event is cancelled: 1 booking, €25.00 paid back.");
        await page.ReloadAsync();
        await Read(page, "#cancellation", "The event is cancelled: 1 booking, €25.00 paid back.");
        await Read(page, "#event-status", "Cancelled");
        Assert.Empty(_errors);
    }

    [BrowserTheory]
    [InlineData("customer", "This token does not allow it.")]
    [InlineData("forged", "The service does not take this token.")]
    [InlineData("expired", "This token is no longer good.")]
    [InlineData("text", "This is no token.")]
    public async Task A_token_that_is_not_good_is_told_so(string kind, string expected)
    {
        await using var context = await StartAsync();
        var page = context.Pages[0];
        await page.GotoAsync(new Uri(service.Url, "/organize#sign-in").ToString());
        var good = DoorService.Token("olga", Roles.Organizer);
        await page.FillAsync("#token", kind switch
        {
            "customer" => DoorService.Token("ann", Roles.Customer),
            "forged" => good[..good.LastIndexOf('.')] + "." + new string('A', 43),
            "expired" => DoorService.Token("olga", Roles.Organizer, TimeSpan.FromSeconds(-60)),
            _ => "let me in",
        });
        await page.ClickAsync("#sign-in-form .button");
        await Read(page, "#sign-in-problem", expected);
        Assert.Empty(_errors);
    }

    [BrowserTheory]
    [InlineData(320)]
    [InlineData(768)]
    [InlineData(1280)]
    public async Task Every_page_is_accessible_and_fits(int width)
    {
        await using var context = await SignInAsync(DoorService.Token("olga", Roles.Admin), width);
        var page = context.Pages[0];
        await CreateAsync(page, $"Night of {width}");
        await page.FillAsync("#office-reference", "till 2, no. 4713");
        await page.ClickAsync("#office-form .button");
        await Read(page, "#office-sold", "Sold: booking ");
        await LookAsync(page, "event", width);
        await page.ClickAsync("#office-sold a");
        await Read(page, "#booking-facts", "€25.00");
        await LookAsync(page, "booking", width);
        await page.GotoAsync(new Uri(service.Url, "/organize").ToString());
        await Read(page, "#events", $"Night of {width}");
        await LookAsync(page, "events", width);
        await FillAsync(page, "Another");
        await LookAsync(page, "new", width);
        Assert.Empty(_errors);
    }

    private static async Task LookAsync(IPage page, string name, int width)
    {
        Assert.InRange(await page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, width);
        var found = await page.RunAxe();
        Assert.True(found.Violations.Length == 0, string.Join('\n', found.Violations.Select(static one => $"{one.Id}: {one.Help} {string.Join(' ', one.Nodes.Select(static node => node.Html))}")));
        Directory.CreateDirectory(Screenshots);
        await page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Path = Path.Combine(Screenshots, $"organize-{name}-{width}.png") });
    }

    private async Task FillAsync(IPage page, string name)
    {
        await page.GotoAsync(new Uri(service.Url, "/organize/new").ToString());
        await page.FillAsync("#name", name);
        await page.FillAsync("#description", "Music **outside**.");
        await page.FillAsync("#venue", "Town Hall");
        await page.FillAsync("#address", "Main Street 1\n12345 Town");
        await page.FillAsync("#time_zone", "Europe/Berlin");
        await page.FillAsync("#starts_at", "2027-07-31T19:30");
        await page.FillAsync("#ends_at", "2027-07-31T22:30");
        await page.FillAsync("#doors_open_at", "2027-07-31T18:30");
    }

    private async Task CreateAsync(IPage page, string name)
    {
        await FillAsync(page, name);
        await page.ClickAsync("#save");
        await page.WaitForURLAsync("**/organize/events/*");
        await Read(page, "#event-name", name);
    }

    private static Task Read(IPage page, string selector, string text) => Assertions.Expect(page.Locator(selector)).ToContainTextAsync(text, new() { Timeout = Patience });

    private async Task<IBrowserContext> SignInAsync(string token, int width = 1280)
    {
        var context = await StartAsync(width);
        var page = context.Pages[0];
        await page.GotoAsync(new Uri(service.Url, "/organize#token=" + token).ToString());
        await Read(page, "#sign-out", "Sign out");
        Assert.DoesNotContain("token", page.Url, StringComparison.Ordinal);
        return context;
    }

    private async Task<IBrowserContext> StartAsync(int width = 1280)
    {
        var context = await service.Browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, Locale = "en-GB", TimezoneId = "UTC" });
        context.SetDefaultTimeout(Patience);
        context.SetDefaultNavigationTimeout(Patience);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, message) =>
        {
            // A refusal is an answer with 4xx, which browsers note as if something were broken.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _errors.Add(message.Text);
            }
        };
        return context;
    }
}
