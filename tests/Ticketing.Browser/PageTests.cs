using System.Globalization;
using Microsoft.Playwright;

namespace Ticketing.Browser;

/// <summary>Every page: fit for narrow screens, for assistive technology, in both schemes of colour, and to be looked at.</summary>
[Collection(nameof(Stage))]
public sealed class PageTests(Stage stage)
{
    /// <summary>With this set, pictures of the documents are made anew.</summary>
    private const string UpdateVariable = "TICKETING_UPDATE_IMAGES";

    [BrowserFact]
    public async Task Every_page_is_accessible()
    {
        await using var guest = await stage.VisitAsync();
        List<string> flaws = [];
        await LookAsync(guest, async (_, _) => flaws.AddRange(await guest.FlawsAsync()));

        Assert.Empty(flaws);
    }

    [BrowserFact]
    public async Task Every_page_fits_the_width_of_its_screen()
    {
        await using var guest = await stage.VisitAsync();
        List<string> flaws = [];
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults", "pages")).FullName;
        await LookAsync(guest, async (name, scheme) =>
        {
            foreach (var width in (int[])[320, 768, 1_280])
            {
                await guest.Page.SetViewportSizeAsync(width, 900);
                if (await guest.OverflowAsync() is var overflow && overflow > 0)
                {
                    flaws.Add(string.Create(CultureInfo.InvariantCulture, $"{name} is {overflow} px too wide for {width} px."));
                }

                await guest.Page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(folder, $"{name}-{width}-{scheme.ToString().ToLowerInvariant()}.png") });
            }
        });

        Assert.Empty(flaws);
    }

    [BrowserFact]
    public async Task Pages_speak_German_to_whoever_reads_it_and_English_on_demand()
    {
        var play = await stage.PlayAsync();
        await using var guest = await stage.VisitAsync(language: "de-AT");
        await guest.Page.GotoAsync($"/e/{play}");
        await Assertions.Expect(guest.Page.Locator("time").First).ToContainTextAsync("Samstag, 1. Juni 2030");
        await Assertions.Expect(guest.Page.Locator(".prices")).ToContainTextAsync("38,00 €");
        await Assertions.Expect(guest.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");

        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(guest.Page.Locator("time").First).ToContainTextAsync("Saturday, 1 June 2030");
        Assert.EndsWith($"/e/{play}", guest.Page.Url, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task A_hall_of_twenty_thousand_seats_is_drawn_and_moved()
    {
        var hall = await stage.EventAsync(new
        {
            name = "Arena Night",
            currency = "EUR",
            starts_at = "2030-09-12T20:00:00+02:00",
            sections = Enumerable.Range(0, 4).Select(static block => new
            {
                id = $"b{block}",
                name = $"Block {block + 1}",
                kind = "seated",
                price = "80.00",
                rows = Enumerable.Range(1, 50).Select(static row => new { label = row.ToString(CultureInfo.InvariantCulture), seats = 100 }),
            }),
        });
        await using var guest = await stage.VisitAsync();
        await guest.OpenMapAsync(hall);
        await guest.Page.Locator("#seat-map canvas").FocusAsync();
        await guest.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(guest.Page.Locator(".map-tip")).ToHaveTextAsync("Block 1, row 1, seat 1, Free, €80.00");
        await guest.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(guest.Page.Locator("[data-hold]")).ToHaveTextAsync("Reserve 1 seat, €80.00");
    }

    [BrowserFact]
    public async Task The_picture_in_the_read_me_is_of_now()
    {
        var picture = Path.Combine(Root(), "docs", "images", "event.png");
        var play = await stage.PlayAsync();
        await stage.HoldAsync(play, "stalls-A-4", "stalls-A-5", "stalls-C-7");
        await using var guest = await stage.VisitAsync(width: 1_100);
        await guest.OpenMapAsync(play);
        await guest.TickSeatAsync("Stalls", row: 3, seat: 8);
        await guest.TickSeatAsync("Stalls", row: 3, seat: 9);
        await guest.Page.EvaluateAsync("document.querySelector('.seat-list').open = false");
        var shot = await guest.Page.ScreenshotAsync(new() { FullPage = true });
        if (Environment.GetEnvironmentVariable(UpdateVariable) is { Length: > 0 })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(picture)!);
            await File.WriteAllBytesAsync(picture, shot);
        }

        Assert.InRange(new FileInfo(picture).Length, 1, 200_000);
    }

    /// <summary>Opens every page in both schemes of colour.</summary>
    private async Task LookAsync(Visitor guest, Func<string, ColorScheme, Task> look)
    {
        var pages = await PagesAsync(guest);

        // A page that looks again by itself would be gone while it is looked at.
        await guest.Page.RouteAsync("**/checkout/*", static async route =>
        {
            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace("http-equiv=\"refresh\"", "", StringComparison.Ordinal) });
        });
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await guest.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            foreach (var (name, address) in pages)
            {
                await guest.Page.GotoAsync(address);
                if (name is "event" or "exchange" or "exchange-gone")
                {
                    await guest.Page.Locator("#seat-map canvas[data-live]").WaitForAsync();
                }

                await look(name, scheme);
            }
        }
    }

    /// <summary>One of each, all of them open to this visitor.</summary>
    private async Task<(string Name, string Address)[]> PagesAsync(Visitor guest)
    {
        var play = await stage.PlayAsync();
        await stage.HoldAsync(play, "stalls-A-4", "stalls-A-5", "stalls-C-7");
        var full = await stage.ConcertAsync("Small Room Quartet", places: 2, price: "22.00");
        await BookAsync(guest, full, pay: null);
        var booking = await BookAsync(guest, await stage.ConcertAsync("Late Jazz", places: 80, price: "18.50"), "tok_success");
        var seats = await BookAsync(guest, play, "tok_success");
        var declined = await BookAsync(guest, await stage.ConcertAsync("Declined", places: 80, price: "18.50"), "tok_decline");
        var late = await BookAsync(guest, await stage.ConcertAsync("Slow Money", places: 80, price: "18.50"), "tok_late_success");
        var action = await BookAsync(guest, await stage.ConcertAsync("Careful Bank", places: 80, price: "18.50"), "tok_action");
        var soon = await stage.EventAsync(new { name = "Winter Gala", starts_at = "2031-01-12T20:00:00+01:00", sale_opens_at = "2030-11-01T10:00:00+01:00", total_seats = 100, price = "45.00" });
        return
        [
            ("home", "/"),
            ("search-nothing", "/?q=nothing+like+it"),
            ("event", $"/e/{play}"),
            ("event-sold-out", $"/e/{full}"),
            ("event-not-yet", $"/e/{soon}"),
            ("checkout", await BookAsync(guest, play, pay: null)),
            ("checkout-declined", declined),
            ("checkout-processing", late),
            ("checkout-action", action),
            ("booking", booking),
            ("cancel", $"{booking}/cancel"),
            ("give-back", $"{booking}/give-back"),
            ("give-back-one", $"{booking}/give-back?ticket=1"),
            ("exchange", $"{seats}/exchange"),
            ("exchange-preview", $"{seats}/exchange?from=best&section=stalls&quantity=2"),
            ("exchange-gone", $"{seats}/exchange?from=map&seats=stalls-A-4,stalls-B-4"),
            ("not-found", "/nothing-here"),
        ];
    }

    /// <summary>Holds two places, and pays them that way; null: not yet. The address where that led.</summary>
    private static async Task<string> BookAsync(Visitor guest, string @event, string? pay)
    {
        await guest.Page.GotoAsync($"/e/{@event}");
        await guest.Page.Locator("select[data-pick]").Last.SelectOptionAsync("2");
        await guest.Page.Locator("[form=cart][value=places]").Last.ClickAsync();
        await guest.SeesAsync("Complete your order");
        if (pay is not null)
        {
            await guest.PayAsync(pay);
            await Assertions.Expect(pay == "tok_decline" ? guest.Page.GetByRole(AriaRole.Alert) : guest.Title).Not.ToHaveTextAsync("Complete your order");
        }

        return new Uri(guest.Page.Url).AbsolutePath;
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Ticketing.Orleans.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
