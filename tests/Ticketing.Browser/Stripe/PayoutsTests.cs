using Microsoft.Playwright;
using Ticketing.Browser.Door;

namespace Ticketing.Browser.Stripe;

/// <summary>Owners of organizations connect an account and see what is paid out; buyers pay to that account.</summary>
[Collection(nameof(ConnectStage))]
public sealed class PayoutsTests(ConnectStage stage)
{
    [BrowserFact]
    public async Task An_owner_connects_an_account_and_buyers_pay_to_it_until_access_is_taken_back()
    {
        var organization = await stage.FoundAsync("Town Players", "olga");
        await using var owner = await stage.OpenAsync("olga", "/organize/payouts");
        var page = owner.Page;
        await Reads(page, "#payouts-state", "No account is connected.");
        await LookAsync(owner, "none");

        await page.RouteAsync("https://connect.stripe.com/**", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = $"<!DOCTYPE html><html lang=\"en\"><title>Stripe</title><a href=\"{stage.Url}organize/payouts?organization={organization}\">Return to the shop</a></html>",
        }));
        await page.ClickAsync("#payouts-connect");
        await Assertions.Expect(page.GetByText("Return to the shop")).ToBeVisibleAsync();
        var account = stage.Api.Books.Accounts[^1];
        account.PayOut("po_1", 30_050, "eur", "failed", "The bank account was closed.");
        account.PayOut("po_2", 12_000, "eur", "in_transit");
        await page.GetByText("Return to the shop").ClickAsync();
        await Reads(page, "#payouts-state", "The account can’t take payments yet.");
        await Reads(page, "#payouts-missing", "business_profile.url");
        await LookAsync(owner, "missing");

        account.Complete();
        await page.ClickAsync("#payouts-connect");
        await page.GetByText("Return to the shop").ClickAsync();
        await Reads(page, "#payouts-state", "The account takes payments and pays them out.");
        await Reads(page, "#payouts-balance", "€12.34 can be paid out, €0.10 later");
        await Assertions.Expect(page.Locator("#payouts tbody tr")).ToHaveCountAsync(2);
        await Reads(page, "#payouts", "On its way");
        await Reads(page, "#payouts", "The bank account was closed.");
        await LookAsync(owner, "ready");

        var concert = await stage.ConcertOfAsync(organization, "olga", "Straight to the players");
        await using var guest = await ReserveAsync(concert);
        await PayAsync(guest, "4000002760003184");
        await guest.SeesAsync("One more step");
        await Assertions.Expect(guest.Page.Locator("[data-secret]")).ToHaveAttributeAsync("data-account", account.Id);
        await guest.Page.GetByText("Complete authentication").ClickAsync();
        await guest.SeesAsync("You’re booked");
        var row = stage.Api.Books.Rows[^1];
        Assert.Equal((account.Id, "succeeded", 1_800L), (row.Account, row.Status, row.Kept));
        Assert.EndsWith(account.Id, row.Means, StringComparison.Ordinal);
        Assert.Empty(stage.Api.Wrong);

        await page.ClickAsync("#payouts-disconnect");
        await page.ClickAsync("#disconnect-form .danger");
        await Reads(page, "#disconnect-error", "Straight to the players");
        await page.ClickAsync("#disconnect-form [data-act=close]");
        account.IsRevoked = true;
        await page.ReloadAsync();
        await Reads(page, "#payouts-state", "Access to the account was taken back");
        await LookAsync(owner, "revoked");
        await page.GotoAsync("/organize");
        await Reads(page, "#events-unpaid", "Nobody can pay for events of Town Players now");
        Assert.Empty(await owner.FlawsAsync());
        await using var late = await ReserveAsync(concert);
        await Assertions.Expect(late.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Payments are not possible now");
        await Assertions.Expect(late.Page.Locator("#pay")).ToHaveCountAsync(0);
        Assert.Empty(await late.FlawsAsync());
    }

    [BrowserTheory]
    [InlineData(320, ColorScheme.Dark, "de", "Es ist kein Konto verbunden.")]
    [InlineData(768, ColorScheme.Light, "en", "No account is connected.")]
    public async Task The_page_speaks_both_languages_and_fits(int width, ColorScheme scheme, string language, string text)
    {
        var owner = $"pia{width}";
        await stage.FoundAsync($"Wide {width}", owner);
        await using var visitor = await stage.OpenAsync(owner, "/organize/payouts", width, language, scheme);
        await Reads(visitor.Page, "#payouts-state", text);
        await LookAsync(visitor, $"{language}-{width}");
    }

    private async Task<Visitor> ReserveAsync(string concert)
    {
        var guest = await stage.BuyerAsync();
        await guest.Page.GotoAsync($"/e/{concert}");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
        return guest;
    }

    private static async Task PayAsync(Visitor guest, string number)
    {
        await guest.Page.Locator("#email").FillAsync("ann@example.org");
        await guest.Page.GetByLabel("Card number").FillAsync(number);
        await guest.Page.Locator("#pay button").ClickAsync();
    }

    private static async Task LookAsync(Visitor visitor, string name)
    {
        var flaws = await visitor.FlawsAsync();
        Assert.True(flaws.Length == 0, string.Join('\n', flaws));
        Assert.InRange(await visitor.OverflowAsync(), int.MinValue, 0);
        await visitor.Page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(AppContext.BaseDirectory, "TestResults", "pages", $"payouts-{name}.png") });
    }

    private static Task Reads(IPage page, string selector, string text) => Assertions.Expect(page.Locator(selector)).ToContainTextAsync(text, new() { Timeout = 60_000 });
}
