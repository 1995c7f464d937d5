using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using Ticketing.Browser.Door;
using Ticketing.Security;

namespace Ticketing.Browser.Organize;

/// <summary>API keys on the organizers' pages: made, shown once, renamed, revoked.</summary>
[Collection(DoorService.Collection)]
public sealed class KeyTests(DoorService service)
{
    private static readonly string Screenshots = Path.Combine(AppContext.BaseDirectory, "screenshots");

    [BrowserFact]
    public async Task An_owner_makes_a_key_that_is_shown_once_renames_and_revokes_it()
    {
        await using var visitor = await OwnerAsync("Key House", "kay", 1280);
        var page = visitor.Page;
        await page.ClickAsync("#keys-form .button");
        await Read(page, "#key-error", "Say what the key is for.");
        await page.FillAsync("#key-name", "Web shop");
        await page.ClickAsync("#keys-form .button");
        await Read(page, "#key-error", "Choose what it opens.");
        await page.GetByLabel("See what events earn").CheckAsync();
        await page.ClickAsync("#keys-form .button");
        await Read(page, "#key-made", "not shown again");
        var key = await page.Locator("#key-made code").TextContentAsync();
        Assert.Matches("^tk_[0-9a-f]{16}_[0-9a-f]{40}$", key);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(key!));
        await Read(page, "#keys tbody", "sales:read");

        await page.GetByRole(AriaRole.Button, new() { Name = "Rename Web shop" }).ClickAsync();
        await page.FillAsync("#key-new-name", "The new shop");
        await page.ClickAsync("#key-rename-form .button");
        await Read(page, "#keys tbody", "The new shop");

        await page.ReloadAsync();
        await Read(page, "#keys tbody", "The new shop");
        Assert.DoesNotContain(key![20..], await page.ContentAsync(), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke The new shop" }).ClickAsync();
        await Read(page, "#key-revoke-text", "The new shop");
        await page.ClickAsync("#key-revoke-form .button.danger");
        await Assertions.Expect(page.Locator("#keys-none")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(key));
    }

    [BrowserTheory]
    [InlineData(320, ColorScheme.Dark)]
    [InlineData(768, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task The_page_is_accessible_and_fits(int width, ColorScheme scheme)
    {
        await using var visitor = await OwnerAsync($"Key House {width}", $"kim{width}", width);
        var page = visitor.Page;
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await page.FillAsync("#key-name", "Web shop");
        await page.GetByLabel("Let people in").CheckAsync();
        await page.ClickAsync("#keys-form .button");
        await Read(page, "#key-made", "tk_");
        Assert.Equal(0, await visitor.OverflowAsync());
        var flaws = string.Join('\n', await visitor.FlawsAsync());
        Assert.True(flaws.Length == 0, flaws);
        Directory.CreateDirectory(Screenshots);
        await page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Path = Path.Combine(Screenshots, $"keys-{width}.png") });
    }

    private async Task<Visitor> OwnerAsync(string organization, string subject, int width)
    {
        await service.SendAsync("/api/v1/organizations", DoorService.Token("ada", Roles.Admin), new { name = organization, owner_subject = subject });
        var visitor = await service.VisitAsync(width);
        await visitor.Page.GotoAsync($"/organize/keys#token={DoorService.Token(subject, Roles.Customer)}");
        await Assertions.Expect(visitor.Page.Locator("#keys-form")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        return visitor;
    }

    private async Task<HttpStatusCode> AskAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await service.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private static Task Read(IPage page, string selector, string text) => Assertions.Expect(page.Locator(selector)).ToContainTextAsync(text, new() { Timeout = 60_000 });
}
