using Microsoft.Playwright;

namespace Ticketing.Browser.Door;

/// <summary>Who stands at the door while the network is away.</summary>
[Collection(DoorService.Collection)]
public sealed class OfflineTests(DoorService service)
{
    [BrowserFact]
    public async Task Without_network_codes_are_judged_by_the_page_and_reported_later_with_the_conflict()
    {
        var evening = await service.EveningAsync("Concert in a cellar");
        var (good, cancelled, twice) = (await evening.BuyAsync("stalls-A-1"), await evening.BuyAsync("stalls-A-2"), await evening.BuyAsync("stalls-A-3"));
        var elsewhere = await (await service.EveningAsync("Play upstairs")).BuyAsync("stalls-A-4");
        await evening.CancelAsync(cancelled);
        await using var phone = await service.PhoneAsync();
        await phone.StandAtAsync(evening, "North", service.Scanner);
        await phone.Context.SetOfflineAsync(true);
        await phone.ReadAsync("#status-word", "No network");

        Assert.Equal("admitted", await phone.TypeAsync(good.Code));
        Assert.Equal("already_admitted", await phone.TypeAsync(good.Code.ToLowerInvariant()));
        Assert.Equal("ticket_forged", await phone.TypeAsync(good.Forged));
        Assert.Equal("ticket_cancelled", await phone.TypeAsync(cancelled.Code));
        Assert.Equal("wrong_event", await phone.TypeAsync(elsewhere.Code));
        Assert.Equal("cut_off", await phone.TypeAsync(good.Code[..40]));
        Assert.Equal("needs_network", await phone.TypeAsync($"{good.Reference}-1"));
        await evening.ScanAsync(twice.Code, "South");
        Assert.Equal("admitted", await phone.TypeAsync(twice.Code));
        await phone.ReadAsync("#waiting", "2 scans wait to be reported");
        Assert.Equal(1, (await evening.CountsAsync()).GetProperty("admitted").GetInt32());

        await phone.Context.SetOfflineAsync(false);
        await phone.ReadAsync("#status-word", "Online");
        await phone.ReadAsync("#conflicts-list", "Stalls, row A, seat 3");
        await phone.ReadAsync("#conflicts-list", "Also let in at gate South");
        Assert.Equal(1, await phone.Page.Locator("#conflicts-list > li").CountAsync());
        await Assertions.Expect(phone.Page.Locator("#waiting")).ToBeHiddenAsync();
        var counts = await evening.CountsAsync();
        Assert.Equal((2, 1), (counts.GetProperty("admitted").GetInt32(), counts.GetProperty("conflicts").GetInt32()));
        await phone.Page.Locator("#conflicts-list button").ClickAsync();
        await Assertions.Expect(phone.Page.Locator("#conflicts")).ToBeHiddenAsync();
        Assert.Equal("already_admitted", await phone.TypeAsync(good.Code));
        Assert.Empty(phone.Errors);
    }

    [BrowserFact]
    public async Task A_phone_that_restarts_without_network_opens_the_page_and_has_lost_nothing()
    {
        var evening = await service.EveningAsync("Concert of empty batteries");
        var bought = await evening.BuyAsync("stalls-A-1");
        await using var phone = await service.PhoneAsync(keepsPage: true);
        await phone.StandAtAsync(evening, "North", service.Scanner);
        await phone.Page.WaitForFunctionAsync("navigator.serviceWorker.controller !== null");
        await phone.Context.SetOfflineAsync(true);
        await phone.ReadAsync("#status-word", "No network");
        Assert.Equal("admitted", await phone.TypeAsync(bought.Code));

        await phone.Page.ReloadAsync();
        await phone.SeeAsync("scan");
        await phone.ReadAsync("#waiting", "1 scan waits to be reported");
        Assert.Equal("already_admitted", await phone.TypeAsync(bought.Code));
        await phone.Page.Locator("div[data-part=scan] [data-act=sign-out]").ClickAsync();
        await phone.ReadAsync("#sign-out-text", "1 scan waits to be reported. If you sign out now, it is lost");
        await phone.Page.Locator("#sign-out-dialog [data-act=close]").ClickAsync();

        await phone.Context.SetOfflineAsync(false);
        await Assertions.Expect(phone.Page.Locator("#waiting")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        Assert.Equal(1, (await evening.CountsAsync()).GetProperty("admitted").GetInt32());
    }

    [BrowserFact]
    public async Task A_service_that_does_not_answer_holds_nobody_up()
    {
        var evening = await service.EveningAsync("Concert of long silences");
        var bought = await evening.BuyAsync("stalls-A-1", "stalls-A-2");
        await using var phone = await service.PhoneAsync();
        await phone.StandAtAsync(evening, "North", service.Scanner);
        await phone.Page.RouteAsync("**/api/v1/checkin", static route => route.FulfillAsync(new() { Status = 503 }));
        await phone.Page.RouteAsync("**/api/v1/checkin/scans", static route => route.AbortAsync());
        Assert.Equal("admitted", await phone.TypeAsync(bought.Codes[0]));
        Assert.Equal("admitted", await phone.TypeAsync(bought.Codes[1]));
        await phone.ReadAsync("#status-word", "No network");
        await phone.ReadAsync("#waiting", "2 scans wait to be reported");
        await phone.Page.UnrouteAsync("**/api/v1/checkin/scans");
        await phone.ReadAsync("#status-word", "Online");
        Assert.Equal(2, (await evening.CountsAsync()).GetProperty("admitted").GetInt32());
    }
}
