using Microsoft.Playwright;

namespace Ticketing.Browser.Stripe;

/// <summary>Guests pay by card on the checkout page. That a page's policy refuses something is a complaint of the console, and fails a test.</summary>
[Collection(nameof(StripeStage))]
public sealed class PayingTests(StripeStage stage)
{
    private const string Good = "4242424242424242";
    private const string Poor = "4000000000009995";
    private const string Secured = "4000002760003184";
    private const string Slow = "4000000000000077";

    [BrowserFact]
    public async Task A_guest_pays_by_card_from_the_seat_to_the_tickets()
    {
        var play = await stage.PlayAsync();
        await using var guest = await stage.BuyerAsync();
        await guest.OpenMapAsync(play);
        await guest.ClickSeatAsync("Stalls, row C, seat 5");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve 1 seat, €38.00" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
        await Assertions.Expect(guest.Page.Locator("[data-fields]")).ToHaveAttributeAsync("data-asked", "3800 eur en");
        await PayAsync(guest, Good);
        await guest.SeesAsync("You’re booked");

        await Assertions.Expect(guest.Page.Locator(".ticket")).ToHaveCountAsync(1);
        var row = stage.Api.Books.Rows[^1];
        Assert.Equal(("succeeded", 3_800L, "eur"), (row.Status, row.Kept, row.Currency));
        Assert.Empty(stage.Api.Wrong);
    }

    [BrowserFact]
    public async Task Who_is_declined_is_told_why_and_pays_with_another_card()
    {
        await using var guest = await stage.BuyerAsync();
        await ReserveAsync(guest, "Second Card");
        await PayAsync(guest, Poor);
        await Assertions.Expect(guest.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("There is not enough money on that card.");
        await Assertions.Expect(guest.Page.Locator(".total strong")).ToHaveTextAsync("€18.00");
        await PayAsync(guest, Good, email: null);
        await guest.SeesAsync("You’re booked");
        Assert.Equal(["canceled", "succeeded"], stage.Api.Books.Rows.TakeLast(2).Select(static row => row.Status));
    }

    [BrowserFact]
    public async Task What_a_bank_asks_is_shown_and_done()
    {
        await using var guest = await stage.BuyerAsync();
        await ReserveAsync(guest, "Careful Bank");
        await PayAsync(guest, Secured);
        await guest.SeesAsync("One more step");
        await guest.Page.GetByText("Complete authentication").ClickAsync();
        await guest.SeesAsync("You’re booked");
    }

    [BrowserFact]
    public async Task Who_fails_at_the_bank_or_leaves_it_takes_another_card_and_pays_once()
    {
        await using var guest = await stage.BuyerAsync();
        await ReserveAsync(guest, "Forgotten Code");
        await PayAsync(guest, Secured);
        await guest.Page.GetByText("Fail authentication").ClickAsync();
        await Assertions.Expect(guest.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("You did not confirm the payment at your bank");
        await PayAsync(guest, Secured, email: null);
        await guest.SeesAsync("One more step");
        await guest.Page.GotoAsync(new Uri(guest.Page.Url).AbsolutePath + "?other=1");
        await PayAsync(guest, Good, email: null);
        await guest.SeesAsync("You’re booked");
        Assert.Equal(["canceled", "canceled", "succeeded"], stage.Api.Books.Rows.TakeLast(3).Select(static row => row.Status));
    }

    [BrowserFact]
    public async Task What_takes_a_moment_is_followed_by_the_page_itself()
    {
        await using var guest = await stage.BuyerAsync();
        await ReserveAsync(guest, "Slow Bank");
        await PayAsync(guest, Slow);
        await guest.SeesAsync("Your payment is being processed");
        stage.Api.Books.Change("requires_capture");
        await guest.SeesAsync("You’re booked");
    }

    [BrowserFact]
    public async Task An_incomplete_card_or_address_is_not_sent()
    {
        await using var guest = await stage.BuyerAsync();
        await ReserveAsync(guest, "Hasty");
        await PayAsync(guest, Good, email: "no address");
        await PayAsync(guest, number: "");
        await Assertions.Expect(guest.Page.Locator("#pay button")).ToBeEnabledAsync();
        await guest.SeesAsync("Complete your order");
        Assert.Empty(await guest.Page.Locator("[role=alert]:visible").AllAsync());
    }

    [BrowserFact]
    public async Task Where_Stripe_is_blocked_or_scripts_are_off_the_page_says_what_to_do()
    {
        await using var cutOff = await stage.BuyerAsync();
        await cutOff.Page.RouteAsync("https://js.stripe.com/**", static route => route.AbortAsync());
        await ReserveAsync(cutOff, "Blocked");
        await Assertions.Expect(cutOff.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The card form could not be loaded.");
        await Assertions.Expect(cutOff.Page.Locator("#pay button")).ToBeDisabledAsync();

        await using var plain = await stage.BuyerAsync(scripts: false);
        await ReserveAsync(plain, "Plain");
        await Assertions.Expect(plain.Page.GetByText("Paying by card needs JavaScript.")).ToBeVisibleAsync();
        await Assertions.Expect(plain.Page.Locator("#pay button")).ToBeDisabledAsync();
    }

    [BrowserFact]
    public async Task Pages_with_the_card_form_are_accessible_and_fit_a_narrow_screen()
    {
        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using var guest = await stage.BuyerAsync(scheme: scheme);
            await ReserveAsync(guest, "Looked At");
            await LookAsync(guest, $"checkout-card-{scheme}");
            await PayAsync(guest, Poor);
            await Assertions.Expect(guest.Page.GetByRole(AriaRole.Alert).First).ToBeVisibleAsync();
            await LookAsync(guest, $"checkout-card-declined-{scheme}");
            await PayAsync(guest, Secured, email: null);
            await guest.SeesAsync("One more step");
            await LookAsync(guest, $"checkout-card-bank-{scheme}");
            await guest.Page.GetByText("Fail authentication").ClickAsync();
            await guest.SeesAsync("Complete your order");
        }
    }

    [BrowserFact]
    public async Task Only_the_page_that_takes_cards_may_load_from_Stripe()
    {
        await using var guest = await stage.BuyerAsync();
        var answer = await guest.Page.GotoAsync($"/e/{await stage.ConcertAsync("Elsewhere", places: 10, price: "9.00")}");
        Assert.DoesNotContain("stripe", answer!.Headers["content-security-policy"], StringComparison.Ordinal);
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
        answer = await guest.Page.ReloadAsync();
        Assert.Contains(
            "frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com", answer!.Headers["content-security-policy"], StringComparison.Ordinal);
    }

    private async Task ReserveAsync(Visitor guest, string name)
    {
        await guest.Page.GotoAsync($"/e/{await stage.ConcertAsync(name, places: 10, price: "9.00")}");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
    }

    /// <summary>Fills the form in and sends it, once it is there.</summary>
    private static async Task PayAsync(Visitor guest, string number, string? email = "ann@example.org")
    {
        if (email is not null)
        {
            await guest.Page.Locator("#email").FillAsync(email);
        }

        await guest.Page.GetByLabel("Card number").FillAsync(number);
        await guest.Page.Locator("#pay button").ClickAsync();
    }

    private static async Task LookAsync(Visitor guest, string name)
    {
        await Assertions.Expect(guest.Page.Locator("iframe")).ToHaveCountAsync(1);
        var flaws = await guest.FlawsAsync();
        Assert.True(flaws.Length == 0, string.Join('\n', flaws));
        await guest.Page.SetViewportSizeAsync(320, 900);
        Assert.InRange(await guest.OverflowAsync(), int.MinValue, 0);
        await guest.Page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(AppContext.BaseDirectory, "TestResults", "pages", $"{name}.png") });
        await guest.Page.SetViewportSizeAsync(1_280, 900);
        await guest.Page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(AppContext.BaseDirectory, "TestResults", "pages", $"{name}-wide.png") });
    }
}
