using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Customers;

/// <summary>Profiles, and customers whose tokens are refused.</summary>
public sealed class CustomerTests : IAsyncLifetime
{
    private SecuredService? _service;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync();

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task A_profile_is_ones_own_and_changes_by_version()
    {
        var (status, profile, _) = await Service.SendAsync("GET", "/api/v1/customers/me", Ann);
        Assert.Equal((200, "ann", 0), (status, profile.GetProperty("id").GetString(), profile.GetProperty("version").GetInt32()));
        const string Body = """{"name":"Ann Example","email":"ann@example.org","locale":"de-AT"}""";
        (status, profile, _) = await Service.SendAsync("PUT", "/api/v1/customers/me", Ann, Body, ("If-Match", "\"0\""));
        Assert.Equal((200, 1, "de-AT"), (status, profile.GetProperty("version").GetInt32(), profile.GetProperty("locale").GetString()));
        Assert.Equal(412, (await Service.SendAsync("PUT", "/api/v1/customers/me", Ann, Body, ("If-Match", "\"0\""))).Status);
        Assert.Equal(1, (await Service.SendAsync("PUT", "/api/v1/customers/me", Ann, Body)).Body.GetProperty("version").GetInt32());
        Assert.Equal("ann@example.org", (await Service.SendAsync("GET", "/api/v1/admin/customers/ann", Boss)).Body.GetProperty("email").GetString());
        Assert.Equal(0, (await Service.SendAsync("GET", "/api/v1/customers/me", Service.Token("bob", Roles.Customer))).Body.GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("""{"email":"ann"}""", "email")]
    [InlineData("""{"email":"ann@"}""", "email")]
    [InlineData("""{"email":"ann@example"}""", "email")]
    [InlineData("""{"email":"ann@example."}""", "email")]
    [InlineData("""{"email":"jörg@example.org"}""", "email")]
    [InlineData("""{"email":"a23456789a23456789a23456789a23456789a23456789a23456789a2345678945@example.org"}""", "email")]
    [InlineData("""{"email":"žžžžžžžžžžžžžžžžžžžžžžžžžžžžžžžžž@example.org"}""", "email")]
    [InlineData("""{"email":"a b@example.org"}""", "email")]
    [InlineData("""{"email":"Ann <ann@example.org>"}""", "email")]
    [InlineData("""{"locale":"de_AT"}""", "locale")]
    [InlineData("""{"name":7}""", "name")]
    public async Task A_wrong_member_is_named(string body, string member)
    {
        var (status, problem, _) = await Service.SendAsync("PUT", "/api/v1/customers/me", Ann, body);
        Assert.Equal(422, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty(member, out _));
    }

    [Fact]
    public async Task A_blocked_customers_good_token_is_refused_until_somebody_thinks_better_of_it()
    {
        Assert.Equal(200, (await Service.SendAsync("GET", "/api/v1/bookings", Ann)).Status);
        Assert.Equal(422, (await Service.SendAsync("PUT", "/api/v1/admin/customers/ann/block", Boss, "{}")).Status);
        Assert.Equal(200, (await Service.SendAsync("PUT", "/api/v1/admin/customers/ann/block", Boss, """{"reason":"charged back"}""")).Status);
        var (status, problem, _) = await Service.SendAsync("GET", "/api/v1/bookings", Ann);
        Assert.Equal((403, "customer_blocked"), (status, problem.GetProperty("code").GetString()));
        Assert.Equal(200, (await Service.SendAsync("GET", "/api/v1/events", Ann)).Status);
        var listed = Assert.Single((await Service.SendAsync("GET", "/api/v1/admin/customers/blocked", Boss)).Body.GetProperty("items").EnumerateArray());
        Assert.Equal(("ann", "boss", "charged back"), (listed.GetProperty("id").GetString(), listed.GetProperty("by").GetString(), listed.GetProperty("why").GetString()));
        Assert.Equal(200, (await Service.SendAsync("PUT", "/api/v1/admin/customers/ann/unblock", Boss, """{"reason":"paid"}""")).Status);
        Assert.Equal(200, (await Service.SendAsync("GET", "/api/v1/bookings", Ann)).Status);
    }

    [Fact]
    public async Task A_customer_whose_id_has_a_slash_is_found_and_blocked_by_it()
    {
        var jo = Service.Token("https://id.example/jo|7", Roles.Customer);
        Assert.Equal(200, (await Service.SendAsync("PUT", "/api/v1/customers/me", jo, """{"name":"Jo"}""")).Status);
        const string Path = "/api/v1/admin/customers/https:%2F%2Fid.example%2fjo%7C7";
        var seen = (await Service.SendAsync("GET", Path, Boss)).Body;
        Assert.Equal(("https://id.example/jo|7", "Jo"), (seen.GetProperty("id").GetString(), seen.GetProperty("name").GetString()));
        Assert.Equal(200, (await Service.SendAsync("PUT", Path + "/block", Boss, """{"reason":"charged back"}""")).Status);
        Service.Office.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(403, (await Service.SendAsync("GET", "/api/v1/customers/me", jo)).Status);
    }
}
