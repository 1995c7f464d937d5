using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Ticketing.Browser.Door;

/// <summary>How the page looks to whoever sees it, and to whoever does not. With TICKETING_SCREENSHOTS it leaves pictures in that folder.</summary>
[Collection(DoorService.Collection)]
public sealed class LookTests(DoorService service)
{
    private static readonly string? Album = Environment.GetEnvironmentVariable("TICKETING_SCREENSHOTS");

    [BrowserTheory]
    [InlineData(320, 640, ColorScheme.Light)]
    [InlineData(768, 1024, ColorScheme.Dark)]
    [InlineData(1280, 800, ColorScheme.Light)]
    public async Task Each_state_fits_its_screen_and_breaks_no_rule_of_accessibility(int width, int height, ColorScheme scheme)
    {
        var evening = await service.EveningAsync("Königin der Nacht – Mozart, Staatskapelle");
        var (good, cancelled, twice) = (await evening.BuyAsync("stalls-A-11", "stalls-A-12"), await evening.BuyAsync("stalls-A-2"), await evening.BuyAsync("stalls-A-3"));
        await evening.CancelAsync(cancelled);
        await evening.ScanAsync(good.Codes[1], "Stage door");
        await using var phone = await service.PhoneAsync(null, width, height);
        await phone.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await phone.GoToAsync();
        await phone.SeeAsync("sign-in");
        await JudgeAsync(phone, $"{width}-{scheme}-1-sign-in");
        await phone.FollowLinkAsync(service.Organizer);
        await JudgeAsync(phone, $"{width}-{scheme}-2-setup");

        // The verdict that goes by itself stays until it has been looked at.
        await phone.Page.EvaluateAsync("() => { const set = window.setTimeout; window.setTimeout = (act, delay, ...all) => delay === 1600 ? 0 : set(act, delay, ...all); }");
        await phone.OpenGateAsync(evening, "North");
        await phone.ReadAsync("#prepared", "Ready");
        await phone.ReadAsync("#camera-why", "There is no camera here");
        await JudgeAsync(phone, $"{width}-{scheme}-3-scan");
        foreach (var (code, said) in new[] { (good.Codes[0], "Let in"), (good.Codes[1], "Already in"), (cancelled.Code, "Cancelled") })
        {
            await phone.Page.Locator("#code").FillAsync(code);
            await phone.Page.Locator("#code").PressAsync("Enter");
            await phone.ReadAsync("#verdict-word", said);
            await JudgeAsync(phone, $"{width}-{scheme}-4-{said}");
            await phone.Page.Locator("#verdict-next").ClickAsync();
        }

        await phone.Context.SetOfflineAsync(true);
        await phone.ReadAsync("#status-word", "No network");
        await evening.ScanAsync(twice.Code, "South");
        await phone.Page.Locator("#code").FillAsync(twice.Code);
        await phone.Page.Locator("#code").PressAsync("Enter");
        await phone.ReadAsync("#verdict-why", "Decided without network");
        await phone.Page.Locator("#verdict-next").ClickAsync();
        await phone.ReadAsync("#waiting", "1 scan waits");
        await JudgeAsync(phone, $"{width}-{scheme}-5-offline");
        await phone.Page.Locator("div[data-part=scan] [data-act=sign-out]").ClickAsync();
        await phone.ReadAsync("#sign-out-text", "1 scan waits");
        await JudgeAsync(phone, $"{width}-{scheme}-6-sign-out");
        await phone.Page.Locator("#sign-out-dialog [data-act=close]").ClickAsync();
        await phone.Context.SetOfflineAsync(false);
        await phone.ReadAsync("#conflicts-list", "South");
        await phone.ReadAsync("#gates-list", "North");
        await JudgeAsync(phone, $"{width}-{scheme}-7-conflict");
        Assert.Empty(phone.Errors);
    }

    private static async Task JudgeAsync(Phone phone, string name)
    {
        if (Album is not null)
        {
            await phone.Page.ScreenshotAsync(new() { Path = Path.Combine(Album, name.Replace(' ', '-') + ".png"), FullPage = !name.Contains("-4-", StringComparison.Ordinal) });
        }

        Assert.True(await phone.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"), $"{name} is wider than its screen.");
        var found = await phone.Page.RunAxe();
        Assert.True(found.Violations.Length == 0, name + ": " + string.Join("; ", found.Violations.Select(static one =>
            $"{one.Id} ({one.Help}) at {string.Join(", ", one.Nodes.Select(static node => node.Html))}")));
    }
}
