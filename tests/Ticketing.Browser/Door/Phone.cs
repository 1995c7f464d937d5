using Microsoft.Playwright;

namespace Ticketing.Browser.Door;

/// <summary>A phone on which /door is open, as whoever holds it sees it.</summary>
internal sealed class Phone : IAsyncDisposable
{
    /// <summary>Generous: the machine may be busy with other things.</summary>
    private const float Patience = 60_000;

    private readonly Uri _url;
    private readonly List<string> _errors = [];

    private Phone(IBrowserContext context, IPage page, Uri url)
    {
        (Context, Page, _url) = (context, page, url);
        page.Console += (_, message) =>
        {
            // A refusal is an answer with 4xx, which browsers note as if something were broken.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _errors.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _errors.Add(error);
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>What the browser complained of.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public ILocator Verdict => Page.Locator("#verdict");

    public ILocator Recent => Page.Locator("#recent > li");

    /// <param name="browser">The browser.</param>
    /// <param name="url">The service.</param>
    /// <param name="width">Of the screen.</param>
    /// <param name="height">Of the screen.</param>
    /// <param name="keepsPage">Its service worker runs. Answers that a test makes up don't reach pages that one serves.</param>
    public static async Task<Phone> StartAsync(IBrowser browser, Uri url, int width, int height, bool keepsPage)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            Locale = "en-GB",
            TimezoneId = "UTC",
            ServiceWorkers = keepsPage ? ServiceWorkerPolicy.Allow : ServiceWorkerPolicy.Block,
        });
        context.SetDefaultTimeout(Patience);
        context.SetDefaultNavigationTimeout(Patience);
        return new Phone(context, await context.NewPageAsync(), url);
    }

    public Task GoToAsync(string path = "/door") => Page.GotoAsync(new Uri(_url, path).ToString());

    /// <summary>Opens the page by a link that signs in.</summary>
    public async Task FollowLinkAsync(string token)
    {
        await GoToAsync("/door#token=" + token);
        await SeeAsync("setup");
    }

    public async Task OpenGateAsync(Evening evening, string gate)
    {
        await Page.Locator("#event").SelectOptionAsync(evening.Id);
        await Page.Locator("#gate").FillAsync(gate);
        await Page.Locator("#open-gate").ClickAsync();
        await SeeAsync("scan");
    }

    /// <summary>Signed in, at a gate, with all that it takes without network.</summary>
    public async Task StandAtAsync(Evening evening, string gate, string token)
    {
        await FollowLinkAsync(token);
        await OpenGateAsync(evening, gate);
        await ReadAsync("#prepared", "Ready");
        await ReadAsync("#status-word", "Online");
    }

    public Task SeeAsync(string view) => Page.Locator($"body[data-view='{view}']").WaitForAsync();

    /// <summary>A code is put into the field, and what is said of it.</summary>
    public async Task<string> TypeAsync(string code)
    {
        var before = await RecentAsync();
        await Page.Locator("#code").FillAsync(code);
        await Page.Locator("#code").PressAsync("Enter");
        return await VerdictAfterAsync(before);
    }

    /// <summary>A hand scanner types a code and Enter, wherever the focus is.</summary>
    public async Task<string> ScanByHandAsync(string code)
    {
        var before = await RecentAsync();
        await Page.EvaluateAsync(
            """
            code => { for (const key of [...code, 'Enter']) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })); }
            """,
            code);
        return await VerdictAfterAsync(before);
    }

    /// <summary>The verdict's code, once one more has been given than before; whoever reads it goes on.</summary>
    public async Task<string> VerdictAfterAsync(string before)
    {
        await Page.WaitForFunctionAsync("before => (document.querySelector('#recent > li time')?.dateTime ?? '') !== before", before);
        var code = await Verdict.GetAttributeAsync("data-code");
        if (code != "admitted")
        {
            await Page.Locator("#verdict-next").ClickAsync();
        }

        await Assertions.Expect(Verdict).ToBeHiddenAsync(new() { Timeout = Patience });
        return code!;
    }

    /// <summary>When the last verdict was given.</summary>
    public async Task<string> RecentAsync() => await Page.EvaluateAsync<string>("document.querySelector('#recent > li time')?.dateTime ?? ''");

    /// <summary>With TICKETING_SCREENSHOTS, a picture in that folder.</summary>
    public async Task ShowAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("TICKETING_SCREENSHOTS") is { } album)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(album, $"door-{name}.png"), FullPage = name is "gate" or "sign-in" });
        }
    }

    /// <summary>Waits until the page says so.</summary>
    public Task ReadAsync(string selector, string text) => Assertions.Expect(Page.Locator(selector)).ToContainTextAsync(text, new() { Timeout = Patience });

    public ValueTask DisposeAsync() => Context.DisposeAsync();
}
