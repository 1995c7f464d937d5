using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Ticketing.Security;

namespace Ticketing.Tests.Security;

/// <summary>Pages that know no users are for admins alone.</summary>
public sealed class AdminGateTests
{
    [Fact]
    public async Task Only_an_admin_passes_by_bearer_token_or_by_password()
    {
        await using var service = await SecuredService.StartAsync(map: static app =>
        {
            AdminGate.Protect(app, "/dashboard");
            app.MapGet("/dashboard/{**rest}", static () => Results.Text("""{"page":1}"""));
        });
        var boss = service.Token("boss", Roles.Admin);
        var ann = service.Token("ann", Roles.Customer | Roles.Organizer);
        var (passed, _, own) = await service.SendAsync("GET", "/dashboard", boss);
        Assert.Equal(200, passed);
        Assert.StartsWith("default-src 'self';", own.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(200, (await service.SendAsync("GET", "/dashboard/grains", headers: ("Authorization", Password("anyone", boss)))).Status);
        Assert.Equal(403, (await service.SendAsync("GET", "/dashboard", ann)).Status);
        Assert.Equal(403, (await service.SendAsync("GET", "/Dashboard/x", headers: ("Authorization", Password("ann", ann)))).Status);
        foreach (var wrong in new[] { null, "Basic ", "Basic !!", "Basic " + new string('A', 100_000), Password("boss", boss[..^2]), Password("boss", ""), "Bearer nonsense" })
        {
            var (status, _, headers) = await service.SendAsync("GET", "/dashboard/", headers: wrong is null ? [] : [("Authorization", wrong)]);
            Assert.Equal(401, status);
            Assert.Equal("Basic", headers.WwwAuthenticate.Single().Scheme);
        }
    }

    [Fact]
    public async Task An_admin_who_is_blocked_passes_no_more_and_one_who_is_unblocked_does()
    {
        await using var service = await SecuredService.StartAsync(map: static app =>
        {
            AdminGate.Protect(app, "/dashboard");
            app.MapGet("/dashboard/{**rest}", static () => Results.Text("""{"page":1}"""));
        });
        var (boss, other) = (service.Token("boss", Roles.Admin), service.Token("other", Roles.Admin));
        Assert.Equal(200, (await service.SendAsync("PUT", "/api/v1/admin/customers/boss/block", other, """{"reason":"left"}""")).Status);
        foreach (var headers in new (string, string)[][] { [("Authorization", "Bearer " + boss)], [("Authorization", Password("boss", boss))] })
        {
            var (status, problem, _) = await service.SendAsync("GET", "/dashboard", headers: headers);
            Assert.Equal((403, "customer_blocked"), (status, problem.GetProperty("code").GetString()));
        }

        Assert.Equal(200, (await service.SendAsync("GET", "/dashboard", other)).Status);
        Assert.Equal(200, (await service.SendAsync("PUT", "/api/v1/admin/customers/boss/unblock", other, """{"reason":"by mistake"}""")).Status);
        Assert.Equal(200, (await service.SendAsync("GET", "/dashboard", boss)).Status);
    }

    private static string Password(string name, string token) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{token}"));
}
