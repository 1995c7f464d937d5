using Microsoft.Playwright;
using Ticketing.Browser.Door;

namespace Ticketing.Browser.SignIn;

/// <summary>Signing in and out in a real browser, and what a page of another site can't do in somebody's name.</summary>
[Collection(nameof(SignInStage))]
public sealed class SignInTests(SignInStage stage)
{
    [BrowserTheory]
    [InlineData(320, false, ColorScheme.Dark)]
    [InlineData(1280, true, ColorScheme.Light)]
    public async Task A_customer_signs_in_by_mail_sees_what_is_theirs_and_signs_out_without_scripts_too(int width, bool scripts, ColorScheme scheme)
    {
        var email = $"ann{width}@example.org";
        await using var ann = await SignInAsync(email, width, scripts, scheme);
        await ann.SeesAsync("My tickets");
        await LookAsync(ann, scripts);
        await ann.Page.GotoAsync("/my/erase");
        await LookAsync(ann, scripts);
        await ann.Page.GotoAsync("/my");
        await ann.Page.ClickAsync("#sign-out");
        await ann.Page.GotoAsync("/my");
        await ann.SeesAsync("Sign in");
    }

    [BrowserFact]
    public async Task A_customer_who_is_signed_in_buys_for_their_account()
    {
        var concert = await stage.ConcertAsync("Night of the accounts", 20, "0.00");
        await using var ben = await SignInAsync("ben@example.org");
        await ben.Page.GotoAsync($"/e/{concert}");
        await ben.Page.Locator("button[name=from][value=places]:visible").ClickAsync();
        await ben.SeesAsync("Complete your order");
        await ben.Page.FillAsync("#email", "ben@example.org");
        await ben.Page.ClickAsync("#pay button");
        await ben.SeesAsync("You’re booked");
        await using var phone = await SignInAsync("ben@example.org", 390);
        await Assertions.Expect(phone.Page.Locator("#my-bookings")).ToContainTextAsync("Night of the accounts");
        await phone.Page.ClickAsync("#my-bookings a");
        await phone.SeesAsync("You’re booked");
    }

    [BrowserFact]
    public async Task A_guest_passes_a_ticket_on_to_an_e_mail_address_whose_owner_finds_it()
    {
        var concert = await stage.ConcertAsync("Night of the gifts", 20, "0.00");
        await using var guest = await stage.VisitAsync(390);
        await guest.Page.GotoAsync($"/e/{concert}");
        await guest.Page.Locator("button[name=from][value=places]:visible").ClickAsync();
        await guest.SeesAsync("Complete your order");
        await guest.Page.FillAsync("#email", "gil@example.org");
        await guest.Page.ClickAsync("#pay button");
        await guest.SeesAsync("You’re booked");
        await guest.Page.GetByText("Pass on").First.ClickAsync();
        await guest.SeesAsync("Pass a ticket on");
        Assert.Empty(await guest.FlawsAsync());
        await guest.Page.FillAsync("#to", "zoe@");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Pass on" }).ClickAsync();
        await Assertions.Expect(guest.Page.Locator("#to-hint")).ToContainTextAsync("can’t be passed on to this address");
        await guest.Page.FillAsync("#to", "zoe@example.org");
        await guest.Page.GetByRole(AriaRole.Button, new() { Name = "Pass on" }).ClickAsync();
        await Assertions.Expect(guest.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("The ticket was passed on.");
        await using var zoe = await SignInAsync("zoe@example.org");
        await Assertions.Expect(zoe.Page.Locator("main")).ToContainTextAsync("Night of the gifts");
    }

    [BrowserFact]
    public async Task Staff_sign_in_at_their_provider_and_out_again()
    {
        stage.Provider.Email = "pat@example.org";
        await using var pat = await stage.VisitAsync();
        await pat.Page.GotoAsync("/organize#sign-in");
        await Assertions.Expect(pat.Page.Locator("#provider")).ToHaveTextAsync("Sign in with Our company");
        await pat.Page.ClickAsync("#provider");
        await Assertions.Expect(pat.Page.Locator("#who")).ToContainTextAsync("mail-");
        await Assertions.Expect(pat.Page.Locator("#sign-out")).ToBeVisibleAsync();
        Assert.Equal("/organize", new Uri(pat.Page.Url).AbsolutePath);
        Assert.Equal(0, await pat.Page.EvaluateAsync<int>("sessionStorage.length + localStorage.length"));
        Assert.DoesNotContain("ticketing-session", await pat.Page.EvaluateAsync<string>("document.cookie"), StringComparison.Ordinal);
        await pat.Page.ClickAsync("#sign-out");
        await Assertions.Expect(pat.Page.Locator("#sign-in-link")).ToBeVisibleAsync();
        await pat.Page.GotoAsync("/my");
        await pat.SeesAsync("Sign in");
        await LookAsync(pat, scripts: true);
    }

    [BrowserFact]
    public async Task Another_sites_page_does_nothing_in_the_name_of_who_is_signed_in()
    {
        // The same host under another port: to a browser's cookies that is the same site.
        const string Evil = "http://127.0.0.1:5219/";
        await using var eve = await SignInAsync("eve@example.org");
        eve.Expects("CORS policy");
        eve.Expects("ERR_FAILED");
        var page = eve.Page;
        await page.RouteAsync($"{Evil}**", route => route.FulfillAsync(new RouteFulfillOptions
        {
            ContentType = "text/html",
            Body = $"<form id=f method=post action=\"{stage.Url}sign-out\"><input name=everywhere value=yes></form>",
        }));
        await page.GotoAsync(Evil);
        var answers = await page.EvaluateAsync<string[]>(
            """
            async url => {
              const ask = async (path, options) => {
                try {
                  const answer = await fetch(url + path, { credentials: "include", ...options });
                  return answer.type === "opaque" ? "opaque" : String(answer.status);
                } catch {
                  return "refused";
                }
              };
              return [
                await ask("api/v1/session?everywhere=true", { method: "DELETE", headers: { "X-Session": "1" } }),
                await ask("api/v1/me", { headers: { "X-Session": "1" } }),
                await ask("api/v1/customers/me", { method: "POST", mode: "no-cors", headers: { "Content-Type": "text/plain" }, body: "{}" }),
              ];
            }
            """,
            stage.Url.ToString());
        Assert.Equal(["refused", "refused"], answers[..2]);

        // Sent without asking first: a browser shows nothing of the answer, or calls it an error.
        Assert.Contains(answers[2], new[] { "opaque", "refused" });
        await page.EvaluateAsync("document.getElementById('f').submit()");
        await eve.SeesAsync("That form can’t be used any more");
        await page.GotoAsync("/my");
        await eve.SeesAsync("My tickets");
    }

    private static async Task LookAsync(Visitor visitor, bool scripts)
    {
        Assert.Equal(0, scripts ? await visitor.OverflowAsync() : 0);
        Assert.Equal("", scripts ? string.Join('\n', await visitor.FlawsAsync()) : "");
    }

    private async Task<Visitor> SignInAsync(string email, int width = 1_280, bool scripts = true, ColorScheme scheme = ColorScheme.Light)
    {
        var visitor = await stage.VisitAsync(width, scripts, scheme: scheme);
        await visitor.Page.GotoAsync("/my");
        await visitor.SeesAsync("Sign in");
        await LookAsync(visitor, scripts);
        await visitor.Page.FillAsync("#email", email);
        await visitor.Page.ClickAsync("#ask .button");
        await Assertions.Expect(visitor.Page.Locator(".notice.good")).ToContainTextAsync(email);
        await visitor.Page.GotoAsync(stage.LinkFor(email));
        await LookAsync(visitor, scripts);
        await visitor.Page.ClickAsync("#use .button");
        await visitor.SeesAsync("My tickets");
        return visitor;
    }
}
