using System.Net;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.SignIn;

/// <summary><c>ticketing sign-in-link --admin</c>: the first admin signs in on pages, and what seals sessions is in the backup.</summary>
public sealed class AdminLinkTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-admin-").FullName;

    private string Place => $"--Storage:Path={Path.Combine(_folder, "data")}";

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_link_signs_in_as_an_admin_once_and_the_session_opens_the_dashboard_until_it_is_ended()
    {
        using var service = await ServiceProcess.StartAsync(Path.Combine(_folder, "data"));
        var (exitCode, link, error) = await TicketingCommand.RunAsync("sign-in-link", "--admin", "--sub", "ada", Place);
        Assert.True(exitCode == 0, error);
        Assert.StartsWith($"{service.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)}/sign-in?link=admin.ada.", link, StringComparison.Ordinal);
        using FormBrowser ada = new(service.Client.BaseAddress!);
        await ada.OpenAsync("/dashboard");
        Assert.Equal(HttpStatusCode.Unauthorized, ada.Status);
        await ada.OpenAsync(link);
        Assert.False(ada.IsSignedIn);
        await ada.SubmitAsync("/sign-in/confirm");
        Assert.Equal("/organize", ada.Address.AbsolutePath);
        var (status, me) = await ada.CallAsync("/api/v1/me");
        Assert.Contains("""{"subject":"ada","roles":["admin"]""", me, StringComparison.Ordinal);
        (status, _) = await ada.CallAsync("/api/v1/admin/bookings");
        Assert.Equal(HttpStatusCode.OK, status);
        await ada.OpenAsync("/dashboard");
        Assert.Equal(HttpStatusCode.OK, ada.Status);

        using FormBrowser late = new(service.Client.BaseAddress!);
        await late.OpenAsync(link);
        await late.SubmitAsync("/sign-in/confirm");
        Assert.Equal(HttpStatusCode.Gone, late.Status);

        await ada.OpenAsync("/my");
        await ada.SubmitAsync("/sign-out");
        await ada.OpenAsync("/dashboard");
        Assert.Equal(HttpStatusCode.Unauthorized, ada.Status);
        Assert.DoesNotContain(service.Output.Lines, line => line.Contains(link.Split('=')[1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_lasts_through_a_backup_since_its_keys_do()
    {
        string cookie;
        using (var service = await ServiceProcess.StartAsync(Path.Combine(_folder, "data")))
        {
            using FormBrowser ada = new(service.Client.BaseAddress!);
            await ada.OpenAsync((await TicketingCommand.RunAsync("sign-in-link", "--admin", Place)).Output);
            await ada.SubmitAsync("/sign-in/confirm");
            cookie = ada.SessionCookie;
            Directory.CreateDirectory(Path.Combine(_folder, "restored"));
            Assert.Equal(0, (await TicketingCommand.RunAsync("backup", Path.Combine(_folder, "restored", "ticketing.db"), Place)).ExitCode);
        }

        using var restored = await ServiceProcess.StartAsync(Path.Combine(_folder, "restored"));
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/admin/bookings") { Headers = { { "X-Session", "1" }, { "Cookie", cookie } } };
        using var answer = await restored.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Where_no_service_runs_and_where_the_name_is_none_that_is_said()
    {
        var (exitCode, _, error) = await TicketingCommand.RunAsync("sign-in-link", "--admin", Place);
        Assert.Equal(1, exitCode);
        Assert.Contains("No service takes commands at", error, StringComparison.Ordinal);
        foreach (var wrong in new string[][] { [], ["--admin", "--sub", "a b"], ["--admin", "--sub", "mail-abc"], ["--admin", "--sub"], ["--owner"] })
        {
            (exitCode, _, error) = await TicketingCommand.RunAsync(["sign-in-link", .. wrong]);
            Assert.Equal(2, exitCode);
            Assert.StartsWith("Usage: ticketing sign-in-link --admin", error, StringComparison.Ordinal);
        }
    }
}
