using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using Ticketing.Browser.Door;
using Ticketing.Security;

namespace Ticketing.Browser.Organize;

/// <summary>A hall is drawn before it is sold: from numbers, or from a file.</summary>
[Collection(DoorService.Collection)]
public sealed class SeatPlanTests(DoorService service)
{
    private const float Patience = 60_000;
    private static readonly string Screenshots = Path.Combine(AppContext.BaseDirectory, "screenshots");

    [BrowserTheory]
    [InlineData(1_280)]
    [InlineData(320)]
    public async Task A_plan_is_made_from_numbers_shown_and_sold(int width)
    {
        await using var visitor = await OpenAsync(width);
        var page = visitor.Page;
        await page.FillAsync("#name", "Curved");
        await page.ClickAsync(".section-form summary");
        await page.SelectOptionAsync("[data-field=shape]", "curved");
        await page.FillAsync("[data-field=aisles]", "99");
        await Read(page, "[data-error]:visible", "The first row has 20 seats");
        await page.FillAsync("[data-field=aisles]", "10");
        await page.FillAsync("[data-field=accessible]", "2");
        await page.SelectOptionAsync("[data-field=numbering]", "odd_even");
        await Read(page, "#plan-words", "200 places. Seats: 10 rows with 200 seats. 2 of them are accessible.");
        await Assertions.Expect(page.Locator("[data-error]:visible")).ToHaveCountAsync(0);
        await LookAsync(visitor, $"curved-{width}");

        await page.ClickAsync("#save");
        await page.WaitForURLAsync("**/organize/events/*-*", new() { Timeout = Patience });
        var plan = await PlanAsync(page);
        var row = plan.GetProperty("sections")[0].GetProperty("rows")[9].GetProperty("seats");
        Assert.Equal(("19", "accessible", "companion"), (row[0].GetProperty("label").GetString(), row[0].GetProperty("kind").GetString(), row[1].GetProperty("kind").GetString()));
    }

    [BrowserFact]
    public async Task A_plan_from_a_file_is_shown_with_what_is_wrong_at_its_place_and_then_sold()
    {
        await using var visitor = await OpenAsync(1_280);
        var page = visitor.Page;
        await page.FillAsync("#name", "Drawn");
        await GiveAsync("""{"sections":[{"id":"stalls"]""");
        await Read(page, "#plan-error", "The file is no JSON");
        await GiveAsync("""{"sections":[{"id":"stalls","name":"Stalls","kind":"seated","rows":[{"label":"A","seats":[{"label":"1","x":1,"y":3},{"label":"12a","x":1.2,"y":3}]}]}]}""");
        await Read(page, "#plan-error", "sections[0].rows[0].seats[1].x: It lies on seat 'stalls-A-1'");
        await Assertions.Expect(page.Locator("#plan .plan-wrong")).ToHaveCountAsync(1);
        await LookAsync(visitor, "file-wrong");
        await page.ClickAsync("#save");
        await Read(page, "#plan-error", "sections[0].rows[0].seats[1].x: It lies on seat 'stalls-A-1'");

        await GiveAsync("""{"sections":[{"id":"stalls","name":"Stalls","kind":"seated","rows":[{"label":"A","seats":[{"label":"1","x":1,"y":3},{"label":"12a","x":2,"y":3}]}]},{"id":"floor","name":"Floor","kind":"general","capacity":50,"area":[[0,5],[9,5],[9,8],[0,8]]}]}""");
        await Read(page, "#plan-words", "52 places. Stalls: 1 rows with 2 seats. Floor: 50 without numbers.");
        await Assertions.Expect(page.Locator("#plan-error")).ToBeHiddenAsync();
        await page.Locator("[data-field=price]").Nth(1).FillAsync("7.50");
        await LookAsync(visitor, "file");
        await page.ClickAsync("#save");
        await page.WaitForURLAsync("**/organize/events/*-*", new() { Timeout = Patience });
        var plan = await PlanAsync(page);
        Assert.Equal("stalls-A-12a", plan.GetProperty("sections")[0].GetProperty("rows")[0].GetProperty("seats")[1].GetProperty("id").GetString());
        var shown = JsonDocument.Parse(await service.Client.GetStringAsync(new Uri(PathOf(page), UriKind.Relative))).RootElement;
        Assert.Equal(["25.00", "7.50"], shown.GetProperty("sections").EnumerateArray().Select(static section => section.GetProperty("price").GetString()!));

        async Task GiveAsync(string plan) => await page.SetInputFilesAsync("#plan-file", new FilePayload { Name = "plan.json", MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(plan) });
    }

    [BrowserFact]
    public async Task A_file_can_be_taken_back_and_its_words_are_german_too()
    {
        await using var visitor = await OpenAsync(1_280);
        var page = visitor.Page;
        await page.ClickAsync("button[name=language][value=de]");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "de", new() { Timeout = Patience });
        await Assertions.Expect(page.Locator("#event-form")).ToBeVisibleAsync(new() { Timeout = Patience });
        await page.SetInputFilesAsync("#plan-file", new FilePayload
        {
            Name = "plan.json",
            MimeType = "application/json",
            Buffer = Encoding.UTF8.GetBytes("""{"sections":[{"id":"floor","name":"Parkett","kind":"general","capacity":50}]}"""),
        });
        await Read(page, "#plan-words", "Parkett: 50 ohne Nummern.");
        await page.ClickAsync("#plan-drop");
        await Read(page, "#plan-words", "Sitzplätze: 10 Reihen zu 20.");
        await Assertions.Expect(page.Locator("#add-seated")).ToBeVisibleAsync();
    }

    private static Task Read(IPage page, string selector, string text) => Assertions.Expect(page.Locator(selector)).ToContainTextAsync(text, new() { Timeout = Patience });

    private static async Task LookAsync(Visitor visitor, string name)
    {
        Assert.Equal(0, await visitor.OverflowAsync());
        Assert.Equal("", string.Join('\n', await visitor.FlawsAsync()));
        Directory.CreateDirectory(Screenshots);
        await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Path = Path.Combine(Screenshots, $"plan-{name}.png") });
    }

    private static string PathOf(IPage page) => "/api/v1/events/" + new Uri(page.Url).AbsolutePath.Split('/')[^1];

    private async Task<JsonElement> PlanAsync(IPage page) =>
        JsonDocument.Parse(await service.Client.GetStringAsync(new Uri(PathOf(page) + "/plan", UriKind.Relative))).RootElement;

    private async Task<Visitor> OpenAsync(int width)
    {
        var visitor = await service.VisitAsync(width);
        await visitor.Page.GotoAsync("/organize/new#token=" + DoorService.Token("olga", Roles.Admin));
        await Assertions.Expect(visitor.Page.Locator("#event-form")).ToBeVisibleAsync(new() { Timeout = Patience });
        return visitor;
    }
}
