using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Ticketing.Browser.Door;
using Ticketing.Security;

namespace Ticketing.Browser.Organize;

/// <summary>Somebody who sells: from nothing to an event that is sold, paid back and cancelled.</summary>
[Collection(DoorService.Collection)]
public sealed class OrganizeTests(DoorService service)
{
    /// <summary>Generous: the machine may be busy with other things.</summary>
    private const float Patience = 60_000;

    private static readonly string Screenshots = Path.Combine(AppContext.BaseDirectory, "screenshots");

    [BrowserFact]
    public async Task An_event_is_created_sold_and_paid_back()
    {
        await using var visitor = await SignInAsync(DoorService.Token("olga", Roles.Admin));
        var page = visitor.Page;
        await CreateAsync(page, "Summer Night");
        await Read(page, "#event-when", "31 July 2027 at 19:30 · Town Hall");

        await page.FillAsync("#office-qty", "3");
        await page.FillAsync("#office-reference", "till 2, no. 4711");
        await page.FillAsync("#office-email", "ann@example.org");
        await page.ClickAsync("#office-form .button");
        await Read(page, "#office-sold", "Sold: booking ");
        await Read(page, "#figures", "€75.00");
        await Read(page, "[data-most=tickets]", "at most 3");
        await Read(page, "[data-most=revenue]", "at most €75.00");
        await page.ClickAsync("#curves summary");
        await Assertions.Expect(page.Locator("#curve-table tbody td")).ToHaveTextAsync(["1", "3", "€75.00"]);
        await Read(page, "#bookings", "ann@example.org");

        await page.ClickAsync("#office-sold a");
        await Read(page, "#booking-facts", "cash, till 2, no. 4711");
        await Read(page, "#booking-facts", "Seats, row A, seat ");
        await page.ClickAsync("[data-act=refund]");
        await Read(page, "#act-most", "At most €75.00 can be refunded.");
        await Assertions.Expect(page.Locator("#act-amount")).ToHaveValueAsync("");
        await page.ClickAsync("#act-send");
        await Read(page, "#act-error", "Say how much is refunded");
        await page.FillAsync("#act-amount", "75.01");
        await page.ClickAsync("#act-send");
        await Read(page, "#act-error", "That is more than was paid.");
        await page.FillAsync("#act-amount", "10.00");
        await Assertions.Expect(page.Locator("#act-send")).ToHaveTextAsync("Refund €10.00");
        await page.ClickAsync("#act-send");
        await Read(page, "#act-error", "Give a reason");
        await page.FillAsync("#act-reason", "seats behind a pillar");
        await page.ClickAsync("#act-send");
        await Read(page, "#booking-done", "The money is refunded.");
        await Read(page, "#history", "By olga – seats behind a pillar");
        await Read(page, "#booking-facts", "€10.00");

        await page.ClickAsync("[data-act=giveback]");
        await page.ClickAsync("#act-send");
        await Read(page, "#act-error", "Choose at least one ticket.");
        await page.FillAsync("#act-reason", "one is ill");
        await page.CheckAsync("#act-tickets input[value='2']");
        await Assertions.Expect(page.Locator("#act-send")).ToHaveTextAsync("Cancel and refund €25.00", new() { Timeout = Patience });
        Assert.Empty(await visitor.FlawsAsync());
        await page.ClickAsync("#act-send");
        await Read(page, "#booking-done", "The tickets are cancelled and refunded.");
        await Read(page, "#history", "cancelled: ticket 2 – one is ill");
        await Read(page, "#booking-facts", "€35.00");
    }

    [BrowserFact]
    public async Task Who_has_booked_is_written_to_and_the_event_is_taken_off_the_list_and_archived()
    {
        await using var visitor = await SignInAsync(DoorService.Token("olga", Roles.Admin));
        var page = visitor.Page;
        await CreateAsync(page, "Autumn Night");
        await page.FillAsync("#office-qty", "2");
        await page.FillAsync("#office-reference", "till 3");
        await page.FillAsync("#office-email", "ann@example.org");
        await page.ClickAsync("#office-form .button");
        await Read(page, "#office-sold", "Sold: booking ");

        await page.ClickAsync("#messages-part summary:has-text('New message')");
        await page.ClickAsync("#message-form .button");
        await Read(page, "#message-error", "Write a subject and a text.");
        await page.FillAsync("#message-subject", "Doors open early");
        await page.FillAsync("#message-text", "Dear guests,\n\ncome at six.");
        await page.ClickAsync("#message-form .button");
        await Read(page, "#message-what", "1 e-mail for 1 booking.");
        await Read(page, "#message-preview", "come at six.");
        Assert.Empty(await visitor.FlawsAsync());
        await page.ClickAsync("#message-send");
        await Read(page, "#messages", "Doors open early");
        await Read(page, "#messages", "so far 1 booking");
        await page.ReloadAsync();
        await Read(page, "#messages", "so far 1 booking");

        await page.ClickAsync("#list-it");
        await Read(page, "#event-status", "Unlisted");
        await page.ClickAsync("#put-away");
        await Assertions.Expect(page.Locator(".notice.bad:visible, .error:visible").First).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Empty(await visitor.FlawsAsync());
        await Read(page, "[data-most=tickets]", "at most 2");
        var box = await page.Locator(".curve svg").First.BoundingBoxAsync();
        Assert.InRange(box!.Height, 50, 250);
    }

    [BrowserFact]
    public async Task Places_are_withheld_for_the_press_and_some_of_them_given_back()
    {
        await using var visitor = await SignInAsync(DoorService.Token("olga", Roles.Organizer));
        var page = visitor.Page;
        await CreateAsync(page, "Press Night");
        await page.ClickAsync("#withheld-part summary");
        await page.FillAsync("#withheld-seats", "row A");
        await page.ClickAsync("#withheld-form .button");
        await Read(page, "#withheld-error", "Write row and numbers");
        await page.FillAsync("#withheld-seats", "A 1-11, B 20");
        await page.ClickAsync("#withheld-form .button");
        await Read(page, "#withheld-error", "Give a reason");
        await page.FillAsync("#withheld-reason", "for the press");
        await page.ClickAsync("#withheld-form .button");
        await Read(page, "#withheld", "for the press");
        await Read(page, "#withheld", "12 of 12 places withheld");
        await Read(page, "#figures", "Withheld12");
        Assert.Empty(await visitor.FlawsAsync());

        await page.FillAsync("#withheld-seats", "A 11-12");
        await page.FillAsync("#withheld-reason", "house");
        await page.ClickAsync("#withheld-form .button");
        await Read(page, "#withheld-error", "-A-11");
        await page.FillAsync("#withheld input", "A 1-4, B 20");
        await page.ClickAsync("#withheld .button");
        await Read(page, "#reason-text", "5 places can be bought again");
        await page.FillAsync("#reason", "fewer came");
        Assert.Empty(await visitor.FlawsAsync());
        await page.ClickAsync("#reason-send");
        await Read(page, "#withheld", "7 of 12 places withheld");
        await Read(page, "#withheld", "fewer came");
        await Read(page, "#figures", "Withheld7");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, "organize-withheld.png"), FullPage = true });
    }

    [BrowserFact]
    public async Task An_event_on_sale_gets_rows_and_a_section_and_free_seats_go()
    {
        await using var visitor = await SignInAsync(DoorService.Token("olga", Roles.Organizer));
        var page = visitor.Page;
        await CreateAsync(page, "Second Night");
        await page.ClickAsync("#capacity-form .button");
        await Read(page, "#capacity-error", "Write rows and numbers of seats");
        await page.FillAsync("#capacity-rows", "ZA 12, ZB 8");
        await page.ClickAsync("#capacity-form .button");
        await Read(page, "#said", "There are ");
        await page.SelectOptionAsync("#capacity-act", "seats");
        await page.FillAsync("#capacity-seats", "ZA 13");
        await page.ClickAsync("#capacity-form .button");
        await Read(page, "#capacity-error", "-ZA-13");
        await page.FillAsync("#capacity-seats", "ZA 11-12");
        await page.ClickAsync("#capacity-form .button");
        await Read(page, "#sections-table", "218");
        await page.ClickAsync("#capacity-part summary");
        await page.FillAsync("#new-section-name", "Balcony");
        await page.FillAsync("#new-section-places", "30");
        await page.FillAsync("#new-section-price", "9,50");
        await page.ClickAsync("#new-section-form .button");
        await Read(page, "#sections-table", "Balcony");
        Assert.Empty(await visitor.FlawsAsync());
        await page.SelectOptionAsync("#capacity-section", new SelectOptionValue { Label = "Balcony" });
        await page.FillAsync("#capacity-places", "25");
        await page.ClickAsync("#capacity-form .button");
        await Read(page, "#sections-table", "25");
        await Assertions.Expect(page.Locator("#capacity-form .button")).ToBeEnabledAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, "organize-capacity.png"), FullPage = true });
        await page.SelectOptionAsync("#capacity-act", "remove");
        await page.ClickAsync("#capacity-form .button");
        await Assertions.Expect(page.Locator("#sections-table")).Not.ToContainTextAsync("Balcony", new() { Timeout = Patience });
        await Read(page, "#sections-table", "218");
    }

    [BrowserFact]
    public async Task An_event_gets_another_time_other_prices_and_a_twin()
    {
        await using var visitor = await SignInAsync(DoorService.Token("olga", Roles.Admin));
        var page = visitor.Page;
        await CreateAsync(page, "Winter Night");

        var prices = page.Locator("#prices form").First;
        await prices.Locator("[data-field=price]").FillAsync("27,50");
        await prices.Locator(".button").ClickAsync();
        await Read(page, "#prices-done", "are changed");
        await Read(page, "#office-section", "€27.50");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, "organize-prices.png"), FullPage = true });

        await page.ClickAsync("#edit");
        await page.FillAsync("#starts_at", "2027-08-07T19:30");
        await page.FillAsync("#ends_at", "2027-08-07T23:00");
        await page.FillAsync("#doors_open_at", "2027-08-07T18:30");
        await page.FillAsync("#give_back_until", "2027-08-01T00:00");
        await page.ClickAsync("#save");
        await Read(page, "#event-when", "7 August 2027 at 19:30");
        await Read(page, "#event-when", "Before: Saturday, 31 July 2027 at 19:30");
        await Read(page, "#buyers-told", "0 bookings");

        await page.ClickAsync("#again");
        await page.FillAsync("#again-start", "2028-08-05T20:00");
        await page.ClickAsync("#again-form .button:not(.quiet)");
        await page.WaitForURLAsync("**/edit");
        await Assertions.Expect(page.Locator("#starts_at")).ToHaveValueAsync("2028-08-05T20:00");
        await Assertions.Expect(page.Locator("#doors_open_at")).ToHaveValueAsync("2028-08-05T19:00");
        Assert.Equal("Winter Night", await page.InputValueAsync("#name"));
    }

    [BrowserFact]
    public async Task Several_ticket_types_are_sold_at_once_for_what_the_page_said_before()
    {
        await using var visitor = await SignInAsync(DoorService.Token("olga", Roles.Organizer));
        var page = visitor.Page;
        await FillAsync(page, "Family Night");
        await AddTypeAsync(page, "Adult", "20.00");
        await AddTypeAsync(page, "Child", "9.99");
        await page.FillAsync(".type-form:nth-child(2) [data-type=least]", "2");
        await AddTypeAsync(page, "Early bird", "15.00");
        await page.FillAsync(".type-form:nth-child(3) [data-type=closes]", "2026-01-31T12:00");
        await AddTypeAsync(page, "Last minute", "30.00");

        // The clocks there go from 02:00 to 03:00.
        await page.FillAsync(".type-form:nth-child(4) [data-type=opens]", "2027-03-28T02:30");
        await page.FillAsync("[id=\"fees.per_ticket.fixed\"]", "1.00");
        await page.FillAsync("[id=\"fees.per_ticket.percent\"]", "2.5");
        await page.FillAsync("[id=\"fees.per_order.fixed\"]", "0.50");
        await page.ClickAsync("#save");
        await Read(page, ".type-form:nth-child(4)", "The clocks there never show this time");
        await page.FillAsync(".type-form:nth-child(4) [data-type=opens]", "2027-07-31T08:00");
        await page.ClickAsync("#save");
        await page.WaitForURLAsync("**/organize/events/*");
        await Read(page, "#event-name", "Family Night");

        await Assertions.Expect(page.Locator("#office-types label")).ToHaveTextAsync(["Adult, €20.00", "Child, €9.99"]);
        await page.GetByLabel("Child, €9.99").FillAsync("1");
        await Assertions.Expect(page.Locator("#office-lines > div")).ToHaveTextAsync(["1 × Adult€20.00", "1 × Child€9.99", "Fees for tickets€2.75", "Fee for the order€0.50"]);
        await Assertions.Expect(page.Locator("#office-total")).ToHaveTextAsync("€33.24");
        await page.FillAsync("#office-reference", "till 2, no. 4714");
        await page.ClickAsync("#office-form .button");
        await Read(page, "#office-error", "2");
        await page.GetByLabel("Child, €9.99").FillAsync("2");
        await Assertions.Expect(page.Locator("#office-total")).ToHaveTextAsync("€44.48");
        await page.ClickAsync("#office-form .button");
        await Read(page, "#office-sold", ", for €44.48.");
    }

    [BrowserFact]
    public async Task A_form_says_what_is_wrong_at_its_field_and_keeps_the_rest()
    {
        await using var visitor = await SignInAsync(DoorService.Token("olga", Roles.Organizer));
        var page = visitor.Page;
        await FillAsync(page, "Spring Night");

        // The clocks there go from 02:00 to 03:00.
        await page.FillAsync("#starts_at", "2027-03-28T02:30");
        await page.FillAsync("#doors_open_at", "");
        await page.ClickAsync("#save");
        await Read(page, "#starts_at-error", "The clocks there never show this time");

        // A zone that there is not is said once.
        await page.FillAsync("#time_zone", "Europe/Berlim");
        await page.ClickAsync("#save");
        await Read(page, "#time_zone-error", "This time zone is not known.");
        await Assertions.Expect(page.Locator(".error:visible")).ToHaveCountAsync(2);
        await page.FillAsync("#time_zone", "Europe/Berlin");

        await page.FillAsync("#starts_at", "2025-03-28T19:30");
        await page.FillAsync("#doors_open_at", "2025-03-28T20:00");
        await page.FillAsync("#ends_at", "2025-03-28T19:00");
        await page.FillAsync("#sections [data-field=price]", " ");
        await page.FillAsync("#sections [data-field=rows]", "0");
        await page.ClickAsync("#save");
        await Read(page, "#starts_at-error", "This date is over. Is the year right?");
        await Read(page, "#doors_open_at-error", "The doors open after the start.");
        await Read(page, "#sections .field:has([data-field=price])", "Give a price. For free tickets write 0.");
        await Read(page, "#sections .field:has([data-field=rows])", "Write a whole number from 1 to 1,000.");
        await Read(page, "#form-error", "Please correct the marked fields.");
        Assert.Empty(await visitor.FlawsAsync());
        await LookAsync(visitor, "wrong", 1_280);

        // What the service alone knows is said there too.
        await page.FillAsync("#starts_at", "2027-03-28T19:30");
        await page.FillAsync("#doors_open_at", "");
        await page.FillAsync("#ends_at", "2027-03-28T19:00");
        await page.FillAsync("#sections [data-field=price]", "0");
        await page.FillAsync("#sections [data-field=rows]", "10");
        await page.ClickAsync("#save");
        await Read(page, "#ends_at-error", "It ends before it starts.");
        await page.FillAsync("#ends_at", "2027-03-28T22:30");
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
        await Read(page, "#published", "It is on sale. This is its page:");
        await Assertions.Expect(page.Locator("#published-link")).ToHaveTextAsync(new Regex("^https?://.*/e/"));
        await page.ClickAsync("[data-status=paused]");
        await Read(page, "#stop-title", "Pause the sale?");
        await Read(page, "#event-status", "On sale");
        await page.ClickAsync("#stop-send");
        await Read(page, "#event-status", "Paused");

        // Bookings are for admins, and the page says so.
        await Assertions.Expect(page.Locator("#bookings-part")).ToBeHiddenAsync();
        await Read(page, ".not-admin", "are for admins");
    }

    [BrowserFact]
    public async Task The_price_of_a_section_becomes_that_of_its_first_ticket_type_and_comes_back()
    {
        await using var visitor = await SignInAsync(DoorService.Token("olga", Roles.Organizer));
        var page = visitor.Page;
        await FillAsync(page, "Typed Night");
        await page.FillAsync("#sections [data-field=price]", "31.50");
        await page.ClickAsync("[data-act=add-type]");
        await Assertions.Expect(page.Locator(".type-form [data-type=price]")).ToHaveValueAsync("31.50");
        await Assertions.Expect(page.Locator("#sections [data-field=price]")).ToBeHiddenAsync();
        await AddTypeAsync(page, "Child", "");
        await page.ClickAsync("#save");
        await Read(page, ".type-form:nth-child(2)", "Give a price. For free tickets write 0.");
        await page.Locator("[data-act=remove-type]").Last.ClickAsync();
        await page.ClickAsync("[data-act=remove-type]");
        await Assertions.Expect(page.Locator("#sections [data-field=price]")).ToHaveValueAsync("31.50");
    }

    [BrowserFact]
    public async Task What_is_over_is_shown_as_over_and_can_still_be_changed()
    {
        await using var visitor = await SignInAsync(DoorService.Token("olga", Roles.Organizer));
        var page = visitor.Page;
        await FillAsync(page, "Ended Sale");
        await page.FillAsync("#sale_closes_at", "2025-07-01T00:00");
        await page.ClickAsync("#save");
        await Read(page, "#sale_closes_at-error", "This date is over.");
        await page.FillAsync("#sale_opens_at", "2027-07-01T00:00");
        await page.FillAsync("#sale_closes_at", "");
        await page.ClickAsync("#save");
        await Read(page, "#published", "The sale opens ");
        await Read(page, "#event-status", "Not yet on sale");

        // The API's own clients may say that a sale has ended.
        await page.EvaluateAsync("""
            async () => {
              const path = `/api/v1/events/${location.pathname.split('/')[3]}`;
              const headers = { Authorization: `Bearer ${sessionStorage.getItem('ticketing-organizer')}`, 'Content-Type': 'application/json', 'If-Match': '*' };
              await fetch(path, { method: 'PATCH', headers, body: JSON.stringify({ sale_opens_at: null, sale_closes_at: '2025-07-01T00:00:00Z' }) });
            }
            """);
        await page.ReloadAsync();
        await Read(page, "#event-status", "Sale ended");
        await page.ClickAsync("#edit");
        await page.FillAsync("#name", "Ended, renamed");
        await page.ClickAsync("#save");
        await Read(page, "#event-name", "Ended, renamed");
    }

    [BrowserFact]
    public async Task Cancelling_an_event_says_what_it_is_about_before_and_how_far_it_is_after()
    {
        await using var visitor = await SignInAsync(DoorService.Token("olga", Roles.Admin));
        var page = visitor.Page;
        await CreateAsync(page, "Rainy Night");
        await page.FillAsync("#office-reference", "till 2, no. 4712");
        await page.ClickAsync("#office-form .button");
        await Read(page, "#office-sold", "Sold: booking ");
        await page.ClickAsync("#cancel-event");
        await Read(page, "#cancel-what", "1 booking would be cancelled, €25.00 paid back.");
        await page.FillAsync("#cancel-reason", "rain");
        await page.ClickAsync("#cancel-send");
        await Read(page, "#cancellation", "1 booking so far, €25.00 paid back.");
        await page.ReloadAsync();
        await Read(page, "#cancellation", "€25.00 paid back.");
        await Read(page, "#event-status", "Cancelled");
    }

    [BrowserFact]
    public async Task A_code_is_made_and_ended()
    {
        await using var visitor = await SignInAsync(DoorService.Token("olga", Roles.Organizer));
        var page = visitor.Page;
        await CreateAsync(page, "Night of Codes");
        await Read(page, "#codes-none", "There are none yet.");
        await page.ClickAsync("#codes-part summary");
        await page.FillAsync("#code-name", "a b");
        await page.FillAsync("#code-value", "12,5");
        await page.ClickAsync("#code-form .button");
        await Read(page, "#codes-error", "code must have 3 to 32 letters");
        await page.FillAsync("#code-name", "early-bird");
        await page.FillAsync("#code-most", "10");
        await page.FillAsync("#code-until", "2027-06-01T00:00");
        await page.ClickAsync("#code-form .button");
        await Read(page, "#codes", "EARLY-BIRD");
        await Read(page, "#codes", "12.5% off");
        await Read(page, "#codes", "0 of 10");
        await Read(page, "#codes", "until");
        await LookAsync(visitor, "codes", 1_280);
        await page.SetViewportSizeAsync(320, 900);
        await LookAsync(visitor, "codes", 320);
        await page.ClickAsync("#codes .link");
        await Read(page, "#code-end-what", "Nobody can use code EARLY-BIRD from now on.");
        await page.ClickAsync("#code-end-form .danger");
        await Read(page, "#codes", "ended");
        await Assertions.Expect(page.Locator("#codes .link")).ToHaveCountAsync(0);
    }

    [BrowserTheory]
    [InlineData("customer", "This token does not allow it.")]
    [InlineData("forged", "The service does not take this token.")]
    [InlineData("expired", "This token is no longer good.")]
    [InlineData("text", "This is no token.")]
    public async Task A_token_that_is_not_good_is_told_so(string kind, string expected)
    {
        await using var visitor = await service.VisitAsync();
        var page = visitor.Page;
        await page.GotoAsync("/organize#sign-in");
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
    }

    [BrowserTheory]
    [InlineData(320)]
    [InlineData(768)]
    [InlineData(1280)]
    public async Task Every_page_is_accessible_and_fits(int width)
    {
        await using var visitor = await SignInAsync(DoorService.Token("olga", Roles.Admin), width);
        var page = visitor.Page;
        await CreateAsync(page, $"Night of {width}");
        await page.FillAsync("#office-reference", "till 2, no. 4713");
        await page.ClickAsync("#office-form .button");
        await Read(page, "#office-sold", "Sold: booking ");
        await Read(page, "#curve-tickets", "Tickets an hour");
        await LookAsync(visitor, "event", width);
        await page.ClickAsync("#office-sold a");
        await Read(page, "#booking-facts", "€25.00");
        await LookAsync(visitor, "booking", width);
        await page.GotoAsync("/organize");
        await Read(page, "#events", $"Night of {width}");
        await LookAsync(visitor, "events", width);
        await FillAsync(page, "Another");
        await LookAsync(visitor, "new", width);
    }

    private static async Task LookAsync(Visitor visitor, string name, int width)
    {
        // The page is filled in before it is shown.
        await Assertions.Expect(visitor.Page.Locator("#view")).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.Equal(0, await visitor.OverflowAsync());
        Assert.Equal("", string.Join('\n', await visitor.FlawsAsync()));
        Directory.CreateDirectory(Screenshots);
        await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Path = Path.Combine(Screenshots, $"organize-{name}-{width}.png") });
    }

    private static async Task FillAsync(IPage page, string name)
    {
        await page.GotoAsync("/organize/new");
        await page.FillAsync("#name", name);
        await page.FillAsync("#description", "Music **outside**.");
        await page.FillAsync("#venue", "Town Hall");
        await page.FillAsync("#address", "Main Street 1\n12345 Town");
        await page.FillAsync("#time_zone", "Europe/Berlin");
        await page.FillAsync("#starts_at", "2027-07-31T19:30");
        await page.FillAsync("#ends_at", "2027-07-31T22:30");
        await page.FillAsync("#doors_open_at", "2027-07-31T18:30");
    }

    private static async Task AddTypeAsync(IPage page, string name, string price)
    {
        await page.ClickAsync("[data-act=add-type]");
        await page.Locator("[data-type=name]").Last.FillAsync(name);
        await page.Locator("[data-type=price]").Last.FillAsync(price);
    }

    private static async Task CreateAsync(IPage page, string name)
    {
        await FillAsync(page, name);
        await page.ClickAsync("#save");
        await page.WaitForURLAsync("**/organize/events/*");
        await Read(page, "#event-name", name);
    }

    private static Task Read(IPage page, string selector, string text) => Assertions.Expect(page.Locator(selector)).ToContainTextAsync(text, new() { Timeout = Patience });

    private async Task<Visitor> SignInAsync(string token, int width = 1_280)
    {
        var visitor = await service.VisitAsync(width);
        await visitor.Page.GotoAsync("/organize#token=" + token);
        await Read(visitor.Page, "#sign-out", "Sign out");
        Assert.DoesNotContain("token", visitor.Page.Url, StringComparison.Ordinal);
        return visitor;
    }
}
