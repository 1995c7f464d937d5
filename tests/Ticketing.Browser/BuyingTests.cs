using System.Text;
using Microsoft.Playwright;

namespace Ticketing.Browser;

/// <summary>Guests buy, from the event's page to their tickets.</summary>
[Collection(nameof(Stage))]
public sealed class BuyingTests(Stage stage)
{
    [BrowserFact]
    public async Task A_guest_buys_seats_from_the_map_and_gets_the_pdf()
    {
        var play = await stage.PlayAsync();
        await using var guest = await stage.VisitAsync();
        await guest.OpenMapAsync(play);
        await guest.ClickSeatAsync("Stalls, row C, seat 5");
        await guest.ClickSeatAsync("Stalls, row C, seat 6");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve 2 seats, €76.00" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
        await Assertions.Expect(guest.Page.Locator(".order")).ToContainTextAsync("Stalls, row C, seat 5");
        await guest.PayAsync();
        await guest.SeesAsync("You’re booked");

        await Assertions.Expect(guest.Page.Locator(".ticket")).ToHaveCountAsync(2);
        var download = await guest.Page.RunAndWaitForDownloadAsync(() => guest.Page.GetByText("Tickets as PDF").ClickAsync());
        await using var pdf = await download.CreateReadStreamAsync();
        var start = new byte[5];
        await pdf.ReadExactlyAsync(start);
        Assert.Equal("%PDF-", Encoding.ASCII.GetString(start));
    }

    [BrowserFact]
    public async Task Without_scripts_places_are_bought_and_given_back()
    {
        var concert = await stage.ConcertAsync("Late Jazz", places: 80, price: "18.50");
        await using var guest = await stage.VisitAsync(scripts: false);
        await guest.Page.GotoAsync($"/e/{concert}");
        await guest.Page.GetByLabel("How many?").SelectOptionAsync("3");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
        await Assertions.Expect(guest.Page.Locator(".total strong")).ToHaveTextAsync("€55.50");
        await guest.PayAsync();
        await guest.SeesAsync("You’re booked");

        await guest.Page.GetByText("Give single tickets back").ClickAsync();
        await guest.SeesAsync("Give tickets back");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(guest.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("Choose at least one ticket.");
        await guest.Page.GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(guest.Page.Locator(".total strong")).ToHaveTextAsync("€18.50");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, give back" }).ClickAsync();
        await Assertions.Expect(guest.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Given back. The other tickets stay as they are. €18.50 goes back the way you paid.");
        await Assertions.Expect(guest.Page.Locator("li.ticket .qr")).ToHaveCountAsync(2);
        await Assertions.Expect(guest.Page.Locator("li.ticket").Last).ToContainTextAsync("Given back");
        await Assertions.Expect(guest.Page.Locator(".sums > div")).ToContainTextAsync(["3 × ", "Paid€55.50", "€18.50"]);

        await guest.Page.GetByText("Give the booking back").ClickAsync();
        await guest.SeesAsync("Give the booking back?");
        await Assertions.Expect(guest.Page.Locator(".total strong")).ToHaveTextAsync("€37.00");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, give it back" }).ClickAsync();
        await guest.SeesAsync("This booking is cancelled");
    }

    [BrowserFact]
    public Task An_event_asks_who_comes_says_at_the_fields_what_is_missing_and_keeps_the_rest() => NameWhoComesAsync(scripts: true);

    [BrowserFact]
    public Task Without_scripts_it_asks_the_same() => NameWhoComesAsync(scripts: false);

    private async Task NameWhoComesAsync(bool scripts)
    {
        var dinner = await stage.EventAsync(new
        {
            name = "Dinner",
            currency = "EUR",
            starts_at = "2030-06-01T19:30:00+02:00",
            attendee_names = "required",
            attendee_emails = "optional",
            questions = new object[]
            {
                new { id = "meal", text = "Which meal?", kind = "choice", options = new[] { "Fish", "None" }, per = "ticket", required = true },
                new { id = "terms", text = "I keep to the rules of the house.", kind = "consent", required = true },
            },
            sections = new object[] { new { id = "hall", name = "Hall", kind = "general", capacity = 40, price = "10.00" } },
        });
        await using var guest = await stage.VisitAsync(scripts: scripts);
        var page = guest.Page;
        await page.SetViewportSizeAsync(320, 640);
        await page.GotoAsync($"/e/{dinner}");
        await page.GetByLabel("How many?").SelectOptionAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reserve" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
        Assert.Empty(scripts ? await guest.FlawsAsync() : []);
        await page.Locator("#attendee-1-name").FillAsync("Ann Lee");
        await page.Locator("#attendee-1-q-meal").SelectOptionAsync("Fish");
        await guest.PayAsync();
        await Assertions.Expect(page.Locator(".notice.bad h2")).ToHaveTextAsync("Something is missing");
        await Assertions.Expect(page.Locator("[aria-invalid=true]")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("#attendee-2-name-error")).ToHaveTextAsync("Please fill this in.");
        await Assertions.Expect(page.Locator("#attendee-1-name")).ToHaveValueAsync("Ann Lee");
        Assert.Empty(scripts ? await guest.FlawsAsync() : []);
        Assert.InRange(await guest.OverflowAsync(), 0, 0);

        await page.Locator("#attendee-2-name").FillAsync("Ben Lee");
        await page.Locator("#attendee-2-q-meal").SelectOptionAsync("None");
        await page.Locator("#order-q-terms").CheckAsync();
        await guest.PayAsync();
        await guest.SeesAsync("You’re booked");
        await Assertions.Expect(page.Locator(".ticket")).ToContainTextAsync(["Ann Lee", "Ben Lee"]);

        await page.GetByText("Change who is coming").ClickAsync();
        await guest.SeesAsync("Who is coming?");
        Assert.Empty(scripts ? await guest.FlawsAsync() : []);
        await page.Locator("#attendee-2-name").FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator("#attendee-2-name-error")).ToBeVisibleAsync();
        await page.Locator("#attendee-2-name").FillAsync("Zoe Park");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await guest.SeesAsync("You’re booked");
        await Assertions.Expect(page.Locator(".ticket")).ToContainTextAsync(["Ann Lee", "Zoe Park"]);
    }

    [BrowserFact]
    public async Task Seats_and_places_of_two_sections_are_one_order()
    {
        var fair = await EventOfThreeSectionsAsync("Summer Fair");
        await using var guest = await stage.VisitAsync();
        await guest.OpenMapAsync(fair);
        await guest.TickSeatAsync("Stalls", row: 1, seat: 3);
        await guest.Page.GetByLabel("Adult").SelectOptionAsync("2");
        await guest.Page.Locator("#places-lawn").SelectOptionAsync("1");
        await stage.HoldPlacesAsync(fair, "floor", 1);
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve all, €93.00" }).ClickAsync();
        await Assertions.Expect(guest.Page.Locator("#refused")).ToContainTextAsync("There are not so many left in Floor.");
        await Assertions.Expect(guest.Page.Locator("[data-chosen]")).ToContainTextAsync("Stalls, row B, seat 3");
        await Assertions.Expect(guest.Page.GetByLabel("Adult").Locator("option")).ToHaveTextAsync(["0", "1"]);
        await guest.Page.GetByLabel("Adult").SelectOptionAsync("1");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve all, €73.00" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
        await Assertions.Expect(guest.Page.Locator(".order li")).ToHaveTextAsync(["Stalls, row B, seat 3", "1 × Floor", "1 × Lawn"]);
        await Assertions.Expect(guest.Page.Locator(".total strong")).ToHaveTextAsync("€73.00");
        Assert.Empty(await guest.FlawsAsync());
        await guest.PayAsync();
        await guest.SeesAsync("You’re booked");
        await Assertions.Expect(guest.Page.Locator(".ticket")).ToHaveCountAsync(3);
        await Assertions.Expect(guest.Page.Locator(".ticket")).ToContainTextAsync(["Stalls, row B, seat 3", "Floor", "Lawn"]);
    }

    [BrowserFact]
    public async Task Without_scripts_the_best_seats_and_places_elsewhere_are_one_order_and_what_is_gone_is_told_with_what_was_chosen()
    {
        var fair = await EventOfThreeSectionsAsync("Winter Fair");
        await using var guest = await stage.VisitAsync(scripts: false);
        await guest.Page.SetViewportSizeAsync(320, 640);
        await guest.Page.GotoAsync($"/e/{fair}");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve", Exact = true }).ClickAsync();
        await Assertions.Expect(guest.Page.Locator("#refused")).ToContainTextAsync("Choose at least one.");
        await Assertions.Expect(guest.Page.Locator("#refused")).ToBeInViewportAsync(new() { Ratio = 1 });
        await guest.Page.Locator("#places-lawn").SelectOptionAsync("3");
        await guest.Page.GetByLabel("Adult").SelectOptionAsync("2");
        await stage.HoldPlacesAsync(fair, "floor", 1);
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve", Exact = true }).ClickAsync();
        await Assertions.Expect(guest.Page.Locator("#refused")).ToBeVisibleAsync();
        await Assertions.Expect(guest.Page.Locator("#places-lawn")).ToHaveValueAsync("3");
        await guest.Page.GetByLabel("Adult").SelectOptionAsync("1");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Find the best seats" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
        await Assertions.Expect(guest.Page.Locator(".order li")).ToHaveTextAsync(["Stalls, row A, seat 4", "Stalls, row A, seat 5", "1 × Floor", "3 × Lawn"]);
        await Assertions.Expect(guest.Page.Locator(".total strong")).ToHaveTextAsync("€129.00");
    }

    [BrowserFact]
    public async Task Why_nothing_was_reserved_is_seen_though_the_map_comes_later()
    {
        var fair = await EventOfThreeSectionsAsync("Autumn Fair");
        await using var guest = await stage.VisitAsync(width: 390);
        await guest.OpenMapAsync(fair);
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve", Exact = true }).ClickAsync();
        await Assertions.Expect(guest.Page.Locator("#refused")).ToContainTextAsync("Choose at least one.");
        await guest.Page.Locator("#seat-map canvas[data-live]").WaitForAsync();
        await Assertions.Expect(guest.Page.Locator("#refused")).ToBeFocusedAsync();
        await Assertions.Expect(guest.Page.Locator("#refused")).ToBeInViewportAsync(new() { Ratio = 1 });
        Assert.Empty(await guest.FlawsAsync());
        await Assertions.Expect(guest.Page.GetByLabel("Adult").Locator("option")).ToHaveTextAsync(["0", "1", "2"]);
    }

    private Task<string> EventOfThreeSectionsAsync(string name) => stage.EventAsync(new
    {
        name,
        currency = "EUR",
        sections = new object[]
        {
            new { id = "stalls", name = "Stalls", kind = "seated", price = "50.00", rows = Stage.Rows(4, 8) },
            new { id = "floor", name = "Floor", kind = "general", capacity = 2, ticket_types = new object[] { new { id = "adult", name = "Adult", price = "20.00" } } },
            new { id = "lawn", name = "Lawn", kind = "general", capacity = 80, price = "3.00" },
        },
    });

    [BrowserFact]
    public async Task A_family_chooses_a_ticket_type_for_each_seat()
    {
        var play = await stage.EventAsync(new
        {
            name = "Peter Pan",
            currency = "EUR",
            ticket_types = new object[] { new { id = "adult", name = "Adult", price = "20.00" }, new { id = "child", name = "Child", price = "9.99" }, new { id = "companion", name = "Companion of whoever needs one", price = "0" } },
            fees = new { per_ticket = new { @fixed = "1.00", percent = "2.5" }, per_order = new { @fixed = "0.50" } },
            sections = new object[] { new { id = "stalls", name = "Stalls", kind = "seated", rows = Stage.Rows(4, 8) } },
        });
        await using var guest = await stage.VisitAsync();
        await guest.OpenMapAsync(play);
        await guest.TickSeatAsync("Stalls", row: 0, seat: 4);
        await guest.TickSeatAsync("Stalls", row: 0, seat: 5);
        await guest.Page.GetByLabel("Ticket for Stalls, row A, seat 5").SelectOptionAsync("Child, €9.99");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve 2 seats, €33.24 with fees" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
        await Assertions.Expect(guest.Page.Locator(".sums > div")).ToHaveTextAsync(["1 × Adult €20.00", "1 × Child €9.99", "Fees for tickets€2.75", "Fee for the order€0.50"]);
        await Assertions.Expect(guest.Page.Locator(".total strong")).ToHaveTextAsync("€33.24");
        Assert.Empty(await guest.FlawsAsync());
        await guest.PayAsync();
        await guest.SeesAsync("You’re booked");
        await Assertions.Expect(guest.Page.Locator(".ticket")).ToContainTextAsync(["Adult, €20.00", "Child, €9.99"]);

        // The best seats, by number of each type, on a small phone.
        await guest.Page.SetViewportSizeAsync(320, 640);
        await guest.Page.GotoAsync($"/e/{play}");
        Assert.Empty(await guest.FlawsAsync());
        Assert.Equal(0, await guest.OverflowAsync());
        await guest.Page.GetByLabel("Child €9.99").SelectOptionAsync("1");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Find the best seats" }).ClickAsync();
        await Assertions.Expect(guest.Page.Locator(".total strong")).ToHaveTextAsync("€54.74");
    }

    [BrowserFact]
    public async Task A_code_opens_a_ticket_type_and_takes_something_off()
    {
        var play = await stage.EventAsync(new
        {
            name = "Members’ Night",
            currency = "EUR",
            ticket_types = new object[] { new { id = "adult", name = "Adult", price = "20.00" }, new { id = "member", name = "Member", price = "16.00", access = "code" } },
            fees = new { per_ticket = new { @fixed = "1.00" } },
            sections = new object[] { new { id = "stalls", name = "Stalls", kind = "seated", rows = Stage.Rows(4, 8) } },
        });
        await stage.CodeAsync(play, new { code = "MEMBERS-ONLY", percent_off = "25", opens_types = true, types = new[] { "member" }, max_uses = 1 });
        await using var guest = await stage.VisitAsync(scripts: false);
        await guest.Page.GotoAsync($"/e/{play}");
        await Assertions.Expect(guest.Page.GetByLabel("Member €16.00")).ToHaveCountAsync(0);
        await guest.Page.GetByText("Do you have a code?").ClickAsync();
        await guest.Page.Locator("#code").FillAsync("members");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Use the code" }).ClickAsync();
        await Assertions.Expect(guest.Page.Locator("#code-said")).ToContainTextAsync("This event has no such code.");
        await guest.Page.Locator("#code").FillAsync("members-only");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Use the code" }).ClickAsync();
        await Assertions.Expect(guest.Page.Locator("#code-said")).ToContainTextAsync("25 % off each ticket");
        await Assertions.Expect(guest.Page.GetByLabel("Member €16.00")).ToHaveValueAsync("2");
        await guest.Page.SetViewportSizeAsync(320, 640);
        Assert.Equal(0, await guest.OverflowAsync());
        await LookAsync(guest, "code-event");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Find the best seats" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
        await Assertions.Expect(guest.Page.Locator(".sums > div")).ToHaveTextAsync(["2 × Member €16.00 each€32.00", "Discount with code MEMBERS-ONLY−€8.00", "Fees for tickets€2.00"]);
        await Assertions.Expect(guest.Page.Locator(".total strong")).ToHaveTextAsync("€26.00");
        await LookAsync(guest, "code-checkout");

        // It was for one order. The link of the code brings another guest to the same page.
        await using var late = await stage.VisitAsync();
        await late.Page.GotoAsync($"/e/{play}?code=members-only");
        Assert.Empty(await late.FlawsAsync());
        await late.Page.GetByRole(AriaRole.Button, new() { Name = "Find the best seats" }).ClickAsync();
        await Assertions.Expect(late.Page.Locator("#refused")).ToContainTextAsync("This code is used up");
        await LookAsync(late, "code-refused");
        await guest.PayAsync();
        await guest.SeesAsync("You’re booked");
        await Assertions.Expect(guest.Page.Locator(".ticket").First).ToContainTextAsync("Member, €12.00");
    }

    private static async Task LookAsync(Visitor guest, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults", "pages")).FullName;
        await guest.Page.ScreenshotAsync(new() { FullPage = true, Path = Path.Combine(folder, $"{name}.png") });
    }

    [BrowserFact]
    public async Task Of_two_who_want_a_seat_one_gets_it_and_the_other_the_next_best()
    {
        var play = await stage.PlayAsync();
        await using var first = await stage.VisitAsync();
        await using var second = await stage.VisitAsync();

        // The second one's map hears of nothing, so that both ask for it.
        await second.Page.RouteAsync("**/stream*", static route => route.FulfillAsync(new() { Status = 204 }));
        await second.Page.GotoAsync($"/e/{play}");
        await second.TickSeatAsync("Stalls", row: 0, seat: 4);
        await first.OpenMapAsync(play);
        await first.TickSeatAsync("Stalls", row: 0, seat: 4);
        await first.Page.Locator("[data-hold]").ClickAsync();
        await first.SeesAsync("Complete your order");

        await second.Page.Locator("[data-hold]").ClickAsync();
        await Assertions.Expect(second.Page.Locator("#refused")).ToContainTextAsync("Stalls, row A, seat 4 was taken a moment ago.");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Take the best 1 left in Stalls" }).ClickAsync();
        await second.SeesAsync("Complete your order");
        await Assertions.Expect(second.Page.Locator(".order")).ToContainTextAsync("Stalls, row A");
    }

    [BrowserFact]
    public async Task A_seat_that_somebody_else_takes_leaves_the_choice_at_once()
    {
        var play = await stage.PlayAsync();
        await using var guest = await stage.VisitAsync();
        await guest.OpenMapAsync(play);
        await guest.TickSeatAsync("Stalls", row: 0, seat: 4);
        await stage.HoldAsync(play, "stalls-A-4");

        await Assertions.Expect(guest.Page.Locator("[data-conflict]")).ToContainTextAsync("Stalls, row A, seat 4 was just taken by somebody else.");
        await Assertions.Expect(guest.Page.Locator("[data-hold]")).ToBeDisabledAsync();
    }

    [BrowserFact]
    public async Task Who_takes_the_last_places_comes_to_the_checkout_though_the_page_hears_that_all_are_gone()
    {
        var concert = await stage.ConcertAsync("Last Two", places: 2, price: "22.00");
        await using var guest = await stage.VisitAsync();
        TaskCompletionSource held = new();
        TaskCompletionSource told = new();
        await guest.Page.RouteAsync("**/stream*", async route =>
        {
            await held.Task;
            await route.FulfillAsync(new() { ContentType = "text/event-stream", Body = "event: status\ndata: {\"available\":0,\"sections\":[]}\n\n" });
            told.TrySetResult();
        });
        await guest.Page.RouteAsync("**/hold", async route =>
        {
            var answer = await route.FetchAsync(new() { MaxRedirects = 0 });
            held.SetResult();
            await told.Task;
            await route.FulfillAsync(new() { Response = answer });
        });
        var listens = guest.Page.WaitForRequestAsync("**/stream*");
        await guest.Page.GotoAsync($"/e/{concert}");
        await listens;
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
    }

    [BrowserFact]
    public async Task A_hold_that_lapses_says_so_by_itself()
    {
        var concert = await stage.ConcertAsync("Short Patience", places: 10, price: "5.00", holdSeconds: 10);
        await using var guest = await stage.VisitAsync();
        await guest.Page.GotoAsync($"/e/{concert}");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve" }).ClickAsync();
        await guest.SeesAsync("This reservation has ended");

        await guest.Page.GetByText("Choose again").ClickAsync();
        await guest.SeesAsync("Short Patience");
    }

    [BrowserFact]
    public async Task Who_is_declined_pays_another_way()
    {
        var concert = await stage.ConcertAsync("Second Try", places: 10, price: "9.00");
        await using var guest = await stage.VisitAsync();
        await guest.Page.GotoAsync($"/e/{concert}");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
        await guest.PayAsync(email: "no address");
        await Assertions.Expect(guest.Page.Locator("#email")).ToHaveAttributeAsync("aria-invalid", "true");
        await Assertions.Expect(guest.Page.Locator("#email")).ToBeFocusedAsync();
        await guest.PayAsync("tok_decline");
        await Assertions.Expect(guest.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The payment was declined");
        await Assertions.Expect(guest.Page.Locator("#email")).ToHaveValueAsync("ann@example.org");
        await guest.PayAsync("tok_action", email: "anna@example.org");
        await guest.SeesAsync("One more step");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Confirm the payment" }).ClickAsync();
        await guest.SeesAsync("You’re booked");
        await Assertions.Expect(guest.Page.Locator(".facts")).ToContainTextAsync("anna@example.org");
    }

    [BrowserFact]
    public async Task Everything_is_done_with_the_keyboard_alone()
    {
        var play = await stage.PlayAsync();
        await using var guest = await stage.VisitAsync();
        var keyboard = guest.Page.Keyboard;
        await guest.OpenMapAsync(play);
        await TabToAsync(guest, "canvas");
        foreach (var key in (string[])["ArrowDown", "ArrowDown", "ArrowRight", "Enter", "ArrowRight", "Enter"])
        {
            await keyboard.PressAsync(key);
        }

        await TabToAsync(guest, "[data-hold]");
        await keyboard.PressAsync("Enter");
        await guest.SeesAsync("Complete your order");
        await TabToAsync(guest, "#email");
        await keyboard.TypeAsync("ann@example.org");
        await TabToAsync(guest, "#pay button");
        await keyboard.PressAsync("Enter");
        await guest.SeesAsync("You’re booked");
        await Assertions.Expect(guest.Page.Locator(".ticket")).ToHaveCountAsync(2);
    }

    [BrowserFact]
    public async Task What_costs_nothing_is_booked_with_one_button()
    {
        var open = await stage.ConcertAsync("Open Studio Day", places: 40, price: "0.00");
        await using var guest = await stage.VisitAsync();
        await guest.Page.GotoAsync($"/e/{open}");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Reserve" }).ClickAsync();
        await guest.SeesAsync("Complete your order");
        await guest.Page.Locator("#email").FillAsync("ann@example.org");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Book now" }).ClickAsync();
        await guest.SeesAsync("You’re booked");
    }

    private static async Task TabToAsync(Visitor guest, string selector)
    {
        for (var presses = 0; presses < 200; presses++)
        {
            if (await guest.Page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }

            await guest.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"The Tab key does not lead to {selector}.");
    }
}
