using Microsoft.Playwright;

namespace Ticketing.Browser;

/// <summary>Guests exchange the places of what they booked.</summary>
[Collection(nameof(Stage))]
public sealed class ExchangeTests(Stage stage)
{
    [BrowserFact]
    public async Task Cheaper_seats_pay_back_what_the_terms_say()
    {
        await using var guest = await stage.VisitAsync();
        var page = guest.Page;
        await BookAsync(guest, await stage.PlayAsync("Cymbeline"), "Stalls, row C, seat 5", "Stalls, row C, seat 6");
        await page.GetByText("Choose other places").ClickAsync();
        await guest.SeesAsync("Choose other places");
        await Assertions.Expect(page.Locator(".order li")).ToHaveTextAsync(["Stalls, row C, seat 5", "Stalls, row C, seat 6"]);
        await page.Locator("#seat-map canvas[data-live]").WaitForAsync();
        await guest.ClickSeatAsync("Stalls, row C, seat 5");
        await Assertions.Expect(page.Locator(".map-tip")).ToHaveTextAsync("Stalls, row C, seat 5, You have it now, €38.00");
        await LookAsync(guest, "exchange");
        await page.Locator("#section").SelectOptionAsync("Dress circle");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find the best seats" }).ClickAsync();
        await guest.SeesAsync("Exchange your places?");
        await Assertions.Expect(page.Locator(".difference")).ToHaveTextAsync("You get back€20.80");
        await Assertions.Expect(page.GetByText("The new places cost €26.00 less. €5.20 of that are kept")).ToBeVisibleAsync();
        await LookAsync(guest, "exchange-back");
        await page.GetByRole(AriaRole.Button, new() { Name = "Exchange now" }).ClickAsync();
        await guest.SeesAsync("You’re booked");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("Your places are exchanged.");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("€20.80 goes back the way you paid.");
        await Assertions.Expect(page.Locator("li.ticket h3")).ToContainTextAsync(["Dress circle, row A", "Dress circle, row A"]);
        await LookAsync(guest, "exchange-done");
    }

    [BrowserFact]
    public async Task Dearer_seats_are_paid_with_another_card_after_one_is_declined()
    {
        await using var guest = await stage.VisitAsync();
        var page = guest.Page;
        var play = await stage.PlayAsync("Pericles");
        await StandAsync(guest, play);
        await page.GetByText("Choose other places").ClickAsync();
        await page.Locator("#seat-map canvas[data-live]").WaitForAsync();
        await Assertions.Expect(page.Locator("[data-hold]")).ToHaveTextAsync("Seats still to choose: 2");
        await guest.TickSeatAsync("Stalls", row: 1, seat: 7);
        await Assertions.Expect(page.Locator("[data-hold]")).ToHaveTextAsync("Seats still to choose: 1");
        await Assertions.Expect(page.Locator("[data-hold]")).ToBeDisabledAsync();
        await guest.TickSeatAsync("Stalls", row: 1, seat: 8);
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on with 2 seats, €76.00" }).ClickAsync();
        await guest.SeesAsync("Exchange your places?");
        await Assertions.Expect(page.Locator(".difference")).ToHaveTextAsync("You pay€52.00");
        await LookAsync(guest, "exchange-pay");
        await guest.PayAsync("tok_decline", email: null);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The payment was declined");
        await LookAsync(guest, "exchange-declined");
        await guest.PayAsync(email: null);
        await guest.SeesAsync("You’re booked");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("You paid €52.00.");
        await Assertions.Expect(page.Locator("li.ticket h3")).ToHaveTextAsync(["Stalls, row B, seat 7", "Stalls, row B, seat 8"]);
    }

    [BrowserFact]
    public async Task Of_seats_that_somebody_else_took_meanwhile_the_others_stay_chosen()
    {
        await using var guest = await stage.VisitAsync();
        var page = guest.Page;
        var play = await stage.PlayAsync("Coriolanus");
        await StandAsync(guest, play);
        await page.GotoAsync($"{new Uri(page.Url).AbsolutePath}/exchange?from=map&seats=stalls-A-4,stalls-B-4");
        await guest.SeesAsync("Exchange your places?");
        await stage.HoldAsync(play, "stalls-A-4");
        await guest.PayAsync(email: null);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("Taken by others: Stalls, row A, seat 4.");
        await page.Locator("#seat-map canvas[data-live]").WaitForAsync();
        await Assertions.Expect(page.Locator("[data-chosen]")).ToContainTextAsync("Stalls, row B, seat 4");
        await Assertions.Expect(page.Locator("[data-hold]")).ToHaveTextAsync("Seats still to choose: 1");
        await LookAsync(guest, "exchange-gone");
    }

    [BrowserFact]
    public async Task A_bank_that_wants_to_be_asked_is_asked_and_who_came_by_a_link_goes_on()
    {
        await using var guest = await stage.VisitAsync();
        await StandAsync(guest, await stage.PlayAsync("Timon"));
        await guest.Page.GetByText("Open this page on another device").ClickAsync();
        var link = await guest.Page.GetByText("link to this booking").GetAttributeAsync("href");

        await using var other = await stage.VisitAsync(scripts: false);
        var page = other.Page;
        await page.GotoAsync(link!);
        await page.GetByText("Choose other places").ClickAsync();
        await page.Locator("#section").SelectOptionAsync("Stalls");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find the best seats" }).ClickAsync();
        await other.PayAsync("tok_action", email: null);
        await other.SeesAsync("One more step");

        // However they come back, the page says what is to be done.
        await page.GetByText("Back to the booking").ClickAsync();
        await page.GetByText("Choose other places").ClickAsync();
        await other.SeesAsync("One more step");
        await page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(AppContext.BaseDirectory, "TestResults", "pages", "exchange-action.png") });
        await page.GetByRole(AriaRole.Button, new() { Name = "Decline" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The payment was declined");
        await page.Locator("#section").SelectOptionAsync("Stalls");
        await page.GetByRole(AriaRole.Button, new() { Name = "Find the best seats" }).ClickAsync();
        await other.PayAsync("tok_action", email: null);
        await other.SeesAsync("One more step");
        await page.SetViewportSizeAsync(320, 640);
        Assert.Equal(0, await other.OverflowAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Confirm the payment" }).ClickAsync();
        await other.SeesAsync("You’re booked");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("You paid €52.00.");
        await Assertions.Expect(page.Locator("li.ticket h3")).ToContainTextAsync(["Stalls, row A", "Stalls, row A"]);
    }

    [BrowserFact]
    public async Task A_form_that_is_sent_twice_exchanges_once()
    {
        await using var guest = await stage.VisitAsync();
        var page = guest.Page;
        await StandAsync(guest, await stage.PlayAsync("Hamlet"));
        var booking = new Uri(page.Url).AbsolutePath;
        await page.GotoAsync($"{booking}/exchange?from=best&section=stalls&quantity=2");
        var ends = await page.EvaluateAsync<string[]>("""
            async () => {
              const form = document.getElementById("pay");
              const body = () => new URLSearchParams(new FormData(form));
              const send = async () => (await fetch(form.action, { method: "POST", body: body() })).url;
              return [await send(), await send()];
            }
            """);
        Assert.All(ends, end => Assert.EndsWith($"{booking}?done=exchanged", end, StringComparison.Ordinal));
        await page.GotoAsync(booking);
        await Assertions.Expect(page.Locator(".receipts li")).ToContainTextAsync(["€24.00", "€52.00"]);
    }

    [BrowserFact]
    public async Task A_slow_payment_is_waited_for_on_a_page_that_goes_on_by_itself()
    {
        await using var guest = await stage.VisitAsync();
        var page = guest.Page;
        await StandAsync(guest, await stage.PlayAsync("Macbeth"));
        await page.GotoAsync($"{new Uri(page.Url).AbsolutePath}/exchange?from=best&section=stalls&quantity=2");
        await guest.PayAsync("tok_slow", email: null);
        await guest.SeesAsync("Your payment is being processed");
        await guest.SeesAsync("You’re booked");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("You paid €52.00.");
    }

    [BrowserFact]
    public async Task Without_scripts_ticket_types_stay_and_what_is_gone_is_told()
    {
        var fair = await stage.EventAsync(new
        {
            name = "Book Fair",
            currency = "EUR",
            fees = new { per_ticket = new { @fixed = "1.00" } },
            sections = new object[]
            {
                new { id = "hall", name = "Hall", kind = "general", capacity = 20, ticket_types = Types("10.00", "5.00") },
                new { id = "gallery", name = "Gallery", kind = "general", capacity = 3, ticket_types = Types("10.00", "5.00") },
            },
        });
        await using var guest = await stage.VisitAsync(width: 320, scripts: false);
        var page = guest.Page;
        await page.GotoAsync($"/e/{fair}");
        await page.Locator("#places-hall-adult").SelectOptionAsync("1");
        await page.Locator("#places-hall-child").SelectOptionAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reserve", Exact = true }).ClickAsync();
        await guest.PayAsync();
        await guest.SeesAsync("You’re booked");

        await page.GetByText("Choose other places").ClickAsync();
        await Assertions.Expect(page.Locator("#places-gallery-child")).ToHaveValueAsync("1");
        Assert.Equal(0, await guest.OverflowAsync());
        await page.Locator("#places-gallery-child").SelectOptionAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose 2 × Gallery" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Places to choose: 2");
        await Assertions.Expect(page.Locator("#places-gallery-child")).ToHaveValueAsync("2");
        await page.Locator("#places-gallery-child").SelectOptionAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Choose 2 × Gallery" }).ClickAsync();
        await guest.SeesAsync("Exchange your places?");
        await Assertions.Expect(page.Locator(".difference")).ToHaveTextAsync("Nothing to pay");
        Assert.Equal(0, await guest.OverflowAsync());

        var chosen = page.Url;
        await stage.HoldPlacesAsync(fair, "gallery", 2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Exchange now" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Somebody was faster");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Choose 2 × Gallery" })).ToHaveCountAsync(0);
        await page.GotoAsync(chosen);
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Somebody was faster");

        await page.GetByRole(AriaRole.Button, new() { Name = "Choose 2 × Hall" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Exchange now" }).ClickAsync();
        await guest.SeesAsync("You’re booked");
        await Assertions.Expect(page.Locator(".ticket")).ToContainTextAsync(["Adult", "Child"]);

        static object[] Types(string adult, string child) => [new { id = "adult", name = "Adult", price = adult }, new { id = "child", name = "Child", price = child }];
    }

    [BrowserFact]
    public async Task It_is_not_offered_when_it_is_too_late_and_the_page_says_so()
    {
        var late = await stage.EventAsync(new
        {
            name = "Tonight",
            currency = "EUR",
            starts_at = DateTimeOffset.UtcNow.AddHours(6).ToString("O"),
            policy = new { cancel_until_hours = 24 },
            sections = new object[]
            {
                new { id = "hall", name = "Hall", kind = "general", capacity = 20, price = "0" },
                new { id = "gallery", name = "Gallery", kind = "general", capacity = 20, price = "0" },
            },
        });
        await using var guest = await stage.VisitAsync();
        var page = guest.Page;
        await page.GotoAsync($"/e/{late}");
        await page.Locator("#places-hall").SelectOptionAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reserve", Exact = true }).ClickAsync();
        await page.Locator("#email").FillAsync("ann@example.org");
        await page.GetByRole(AriaRole.Button, new() { Name = "Book now" }).ClickAsync();
        await guest.SeesAsync("You’re booked");
        await Assertions.Expect(page.GetByText("Choose other places")).ToHaveCountAsync(0);
        await page.GotoAsync($"{new Uri(page.Url).AbsolutePath}/exchange");
        await Assertions.Expect(page.Locator(".notice")).ToHaveTextAsync("It is too late to exchange the places. Ask the organizer.");
        Assert.Empty(await guest.FlawsAsync());
    }

    private static async Task BookAsync(Visitor guest, string play, params string[] seats)
    {
        await guest.OpenMapAsync(play);
        foreach (var seat in seats)
        {
            await guest.ClickSeatAsync(seat);
        }

        await guest.Page.Locator("[data-hold]").ClickAsync();
        await guest.SeesAsync("Complete your order");
        await guest.PayAsync();
        await guest.SeesAsync("You’re booked");
    }

    /// <summary>Books two places in the standing room.</summary>
    private static async Task StandAsync(Visitor guest, string play)
    {
        await guest.Page.GotoAsync($"/e/{play}");
        await guest.Page.Locator("#places-standing").SelectOptionAsync("2");
        await guest.Page.Locator("[form=cart][value=places]").Last.ClickAsync();
        await guest.SeesAsync("Complete your order");
        await guest.PayAsync();
        await guest.SeesAsync("You’re booked");
    }

    /// <summary>The page as it is on a phone and on a desk, without flaws.</summary>
    private static async Task LookAsync(Visitor guest, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults", "pages")).FullName;
        var flaws = await guest.FlawsAsync();
        Assert.True(flaws.Length == 0, string.Join('\n', flaws));
        foreach (var width in (int[])[320, 390, 1_280])
        {
            await guest.Page.SetViewportSizeAsync(width, 900);
            Assert.Equal(0, await guest.OverflowAsync());
            await guest.Page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(folder, $"{name}-{width}.png") });
        }
    }
}
