using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Ticketing.Security;
using Ticketing.SignIn;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Organizations;

/// <summary>Sessions of pages: the API takes the cookie for calls of our own pages alone, and it ends when it should.</summary>
public sealed class SessionTests
{
    private static readonly (string, string) Ours = (SessionCookie.Header, "1");

    [Fact]
    public async Task A_cookie_counts_with_the_header_that_no_other_site_can_send()
    {
        await using var service = await SecuredService.StartAsync();
        var cookie = CookieOf(service, "olga", Roles.Organizer);
        Assert.Equal("olga", await WhoAsync(service, ("Cookie", cookie), Ours));
        Assert.Equal("olga", await WhoAsync(service, ("Cookie", cookie), Ours, ("Sec-Fetch-Site", "same-origin")));
        Assert.Equal("olga", await WhoAsync(service, ("Cookie", cookie), Ours, ("Origin", "http://localhost")));
        Assert.Null(await WhoAsync(service, ("Cookie", cookie)));
        Assert.Null(await WhoAsync(service, ("Cookie", cookie), Ours, ("Sec-Fetch-Site", "same-site")));
        Assert.Null(await WhoAsync(service, ("Cookie", cookie), Ours, ("Sec-Fetch-Site", "cross-site")));
        Assert.Null(await WhoAsync(service, ("Cookie", cookie), Ours, ("Origin", "https://evil.example")));
        Assert.Null(await WhoAsync(service, ("Cookie", cookie), Ours, ("Origin", "null")));
    }

    [Fact]
    public async Task Another_sites_form_or_script_changes_nothing()
    {
        await using var service = await SecuredService.StartAsync(cors: new CorsOptions { Origins = ["https://shop.example"] });
        var cookie = CookieOf(service, "adam", Roles.Admin);
        const string Body = """{"reason":"no reason"}""";
        Assert.Equal(401, (await service.SendAsync("PUT", "/api/v1/admin/customers/ann/block", null, Body, ("Cookie", cookie))).Status);
        Assert.Equal(401, (await service.SendAsync("PUT", "/api/v1/admin/customers/ann/block", null, Body, ("Cookie", cookie), Ours, ("Origin", "https://shop.example"))).Status);

        // Nor may a page of a site that CORS lets in: the header is none that it may send.
        using HttpRequestMessage preflight = new(HttpMethod.Options, "/api/v1/admin/customers/ann/block")
        {
            Headers = { { "Origin", "https://shop.example" }, { "Access-Control-Request-Method", "PUT" }, { "Access-Control-Request-Headers", "x-session" } },
        };
        using var asked = await service.Client.SendAsync(preflight);
        Assert.DoesNotContain(SessionCookie.Header, string.Join(',', asked.Headers.TryGetValues("Access-Control-Allow-Headers", out var allowed) ? allowed : []), StringComparison.OrdinalIgnoreCase);
        Assert.False(asked.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Equal(200, (await service.SendAsync("PUT", "/api/v1/admin/customers/ann/block", null, Body, ("Cookie", cookie), Ours)).Status);
    }

    [Fact]
    public async Task A_token_counts_instead_of_a_cookie_that_comes_along()
    {
        await using var service = await SecuredService.StartAsync();
        var (status, me, _) = await service.SendAsync("GET", "/api/v1/me", service.Token("ann", Roles.Customer), null, ("Cookie", CookieOf(service, "olga", Roles.Organizer)), Ours);
        Assert.Equal((200, "ann"), (status, me.GetProperty("subject").GetString()));
    }

    [Fact]
    public async Task Who_signs_out_is_signed_out_here_at_once_and_elsewhere_within_a_second()
    {
        await using var service = await SecuredService.StartAsync();
        var (cookie, other) = (CookieOf(service, "olga", Roles.Organizer), CookieOf(service, "olga", Roles.Organizer));
        var elsewhere = Elsewhere(service);
        Assert.NotNull(await elsewhere.FindAsync(Asks(cookie)));
        var (status, _, headers) = await service.SendAsync("DELETE", "/api/v1/session", null, null, ("Cookie", cookie), Ours);
        Assert.Equal(204, status);
        Assert.Contains("expires=Thu, 01 Jan 1970", headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        (status, var problem, _) = await service.SendAsync("GET", "/api/v1/organizations", null, null, ("Cookie", cookie), Ours);
        Assert.Equal((401, "invalid_token"), (status, problem.GetProperty("code").GetString()));
        service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await elsewhere.FindAsync(Asks(cookie)));
        Assert.NotNull(await elsewhere.FindAsync(Asks(other)));
    }

    [Fact]
    public async Task Who_signs_out_everywhere_ends_every_session_and_can_sign_in_again()
    {
        await using var service = await SecuredService.StartAsync();
        string[] cookies = [CookieOf(service, "olga", Roles.Customer), CookieOf(service, "olga", Roles.Customer)];
        Assert.Equal(204, (await service.SendAsync("DELETE", "/api/v1/session?everywhere=true", null, null, ("Cookie", cookies[0]), Ours)).Status);
        foreach (var cookie in cookies)
        {
            Assert.Equal(401, (await service.SendAsync("GET", "/api/v1/me", null, null, ("Cookie", cookie), Ours)).Status);
        }

        service.Office.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("olga", await WhoAsync(service, ("Cookie", CookieOf(service, "olga", Roles.Customer)), Ours));
        Assert.Equal(422, (await service.SendAsync("DELETE", "/api/v1/session?everywhere=perhaps", service.Token("olga", Roles.Customer))).Status);
    }

    [Fact]
    public async Task A_session_ends_with_its_time_and_with_a_block_and_is_not_to_be_made_up()
    {
        await using var service = await SecuredService.StartAsync();
        var cookie = CookieOf(service, "ann", Roles.Customer);
        foreach (var wrong in new[] { cookie + "A", cookie[..^4], "ticketing-session=", "ticketing-session=olga", "ticketing-session=" + new string('A', 5_000) })
        {
            Assert.NotEqual(200, (await service.SendAsync("GET", "/api/v1/organizations", null, null, ("Cookie", wrong), Ours)).Status);
        }

        Assert.Equal(200, (await service.SendAsync("PUT", "/api/v1/admin/customers/ann/block", service.Token("adam", Roles.Admin), """{"reason":"left"}""")).Status);
        var (status, problem, _) = await service.SendAsync("GET", "/api/v1/me", null, null, ("Cookie", cookie), Ours);
        Assert.Equal((403, "customer_blocked"), (status, problem.GetProperty("code").GetString()));
        Assert.Null(await service.Services.GetRequiredService<SessionDesk>().FindAsync(Asks(cookie)));

        var later = CookieOf(service, "olga", Roles.Customer);
        service.Office.Time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(401, (await service.SendAsync("GET", "/api/v1/me", null, null, ("Cookie", later), Ours)).Status);
    }

    [Fact]
    public async Task Staff_who_are_removed_may_nothing_within_a_second()
    {
        await using var houses = await Houses.OpenAsync();
        var cookie = CookieOf(houses.Service, "north-manager", Roles.Customer);
        var codes = $"/api/v1/events/{houses.North.Event}/codes";
        Assert.Equal(200, (await houses.Service.SendAsync("GET", codes, null, null, ("Cookie", cookie), Ours)).Status);
        await houses.DoAsync("DELETE", $"/api/v1/organizations/{houses.North.Organization}/staff/north-manager", houses.As(houses.North, "owner"), null, 204);
        houses.Service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(403, (await houses.Service.SendAsync("GET", codes, null, null, ("Cookie", cookie), Ours)).Status);
    }

    [Fact]
    public async Task An_admins_session_opens_the_dashboard_for_reading_until_it_is_ended()
    {
        await using var service = await SecuredService.StartAsync(map: static app =>
        {
            AdminGate.Protect(app, "/dashboard");
            app.Map("/dashboard/{**rest}", static () => Results.Text("""{"page":1}"""));
        });
        var (cookie, ann) = (CookieOf(service, "adam", Roles.Admin), CookieOf(service, "ann", Roles.Customer));
        Assert.Equal(200, (await service.SendAsync("GET", "/dashboard", headers: ("Cookie", cookie))).Status);
        Assert.Equal(200, (await service.SendAsync("GET", "/dashboard", headers: [("Cookie", cookie), ("Sec-Fetch-Site", "none")])).Status);
        Assert.Equal(401, (await service.SendAsync("GET", "/dashboard", headers: [("Cookie", cookie), ("Sec-Fetch-Site", "cross-site")])).Status);
        Assert.Equal(401, (await service.SendAsync("POST", "/dashboard", headers: ("Cookie", cookie))).Status);
        Assert.Equal(403, (await service.SendAsync("GET", "/dashboard", headers: ("Cookie", ann))).Status);
        Assert.Equal(204, (await service.SendAsync("DELETE", "/api/v1/session", null, null, ("Cookie", cookie), Ours)).Status);
        Assert.Equal(401, (await service.SendAsync("GET", "/dashboard", headers: ("Cookie", cookie))).Status);
    }

    [Fact]
    public async Task Where_the_keys_lie_open_no_session_is_an_admins()
    {
        await using var service = await SecuredService.StartAsync(Forge.Options with { SessionsMayBeAdmins = false });
        Assert.Equal(401, (await service.SendAsync("GET", "/api/v1/admin/bookings", null, null, ("Cookie", CookieOf(service, "adam", Roles.Admin)), Ours)).Status);
        Assert.Equal("ann", await WhoAsync(service, ("Cookie", CookieOf(service, "ann", Roles.Customer)), Ours));
    }

    [Fact]
    public async Task Over_tls_the_cookie_is_bound_to_this_host()
    {
        await using var service = await SecuredService.StartAsync();
        DefaultHttpContext http = new() { Request = { Scheme = "https" } };
        service.Services.GetRequiredService<SessionDesk>().Begin(http, "olga", Roles.Customer);
        var cookie = http.Response.Headers.SetCookie.Single()!;
        Assert.StartsWith("__Host-ticketing-session=", cookie, StringComparison.Ordinal);
        Assert.EndsWith("; max-age=43200; path=/; secure; samesite=lax; httponly", cookie, StringComparison.Ordinal);
        http.Request.Headers.Cookie = cookie.Split(';')[0].Replace("__Host-", "", StringComparison.Ordinal);
        Assert.Null(await service.Services.GetRequiredService<SessionDesk>().FindAsync(http));
    }

    [Fact]
    public void Who_ends_more_than_are_kept_ends_all()
    {
        DateTimeOffset now = new(2026, 12, 1, 12, 0, 0, TimeSpan.Zero);
        SessionsState state = new();
        for (var i = 0; i < ISessionsGrain.MostEnded; i++)
        {
            state.End(new EndedSession(Guid.NewGuid(), now.AddHours(1)), now);
        }

        var other = Guid.NewGuid();
        Assert.False(state.View.Has(other, now));
        state.End(state.Ended[0], now);
        Assert.False(state.View.Has(other, now));
        state.End(new EndedSession(Guid.NewGuid(), now.AddHours(1)), now);
        Assert.Empty(state.Ended);
        Assert.True(state.View.Has(other, now));
        Assert.False(state.View.Has(other, now.AddTicks(1)));
        state.Forget(now + ISessionsGrain.Longest);
        Assert.Null(state.Until);
    }

    internal static string CookieOf(SecuredService service, string subject, Roles roles)
    {
        DefaultHttpContext http = new();
        service.Services.GetRequiredService<SessionDesk>().Begin(http, subject, roles);
        return http.Response.Headers.SetCookie.Single()!.Split(';')[0];
    }

    private static async Task<string?> WhoAsync(SecuredService service, params (string, string)[] headers)
    {
        var (status, me, _) = await service.SendAsync("GET", "/api/v1/me", null, null, headers);
        Assert.Equal(200, status);
        return me.GetProperty("subject").GetString();
    }

    private static DefaultHttpContext Asks(string cookie) => new() { Request = { Headers = { Cookie = cookie } } };

    /// <summary>Another silo: it has read nothing yet of what this one knows.</summary>
    private static SessionDesk Elsewhere(SecuredService service) => ActivatorUtilities.CreateInstance<SessionDesk>(
        service.Services, new EndedSessionDirectory(service.Office.Grains, service.Office.Time), service.Services.GetRequiredService<IDataProtectionProvider>());
}
