using Microsoft.Playwright;
using Ticketing.Security;

namespace Ticketing.Browser.Door;

/// <summary>Who stands at the door with a network.</summary>
[Collection(DoorService.Collection)]
public sealed class DoorPageTests(DoorService service)
{
    [BrowserFact]
    public async Task A_ticket_lets_in_once_and_its_repeat_is_told_where_and_when()
    {
        var evening = await service.EveningAsync("Concert at eight");
        var bought = await evening.BuyAsync("stalls-A-1");
        await using var phone = await service.PhoneAsync();
        await phone.StandAtAsync(evening, "North", service.Scanner);
        Assert.Equal("admitted", await phone.TypeAsync(bought.Code));
        await phone.Page.Locator("#code").FillAsync(bought.Code);
        await phone.Page.Locator("#code").PressAsync("Enter");
        await phone.ReadAsync("#verdict-word", "Already in");
        await phone.ReadAsync("#verdict-seat", "Stalls, row A, seat 1");
        await phone.ReadAsync("#verdict-why", "Let in here, at gate North");
        await phone.ReadAsync("#said", "Already in. Stalls, row A, seat 1. Let in here, at gate North");
        Assert.Equal("stop", await phone.Verdict.GetAttributeAsync("data-tone"));
        await phone.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(phone.Verdict).ToBeHiddenAsync();
        Assert.Equal(1, (await evening.CountsAsync()).GetProperty("admitted").GetInt32());
        Assert.Empty(phone.Errors);
    }

    [BrowserFact]
    public async Task Each_ticket_that_lets_nobody_in_says_why()
    {
        var evening = await service.EveningAsync("Concert of refusals");
        var (good, cancelled) = (await evening.BuyAsync("stalls-A-1"), await evening.BuyAsync("stalls-A-2"));
        var elsewhere = await (await service.EveningAsync("Play next door")).BuyAsync("stalls-A-1");
        await evening.CancelAsync(cancelled);
        await using var phone = await service.PhoneAsync();
        await phone.StandAtAsync(evening, "North", service.Scanner);
        Assert.Equal("ticket_cancelled", await phone.TypeAsync(cancelled.Code));
        Assert.Equal("wrong_event", await phone.TypeAsync(elsewhere.Code));
        Assert.Equal("ticket_forged", await phone.TypeAsync(good.Forged));
        Assert.Equal("not_a_ticket", await phone.TypeAsync("https://example.org/menu"));
        Assert.Equal(["ask", "stop", "ask", "stop"], await phone.Recent.EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.tone)"));
        Assert.Equal(0, (await evening.CountsAsync()).GetProperty("admitted").GetInt32());
        Assert.Empty(phone.Errors);
    }

    [BrowserFact]
    public async Task What_is_printed_beside_the_code_lets_in_by_hand_and_stays_until_the_name_is_asked_for()
    {
        var evening = await service.EveningAsync("Concert of empty batteries");
        var bought = await evening.BuyAsync("stalls-A-1", "stalls-A-2");
        await using var phone = await service.PhoneAsync();
        await phone.StandAtAsync(evening, "North", service.Scanner);
        Assert.Equal("ticket_number_needed", await phone.TypeAsync(bought.Reference));
        Assert.Equal("typed_not_found", await phone.TypeAsync($"{bought.Reference}-3"));
        await phone.Page.Locator("#code").FillAsync($"{bought.Reference.ToLowerInvariant()} 2");
        await phone.Page.Locator("#code").PressAsync("Enter");
        await phone.ReadAsync("#verdict-word", "Let in");
        await phone.ReadAsync("#verdict-seat", "Stalls, row A, seat 2");
        await phone.ReadAsync("#verdict-ask", "Ask for the name: olga");
        await phone.Page.WaitForTimeoutAsync(2_000);
        await phone.ShowAsync("typed");
        await phone.Page.Locator("#verdict-next").ClickAsync();
        await phone.ReadAsync("#recent", "Stalls, row A, seat 2, typed");
        Assert.Equal("already_admitted", await phone.TypeAsync(bought.Codes[1]));
        Assert.Equal("already_admitted", await phone.TypeAsync($"{bought.Booking}-2"));
        Assert.Equal("admitted", await phone.TypeAsync(bought.Codes[0]));

        // A hand scanner reads codes: that one shows a reference proves nothing.
        Assert.Equal("not_a_ticket", await phone.ScanByHandAsync($"{bought.Reference}-1"));
        await phone.ShowAsync("gate");
        Assert.Empty(phone.Errors);
    }

    [BrowserFact]
    public async Task What_is_typed_again_since_no_answer_came_is_the_same_scan()
    {
        var evening = await service.EveningAsync("Concert of lost answers");
        var bought = await evening.BuyAsync("stalls-A-1");
        await using var phone = await service.PhoneAsync();
        await phone.StandAtAsync(evening, "North", service.Scanner);
        await phone.Page.RouteAsync("**/api/v1/checkin", static async route =>
        {
            await route.FetchAsync();
            await route.FulfillAsync(new() { Status = 503 });
        });
        Assert.Equal("needs_network", await phone.TypeAsync(bought.Reference));
        await phone.Page.UnrouteAsync("**/api/v1/checkin");
        await phone.ReadAsync("#status-word", "Online");
        Assert.Equal(1, (await evening.CountsAsync()).GetProperty("admitted").GetInt32());
        await phone.Page.Locator("#code").FillAsync(bought.Reference);
        await phone.Page.Locator("#code").PressAsync("Enter");
        await phone.ReadAsync("#verdict-word", "Let in");
    }

    [BrowserFact]
    public async Task Times_are_by_the_clocks_of_the_event_and_too_early_says_from_when()
    {
        // Sydney has its summer time in December, ten hours and one before UTC.
        DateTimeOffset starts = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(40).AddHours(9), TimeSpan.Zero);
        var local = TimeZoneInfo.ConvertTime(starts, TimeZoneInfo.FindSystemTimeZoneById("Australia/Sydney"));
        var evening = await service.EveningAsync("Concert in Sydney", starts, "Australia/Sydney");
        var past = await service.EveningAsync("Concert of last week", TimeProvider.System.GetUtcNow().AddDays(-7));
        var bought = await evening.BuyAsync("stalls-A-1");
        await using var phone = await service.PhoneAsync();
        await phone.FollowLinkAsync(service.Scanner);
        Assert.Equal(0, await phone.Page.Locator($"#event option[value='{past.Id}']").CountAsync());
        var option = await phone.Page.Locator($"#event option[value='{evening.Id}']").TextContentAsync();
        Assert.Matches($"^.*{local:HH:mm} – Concert in Sydney$", option!);
        await phone.ShowAsync("setup");
        await phone.OpenGateAsync(evening, "North");
        await phone.ReadAsync("#prepared", "Ready");
        await phone.ReadAsync("#at-event", local.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        foreach (var isOffline in new[] { false, true })
        {
            await phone.Context.SetOfflineAsync(isOffline);
            await phone.ReadAsync("#status-word", isOffline ? "No network" : "Online");
            await phone.Page.Locator("#code").FillAsync(bought.Code);
            await phone.Page.Locator("#code").PressAsync("Enter");
            await phone.ReadAsync("#verdict-word", "Too early");
            await phone.ReadAsync("#verdict-why", "Valid from");
            await phone.ReadAsync("#verdict-why", local.AddHours(-12).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture));
            await phone.ShowAsync("early");
            await phone.Page.Locator("#verdict-next").ClickAsync();
        }

        Assert.Empty(phone.Errors);
    }

    [BrowserFact]
    public async Task Who_comes_from_the_organizers_pages_is_signed_in_at_the_door()
    {
        await service.EveningAsync("Concert of two pages");
        await using var phone = await service.PhoneAsync();
        await phone.GoToAsync("/organize#token=" + service.Organizer);
        await phone.Page.Locator("#to-door").ClickAsync();
        await phone.SeeAsync("setup");
        await phone.Page.Locator("section[data-part=setup] [data-act=sign-out]").ClickAsync();
        await phone.SeeAsync("sign-in");
        await phone.ShowAsync("sign-in");
        await phone.ReadAsync("section[data-part=sign-in]", "With your own address");
        await phone.Page.ReloadAsync();
        await phone.SeeAsync("sign-in");
        Assert.Empty(phone.Errors);
    }

    [BrowserFact]
    public async Task A_hand_scanner_types_wherever_the_focus_is()
    {
        var evening = await service.EveningAsync("Concert by hand");
        var bought = await evening.BuyAsync("stalls-A-1", "stalls-A-2");
        await using var phone = await service.PhoneAsync();
        await phone.StandAtAsync(evening, "North", service.Scanner);
        Assert.Equal("admitted", await phone.ScanByHandAsync(bought.Codes[0]));
        await phone.Page.Locator("#change-gate").FocusAsync();
        Assert.Equal("admitted", await phone.ScanByHandAsync(bought.Codes[1]));

        // The next code does not wait until the verdict before has been read.
        await phone.ScanByHandAsync(bought.Codes[0]);
        await phone.SeeAsync("scan");
        Assert.Equal(3, await phone.Recent.CountAsync());
        Assert.Empty(phone.Errors);
    }

    [BrowserFact]
    public async Task A_link_signs_in_and_its_token_is_nowhere_in_the_address()
    {
        await service.EveningAsync("Concert by link");
        await using var phone = await service.PhoneAsync();
        List<string> asked = [];
        phone.Page.Request += (_, request) => asked.Add(request.Url);
        await phone.FollowLinkAsync(service.Scanner);
        Assert.EndsWith("/door", phone.Page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(asked, static url => url.Contains("eyJ", StringComparison.Ordinal) && !url.Contains('#', StringComparison.Ordinal));
        await phone.Page.ReloadAsync();
        await phone.SeeAsync("setup");
        await phone.Page.Locator("section[data-part=setup] [data-act=sign-out]").ClickAsync();
        await phone.SeeAsync("sign-in");
        await phone.Page.ReloadAsync();
        await phone.SeeAsync("sign-in");
        Assert.Empty(phone.Errors);
    }

    [BrowserTheory]
    [InlineData("nonsense", "This is no token")]
    [InlineData("expired", "This token has expired")]
    [InlineData("other", "The service refuses this token")]
    [InlineData("customer", "you may not check tickets in")]
    public async Task A_token_that_does_not_do_is_told_why(string kind, string said)
    {
        await service.EveningAsync("Concert without you");
        var token = kind switch
        {
            "expired" => DoorService.Token("gate-1", Roles.Scanner, TimeSpan.FromMinutes(-10)),
            "other" => service.Scanner[..^8] + "AAAAAAAA",
            "customer" => DoorService.Token("ann", Roles.Customer),
            _ => "nonsense",
        };
        await using var phone = await service.PhoneAsync();
        await phone.GoToAsync();
        await phone.SeeAsync("sign-in");
        await phone.Page.Locator("#token").FillAsync(token);
        await phone.Page.Locator("#token").PressAsync("Enter");
        await phone.ReadAsync("#sign-in-problem", said);
        Assert.Equal("true", await phone.Page.Locator("#token").GetAttributeAsync("aria-invalid"));
        Assert.Equal(token, await phone.Page.Locator("#token").InputValueAsync());
        Assert.Empty(phone.Errors);
    }

    [BrowserFact]
    public async Task A_token_that_is_refused_at_work_is_asked_for_again_and_the_gate_goes_on()
    {
        var evening = await service.EveningAsync("Concert of a long night");
        var bought = await evening.BuyAsync("stalls-A-1");
        await using var phone = await service.PhoneAsync();
        await phone.StandAtAsync(evening, "North", service.Scanner);
        await phone.Page.RouteAsync("**/api/v1/checkin", static route => route.FulfillAsync(new()
        {
            Status = 401,
            ContentType = "application/problem+json",
            Body = """{"code":"invalid_token"}""",
        }));
        await phone.Page.Locator("#code").FillAsync(bought.Code);
        await phone.Page.Locator("#code").PressAsync("Enter");
        await phone.SeeAsync("sign-in");
        await phone.ReadAsync("#sign-in-problem", "The service refuses this token");
        await phone.Page.UnrouteAsync("**/api/v1/checkin");
        await phone.Page.Locator("#token").FillAsync(service.Scanner);
        await phone.Page.Locator("#token").PressAsync("Enter");
        await phone.SeeAsync("scan");
        Assert.Equal("North", await phone.Page.Locator("#at-gate").TextContentAsync());
        Assert.Equal("admitted", await phone.TypeAsync(bought.Code));
    }

    [BrowserFact]
    public async Task An_organizer_sees_who_is_in_by_gate_and_undoes_an_admission()
    {
        var evening = await service.EveningAsync("Concert of mistakes");
        var bought = await evening.BuyAsync("stalls-A-1", "stalls-A-2");
        await evening.ScanAsync(bought.Codes[1], "South");
        await using var phone = await service.PhoneAsync();
        await phone.StandAtAsync(evening, "North", service.Organizer);
        Assert.Equal("admitted", await phone.TypeAsync(bought.Code));
        await phone.ReadAsync("#gates-list", "South");
        await phone.ReadAsync("#gates-total", "2");
        await phone.Page.Locator("#recent button").ClickAsync();
        await phone.Page.Locator("#undo-form button.button:not(.quiet)").ClickAsync();
        await phone.ReadAsync("#undo-problem", "Say why");
        await phone.Page.Locator("#undo-reason").FillAsync("wrong person");
        await phone.Page.Locator("#undo-reason").PressAsync("Enter");
        await phone.ReadAsync("#gates-total", "1");
        await phone.ReadAsync("#recent", "Undone");
        Assert.Equal("admitted", await phone.TypeAsync(bought.Code));
        Assert.Empty(phone.Errors);
    }
}
