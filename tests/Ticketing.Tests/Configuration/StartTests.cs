using System.Globalization;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Configuration;

/// <summary>Settings as the process itself finds them.</summary>
public sealed class StartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-start-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Short_names_a_env_file_and_secret_files_win_over_what_the_service_ships_with()
    {
        var secrets = Directory.CreateDirectory(Path.Combine(_folder, "secrets")).FullName;
        await WriteAsync("appsettings.json", """{"Logging":{"Format":"text","LogLevel":{"Default":"Information"}},"Holds":{"Ttl":"00:01:00","MaxQuantity":9}}""");
        await WriteAsync(".env", $"HOLD_TTL_MINUTES=3\nMAX_HOLD_QUANTITY=8\nLOG_FORMAT='json'\nSecrets__Path={secrets}\n");
        await WriteAsync("secrets/Holds__MaxQuantity", "4\n");
        using var service = await ServiceProcess.StartAsync(
            new Dictionary<string, string>
            {
                ["PORT"] = ServiceProcess.FreePort().ToString(CultureInfo.InvariantCulture),
                ["LOG_LEVEL"] = "debug",
                ["Storage__Path"] = Path.Combine(_folder, "data"),
            },
            _folder);

        var created = (await service.PostAsync("/api/v1/events", new { name = "Set", total_seats = 50 })).Body.GetProperty("event_id").GetString();
        var held = await service.PostAsync("/api/v1/holds", new { event_id = created, qty = 4 });
        Assert.Equal(201, held.Status);
        Assert.InRange(held.Body.GetProperty("expires_in_seconds").GetDouble(), 150, 180);
        Assert.Equal(422, (await service.PostAsync("/api/v1/holds", new { event_id = created, qty = 5 })).Status);
        Assert.StartsWith("{", await service.Output.LineAsync(line => line.Contains("\"level\":\"debug\"", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_service_ships_with_counts_wherever_it_is_started_and_what_is_written_is_written_there()
    {
        using var service = await ServiceProcess.StartAsync(new Dictionary<string, string>(), _folder);
        var line = await service.Output.LineAsync(static line => line.Contains("Now listening on", StringComparison.Ordinal));
        Assert.DoesNotContain("\"level\"", line, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(_folder, "data")));
    }

    [Fact]
    public async Task Letters_that_can_not_be_kept_are_a_detail_of_a_service_that_is_ready()
    {
        using var service = await ServiceProcess.StartAsync(new Dictionary<string, string> { ["Mail__Folder"] = "/dev/null/mail" }, _folder);
        var (status, body) = await service.GetAsync("/health/ready");
        Assert.Equal((200, "healthy"), (status, body.GetProperty("status").GetString()));
        Assert.Contains("the folder Mail:Folder can't be written", Assert.Single(body.GetProperty("warnings").EnumerateArray()).GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_with_wrong_settings_names_all_of_them_and_does_not_start()
    {
        var (exitCode, error) = await ServiceProcess.RefusedAsync(new Dictionary<string, string>
        {
            ["PORT"] = "many",
            ["HOLD_TTL_MINUTES"] = "-5",
            ["MAX_HOLD_QUANTITY"] = "lots",
            ["LOG_LEVEL"] = "loud",
            ["LOG_FORMAT"] = "xml",
        });

        Assert.Equal(1, exitCode);
        Assert.Equal(
            [
                "The configuration is not valid:",
                "  Holds:Ttl (HOLD_TTL_MINUTES) must be a duration from 00:00:01 to 1.00:00:00, written hh:mm:ss, not '-00:05:00'.",
                "  Holds:MaxQuantity (MAX_HOLD_QUANTITY) must be a whole number from 1 to 1000, not 'lots'.",
                "  Logging:LogLevel:Default (LOG_LEVEL) must be one of Trace, Debug, Information, Warning, Error, Critical, None, not 'loud'.",
                "  Logging:Format (LOG_FORMAT) must be one of json, text, not 'xml'.",
                "  URLS (PORT) must be addresses such as http://127.0.0.1:8080, not 'http://127.0.0.1:many'.",
            ],
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Secrets_that_are_not_there_are_missed()
    {
        var (exitCode, error) = await ServiceProcess.RefusedAsync(new Dictionary<string, string> { ["Secrets__Path"] = "nowhere" }, _folder);
        Assert.Equal(1, exitCode);
        Assert.Contains("Secrets:Path must be a folder that exists, not 'nowhere'.", error, StringComparison.Ordinal);
    }

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(Path.Combine(_folder, name), text);
}
