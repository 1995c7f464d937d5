using System.Text.RegularExpressions;
using Ticketing.Mail;
using Ticketing.Security;
using Ticketing.SignIn;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Organizations;

/// <summary>Signing in by mail: the link works once, for a while, and tells nobody whether somebody is known.</summary>
public sealed partial class SignInTests
{
    [Fact]
    public async Task A_link_signs_in_once_and_what_it_may_is_with_the_organization()
    {
        await using var houses = await Houses.OpenAsync();
        await houses.DoAsync(
            "POST", $"/api/v1/organizations/{houses.North.Organization}/staff", houses.As(houses.North, "owner"), """{"email":"Olga@example.org","role":"manager"}""", 200);
        var link = await LinkAsync(houses.Service, "olga@example.org");
        var (status, answer, _) = await houses.Service.SendAsync("POST", "/api/v1/sign-in", null, $$"""{"link":"{{link}}"}""");
        Assert.Equal(200, status);
        var token = answer.GetProperty("access_token").GetString()!;
        Assert.Equal((12 * 3600, "Bearer"), (answer.GetProperty("expires_in_seconds").GetInt32(), answer.GetProperty("token_type").GetString()));

        var me = await houses.DoAsync("GET", "/api/v1/me", token, null, 200);
        Assert.Equal(("north", "manager"), (me.GetProperty("organizations")[0].GetProperty("name").GetString(), me.GetProperty("organizations")[0].GetProperty("role").GetString()));
        await houses.DoAsync("GET", $"/api/v1/events/{houses.North.Event}/codes", token, null, 200);
        await houses.DoAsync("GET", $"/api/v1/events/{houses.South.Event}/codes", token, null, 404);

        (status, answer, _) = await houses.Service.SendAsync("POST", "/api/v1/sign-in", null, $$"""{"link":"{{link}}"}""");
        Assert.Equal((410, "link_not_good"), (status, answer.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_link_is_good_for_fifteen_minutes()
    {
        await using var houses = await Houses.OpenAsync();
        var link = await LinkAsync(houses.Service, "olga@example.org");
        houses.Service.Office.Time.Advance(ISignInGrain.GoodFor);
        Assert.Equal(410, (await houses.Service.SendAsync("POST", "/api/v1/sign-in", null, $$"""{"link":"{{link}}"}""")).Status);
    }

    [Fact]
    public async Task Who_asks_again_and_again_is_answered_the_same_and_sent_five_letters()
    {
        await using var houses = await Houses.OpenAsync();
        for (var i = 0; i < 8; i++)
        {
            var (status, _, _) = await houses.Service.SendAsync("POST", "/api/v1/sign-in/links", null, """{"email":"olga@example.org"}""");
            Assert.Equal(202, status);
        }

        Assert.Equal(ISignInGrain.Most, houses.Service.Post.Letters.Count(static letter => letter.To == "olga@example.org"));
        houses.Service.Office.Time.Advance(ISignInGrain.GoodFor);
        await LinkAsync(houses.Service, "olga@example.org");
    }

    [Fact]
    public async Task Neither_the_link_nor_the_address_is_kept_or_logged()
    {
        await using var houses = await Houses.OpenAsync();
        var link = await LinkAsync(houses.Service, "olga@example.org");
        await houses.Service.SendAsync("POST", "/api/v1/sign-in", null, $$"""{"link":"{{link}}"}""");
        Assert.DoesNotContain(houses.Service.Logged, line => line.Contains(link, StringComparison.Ordinal) || line.Contains("olga@", StringComparison.OrdinalIgnoreCase));
        var account = MailAccount.Read(link)!.Value.Account;
        Assert.DoesNotContain("olga", account, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Where_mail_fails_that_is_said()
    {
        await using var houses = await Houses.OpenAsync();
        houses.Service.Post.Outcome = new MailOutcome(MailResult.Unavailable, "no", MailTrouble.Connection);
        var (status, answer, _) = await houses.Service.SendAsync("POST", "/api/v1/sign-in/links", null, """{"email":"olga@example.org"}""");
        Assert.Equal((503, "mail_unavailable"), (status, answer.GetProperty("code").GetString()));

        // However often it failed, a link can be had once mail goes out again.
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(503, (await houses.Service.SendAsync("POST", "/api/v1/sign-in/links", null, """{"email":"olga@example.org"}""")).Status);
        }

        houses.Service.Post.Outcome = MailOutcome.Sent;
        Assert.Equal(43, (await LinkAsync(houses.Service, "olga@example.org")).Length);
    }

    [Theory]
    [InlineData("/api/v1/sign-in/links", """{"email":"olga"}""", 422)]
    [InlineData("/api/v1/sign-in", """{"link":"AAAA"}""", 410)]
    [InlineData("/api/v1/sign-in", """{"link":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", 410)]
    [InlineData("/api/v1/sign-in", """{"link":"!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!"}""", 410)]
    public async Task What_is_no_address_or_no_link_is_refused(string path, string body, int expected)
    {
        await using var houses = await Houses.OpenAsync();
        Assert.Equal(expected, (await houses.Service.SendAsync("POST", path, null, body)).Status);
    }

    [Fact]
    public async Task Where_it_is_not_known_where_the_pages_are_nobody_signs_in_by_mail()
    {
        await using var service = await SecuredService.StartAsync();
        var (status, answer, _) = await service.SendAsync("POST", "/api/v1/sign-in/links", null, """{"email":"olga@example.org"}""");
        Assert.Equal((409, "sign_in_off"), (status, answer.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_guess_of_another_accounts_link_takes_nothing_from_it()
    {
        await using var houses = await Houses.OpenAsync();
        var link = await LinkAsync(houses.Service, "olga@example.org");
        var guess = link[..^4] + (link.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBA" : "AAAA");
        Assert.Equal(410, (await houses.Service.SendAsync("POST", "/api/v1/sign-in", null, $$"""{"link":"{{guess}}"}""")).Status);
        Assert.Equal(200, (await houses.Service.SendAsync("POST", "/api/v1/sign-in", null, $$"""{"link":"{{link}}"}""")).Status);
    }

    [GeneratedRegex(@"sign-in\?link=([A-Za-z0-9_-]{43})")]
    private static partial Regex Link { get; }

    private static async Task<string> LinkAsync(SecuredService service, string email)
    {
        var (status, _, _) = await service.SendAsync("POST", "/api/v1/sign-in/links", null, $$"""{"email":"{{email}}","locale":"de"}""");
        Assert.Equal(202, status);
        var letter = service.Post.Letters.Last(letter => letter.To == email);
        Assert.StartsWith("https://tickets.example/sign-in?link=", letter.Text.Split("\r\n").First(static line => line.StartsWith("https://", StringComparison.Ordinal)), StringComparison.Ordinal);
        return Link.Match(letter.Text).Groups[1].Value;
    }
}
