using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Ticketing.Security;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.SignIn;

/// <summary>Staff sign in at an OpenID provider: who they are then, and that nothing but a right answer signs in.</summary>
public sealed class OpenIdConnectTests : IAsyncLifetime
{
    private const string Key = "a secret that these tests alone sign tokens with";

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-oidc-").FullName;
    private FakeOpenId? _provider;
    private ServiceProcess? _service;

    private FakeOpenId Provider => _provider!;

    private ServiceProcess Service => _service!;

    private static string Admin => new TokenIssuer(new AuthOptions { SigningKey = new SigningSecret(Encoding.UTF8.GetBytes(Key)) }, TimeProvider.System, new RandomIdSource()).Issue("adam", Roles.Admin);

    public async Task InitializeAsync()
    {
        _provider = await FakeOpenId.StartAsync();
        _service = await ServiceProcess.StartAsync(Settings(Provider.Issuer));
    }

    public async Task DisposeAsync()
    {
        _service?.Dispose();
        await Provider.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Staff_added_by_their_address_are_known_by_it_and_staff_added_by_their_subject_by_that()
    {
        await AddAsync("North", new { name = "North", owner_email = "olga@example.org" });
        using FormBrowser olga = new(Service.Client.BaseAddress!);
        await olga.OpenAsync("/sign-in?to=organize");
        Assert.Contains("Sign in with Our company", olga.Html, StringComparison.Ordinal);
        await olga.OpenAsync("/sign-in/staff");
        Assert.Equal("/organize", olga.Address.AbsolutePath);
        Assert.Equal(["North"], await WorksForAsync(olga));
        Assert.Equal(new Uri(Service.Client.BaseAddress!, "/sign-in/staff/back").ToString(), Provider.Redirects.Single());

        // Sessions end here alone: the provider has no address to end them at.
        foreach (var path in new[] { "/signout-oidc", "/signout-callback-oidc" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await Service.Client.GetAsync(path)).StatusCode);
        }

        // The same person by what the provider calls them: that is who they are from then on, whatever their address is.
        await AddAsync("South", new { name = "South", owner_subject = Provider.SubjectOf("42") });
        using FormBrowser again = new(Service.Client.BaseAddress!);
        await again.OpenAsync("/sign-in/staff?to=door");
        Assert.Equal("/door", again.Address.AbsolutePath);
        Assert.Equal(["South"], await WorksForAsync(again));

        // The first session is as good as before; signed out, it is over.
        await olga.OpenAsync("/my");
        await olga.SubmitAsync("/sign-out");
        Assert.False(olga.IsSignedIn);
        await olga.OpenAsync("/my");
        Assert.Equal("/sign-in", olga.Address.AbsolutePath);
    }

    [Fact]
    public async Task An_address_that_the_provider_did_not_see_to_be_theirs_is_not_who_they_are()
    {
        await AddAsync("North", new { name = "North", owner_email = "olga@example.org" });
        Provider.IsVerified = false;
        using FormBrowser stranger = new(Service.Client.BaseAddress!);
        await stranger.OpenAsync("/sign-in/staff");
        Assert.Equal("/my", stranger.Address.AbsolutePath);
        var (status, me) = await stranger.CallAsync("/api/v1/me");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains($"\"subject\":\"{Provider.SubjectOf("42")}\"", me, StringComparison.Ordinal);
        Assert.Empty(await WorksForAsync(stranger));
    }

    [Fact]
    public async Task An_address_that_only_looks_like_another_one_is_not_that_one()
    {
        await AddAsync("North", new { name = "North", owner_email = "kate@example.org" });

        // A Kelvin sign is a k in small letters.
        Provider.Email = "\u212Aate@example.org";
        using FormBrowser stranger = new(Service.Client.BaseAddress!);
        await stranger.OpenAsync("/sign-in/staff");
        Assert.True(stranger.IsSignedIn);
        Assert.Empty(await WorksForAsync(stranger));
    }

    [Fact]
    public async Task Who_is_blocked_as_whom_the_provider_knows_does_not_come_in_by_their_address()
    {
        await BlockAsync(Provider.SubjectOf("42"));

        using FormBrowser browser = new(Service.Client.BaseAddress!);
        await browser.OpenAsync("/sign-in/staff");
        Assert.Equal("/sign-in?problem=Blocked", browser.Address.PathAndQuery);
        Assert.False(browser.IsSignedIn);
    }

    [Theory]
    [InlineData(Wrong.Denied, "Declined")]
    [InlineData(Wrong.Error, "Provider")]
    [InlineData(Wrong.Issuer, "Provider")]
    [InlineData(Wrong.Audience, "Provider")]
    [InlineData(Wrong.Nonce, "Provider")]
    [InlineData(Wrong.NoNonce, "Provider")]
    [InlineData(Wrong.Expired, "Provider")]
    [InlineData(Wrong.Key, "Provider")]
    [InlineData(Wrong.ClientSecret, "Provider")]
    [InlineData(Wrong.Unsigned, "Provider")]
    [InlineData(Wrong.Challenge, "Provider")]
    [InlineData(Wrong.OtherUser, "Provider")]
    public async Task What_is_not_right_signs_nobody_in_and_the_page_says_so(Wrong wrong, string problem)
    {
        Provider.Wrong = wrong;
        using FormBrowser browser = new(Service.Client.BaseAddress!);
        await browser.OpenAsync("/sign-in/staff");
        Assert.Equal($"/sign-in?problem={problem}", browser.Address.PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        Assert.Contains("You are not signed in", browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("alert(1)", browser.Html, StringComparison.Ordinal);
        Assert.False(browser.IsSignedIn);

        // And what is right after that does.
        Provider.Wrong = Wrong.Nothing;
        await browser.OpenAsync("/sign-in/staff");
        Assert.True(browser.IsSignedIn);
    }

    [Fact]
    public async Task An_answer_is_taken_once_and_from_the_browser_that_asked()
    {
        using FormBrowser browser = new(Service.Client.BaseAddress!);
        await browser.OpenAsync("/sign-in/staff");
        var answer = browser.Way.Single(static address => address.AbsolutePath == StaffSignIn.Back).PathAndQuery;
        using FormBrowser thief = new(Service.Client.BaseAddress!);
        foreach (var replayed in new[] { answer, StaffSignIn.Back, $"{StaffSignIn.Back}?code=x&state=y" })
        {
            await thief.OpenAsync(replayed);
            Assert.Equal("/sign-in?problem=Stale", thief.Address.PathAndQuery);
            Assert.False(thief.IsSignedIn);
        }

        await browser.OpenAsync("/my");
        await browser.SubmitAsync("/sign-out");
        await browser.OpenAsync(answer);
        Assert.Equal("/sign-in?problem=Stale", browser.Address.PathAndQuery);
        Assert.False(browser.IsSignedIn);
    }

    [Fact]
    public async Task Who_is_blocked_is_told_and_a_provider_that_is_away_too()
    {
        Provider.IsVerified = false;
        await BlockAsync(Provider.SubjectOf("42"));

        using FormBrowser browser = new(Service.Client.BaseAddress!);
        await browser.OpenAsync("/sign-in/staff");
        Assert.Equal("/sign-in?problem=Blocked", browser.Address.PathAndQuery);
        Assert.False(browser.IsSignedIn);

        using var other = await ServiceProcess.StartAsync(new Dictionary<string, string>(Settings(new Uri($"http://127.0.0.1:{ServiceProcess.FreePort()}"))) { ["Storage__Path"] = Path.Combine(_folder, "other") });
        using FormBrowser waiting = new(other.Client.BaseAddress!);
        await waiting.OpenAsync("/sign-in/staff");
        Assert.Equal("/sign-in?problem=Away", waiting.Address.PathAndQuery);
    }

    [Fact]
    public async Task In_production_over_redis_it_needs_a_certificate()
    {
        Dictionary<string, string> settings = new(Settings(new Uri("https://login.example.org")))
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Redis__Url"] = "redis://127.0.0.1:1",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        };
        var (exitCode, error) = await ServiceProcess.RefusedAsync(settings);
        Assert.Equal(1, exitCode);
        Assert.Contains("DataProtection:Certificate must be set, since Auth:OpenIdConnect:Authority and Redis:Url are", error, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Settings(Uri authority) => new()
    {
        ["Storage__Path"] = _folder,
        ["Mail__Folder"] = Path.Combine(_folder, "mail"),
        ["Auth__SigningKey"] = Key,
        ["Auth__OpenIdConnect__Authority"] = authority.OriginalString,
        ["Auth__OpenIdConnect__ClientId"] = FakeOpenId.Client,
        ["Auth__OpenIdConnect__ClientSecret"] = FakeOpenId.Secret,
        ["Auth__OpenIdConnect__Name"] = "Our company",
    };

    private async Task AddAsync(string name, object organization)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/organizations") { Content = JsonContent.Create(organization) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Admin);
        using var made = await Service.Client.SendAsync(request);
        Assert.True(made.StatusCode == HttpStatusCode.Created, $"{name}: {await made.Content.ReadAsStringAsync()}");
    }

    private async Task BlockAsync(string subject)
    {
        using HttpRequestMessage request = new(HttpMethod.Put, $"/api/v1/admin/customers/{subject}/block") { Content = JsonContent.Create(new { reason = "left" }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Admin);
        using var blocked = await Service.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, blocked.StatusCode);
    }

    private static async Task<string[]> WorksForAsync(FormBrowser browser)
    {
        var (status, body) = await browser.CallAsync("/api/v1/me");
        Assert.True(status == HttpStatusCode.OK, body);
        return [.. JsonDocument.Parse(body).RootElement.GetProperty("organizations").EnumerateArray().Select(static one => one.GetProperty("name").GetString()!)];
    }
}
