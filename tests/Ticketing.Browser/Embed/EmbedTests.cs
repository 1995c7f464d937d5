using System.Net;
using Microsoft.Playwright;

namespace Ticketing.Browser.Embed;

/// <summary>Events on an organizer's own site.</summary>
[Collection(nameof(EmbedStage))]
public sealed class EmbedTests(EmbedStage stage)
{
    [BrowserFact]
    public async Task A_guest_buys_from_a_frame_on_the_organizers_site_without_cookies_and_pays_at_top_level()
    {
        var play = await stage.PlayAsync();
        await using var guest = await stage.VisitAsync();
        await guest.Page.GotoAsync(new Uri(stage.Site, stage.Show(stage.Script(play))).ToString());
        var frame = guest.Page.FrameLocator("iframe");
        await frame.Locator("#seat-map canvas[data-live]").WaitForAsync();
        Assert.Empty(await guest.Page.Context.CookiesAsync());
        await FitsAsync(guest);

        var list = frame.Locator(".seat-list");
        await list.Locator("summary").First.ClickAsync();
        await list.Locator("section", new() { HasText = "Stalls" }).Locator("details summary").Nth(2).ClickAsync();
        await list.GetByLabel("Seat 5", new() { Exact = true }).First.CheckAsync();
        await FitsAsync(guest);
        await frame.GetByRole(AriaRole.Button, new() { Name = "Reserve 1 seat, €38.00" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
        Assert.StartsWith($"{stage.Url}checkout/", guest.Page.Url, StringComparison.Ordinal);
        await guest.PayAsync();
        await guest.SeesAsync("You’re booked");
        await Assertions.Expect(guest.Page.Locator(".ticket")).ToHaveCountAsync(1);
    }

    [BrowserFact]
    public async Task Best_seats_and_places_without_numbers_are_held_from_the_frame_too()
    {
        var play = await stage.PlayAsync();
        await using var guest = await stage.VisitAsync();
        await guest.Page.GotoAsync(new Uri(stage.Site, stage.Show(stage.Script(play))).ToString());
        await guest.Page.FrameLocator("iframe").Locator("select[data-pick]").Last.SelectOptionAsync("2");
        await guest.Page.FrameLocator("iframe").GetByRole(AriaRole.Button, new() { Name = "Reserve", Exact = true }).ClickAsync();
        await guest.SeesAsync("Complete your order");
        await Assertions.Expect(guest.Page.Locator(".total strong")).ToHaveTextAsync("€24.00");
    }

    [BrowserFact]
    public async Task A_site_that_is_not_named_shows_a_link_and_no_frame()
    {
        var play = await stage.PlayAsync();
        var address = stage.Show(stage.Script(play, "data-lang=\"en\""));
        await using var guest = await stage.VisitAsync();
        TaskCompletionSource refused = new();
        guest.Page.Console += (_, message) =>
        {
            if (message.Text.Contains("frame-ancestors", StringComparison.Ordinal))
            {
                refused.TrySetResult();
            }
        };
        guest.Expects("frame-ancestors");
        guest.Expects("postMessage");
        await guest.Page.GotoAsync(new Uri(stage.Stranger, address).ToString());
        await refused.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await Assertions.Expect(guest.Page.Locator("iframe")).ToHaveClassAsync("waits");
        await guest.Page.GetByRole(AriaRole.Link, new() { Name = "Tickets" }).ClickAsync();
        await guest.SeesAsync("The Tempest");
        Assert.Equal($"{stage.Url}e/{play}", guest.Page.Url);
    }

    [BrowserFact]
    public async Task A_button_opens_the_event_over_the_page_with_the_keyboard_alone()
    {
        var play = await stage.PlayAsync();
        await using var guest = await stage.VisitAsync(width: 320);
        await guest.Page.GotoAsync(new Uri(stage.Site, stage.Show(stage.Script(play, "data-button=\"Buy tickets\" data-accent=\"#ffcc00\""))).ToString());
        var button = guest.Page.GetByRole(AriaRole.Button, new() { Name = "Buy tickets" });
        await button.FocusAsync();
        await guest.Page.Keyboard.PressAsync("Enter");
        await guest.Page.FrameLocator("iframe").Locator("#seat-map canvas[data-live]").WaitForAsync();
        await FitsAsync(guest);
        await SaveAsync(guest, "embed-button-320");
        Assert.Empty(await guest.FlawsAsync());
        await guest.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(guest.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await Assertions.Expect(button).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task The_frame_wears_the_sites_colours_and_is_accessible_in_them_at_any_width()
    {
        var play = await stage.PlayAsync();
        await using var guest = await stage.VisitAsync();
        List<string> flaws = [];
        foreach (var (accent, scheme, reader) in new[] { ("#ffcc00", "light", ColorScheme.Dark), ("#7a0019", "dark", ColorScheme.Light), ("#1a4fd0", "auto", ColorScheme.Dark) })
        {
            await guest.Page.EmulateMediaAsync(new() { ColorScheme = reader });
            await guest.Page.GotoAsync(new Uri(stage.Site, stage.Show(stage.Script(play, $"data-accent=\"{accent}\" data-scheme=\"{scheme}\" data-lang=\"de\""))).ToString());
            var frame = guest.Page.FrameLocator("iframe");
            await frame.Locator("#seat-map canvas[data-live]").WaitForAsync();
            await Assertions.Expect(frame.Locator("html")).ToHaveAttributeAsync("lang", "de");
            await Assertions.Expect(frame.Locator("body")).ToHaveCSSAsync("background-color", scheme == "light" ? "rgb(255, 255, 255)" : "rgb(27, 32, 31)");
            foreach (var width in (int[])[320, 768, 1_280])
            {
                await guest.Page.SetViewportSizeAsync(width, 2_400);
                await FitsAsync(guest);
                Assert.Equal(0, await guest.OverflowAsync());
                await SaveAsync(guest, $"embed-{scheme}-{width}");
            }

            flaws.AddRange(await guest.FlawsAsync());
        }

        Assert.Empty(flaws);
    }

    [BrowserFact]
    public async Task What_is_written_wrongly_is_said_to_whoever_wrote_it()
    {
        var play = await stage.PlayAsync();
        await using var guest = await stage.VisitAsync();
        guest.Expects("embed.js: data-");
        List<string> said = [];
        guest.Page.Console += (_, message) => said.Add(message.Text);
        await guest.Page.GotoAsync(new Uri(stage.Site, stage.Show(stage.Script(play, "data-accent=\"red\" data-scheme=\"night\" data-lang=\"fr\"") + $"<script src=\"{stage.Url}embed.js\"></script>")).ToString());
        await guest.Page.FrameLocator("iframe").Locator("h1").WaitForAsync();
        Assert.Contains("embed.js: data-accent must be a colour such as #0f6b5c, not \"red\".", said);
        Assert.Contains("embed.js: data-scheme must be light, dark or auto, not \"night\".", said);
        Assert.Contains("embed.js: data-lang must be en or de, not \"fr\".", said);
        Assert.Contains("embed.js: data-event is missing: give the event's id, which is at the end of its page's address.", said);
    }

    [BrowserFact]
    public async Task A_form_that_another_site_sends_in_the_name_of_the_frame_holds_nothing()
    {
        var concert = await stage.ConcertAsync("Two Only", places: 2, price: "10.00");
        await using var guest = await stage.VisitAsync();
        await guest.Page.GotoAsync(new Uri(stage.Site, stage.Show(
            $"<form method=\"post\" action=\"{stage.Url}embed/{concert}/hold\"><input type=\"hidden\" name=\"from\" value=\"best\"><input type=\"hidden\" name=\"quantity\" value=\"2\"><button>Win</button></form>")).ToString());
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Win" }).ClickAsync();
        await guest.SeesAsync("That form can’t be used any more");
        await guest.Page.GotoAsync($"/e/{concert}");
        await Assertions.Expect(guest.Page.Locator("[data-left]")).ToHaveTextAsync("2 left");
    }

    [BrowserFact]
    public async Task Other_pages_are_framed_by_nobody()
    {
        var play = await stage.PlayAsync();
        using HttpClient client = new() { BaseAddress = stage.Url };
        foreach (var path in (string[])["/", $"/e/{play}", "/checkout/nothing", "/my/nothing", "/organize", "/door"])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            request.Headers.Accept.ParseAdd("text/html");
            using var answer = await client.SendAsync(request);
            Assert.Contains("frame-ancestors 'none'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        }

        using var framed = await client.GetAsync(new Uri($"/embed/{play}", UriKind.Relative));
        Assert.Contains($"frame-ancestors {stage.Site.GetLeftPart(UriPartial.Authority)}", framed.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(framed.Headers.Contains("X-Frame-Options"));
        Assert.False(framed.Headers.Contains("Set-Cookie"));
        using var unknown = await client.GetAsync(new Uri("/embed/nothing", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    /// <summary>The frame is as high as what is in it: nothing is cut off, and it has no bar to scroll with.</summary>
    private static async Task FitsAsync(Visitor guest)
    {
        var inner = guest.Page.Frames.Single(static frame => frame.ParentFrame is not null);
        await Assertions.Expect(guest.Page.Locator("iframe")).Not.ToHaveClassAsync("waits");
        await inner.WaitForFunctionAsync("() => { const page = document.documentElement; return page.scrollHeight <= innerHeight && Math.abs(document.body.getBoundingClientRect().height - innerHeight) <= 1 && page.scrollWidth <= innerWidth; }");
    }

    private static Task SaveAsync(Visitor guest, string name) => guest.Page.ScreenshotAsync(new()
    {
        FullPage = true,
        Path = Path.Combine(Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults", "pages")).FullName, name + ".png"),
    });
}
