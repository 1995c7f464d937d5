using System.Diagnostics;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Deployment;

/// <summary><c>ticketing health</c>, as the image's health check runs it.</summary>
public sealed class HealthCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-health-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Health_is_asked_of_the_service_that_listens_where_the_settings_say()
    {
        string address;
        using (var service = await ServiceProcess.StartAsync(_folder))
        {
            address = service.Client.BaseAddress!.ToString().Replace("127.0.0.1", "+", StringComparison.Ordinal);
            Assert.Equal((0, """{"status":"healthy"}"""), await AskAsync(address));
            service.Kill();
        }

        Assert.Equal((1, ""), await AskAsync(address));
    }

    private static async Task<(int ExitCode, string Output)> AskAsync(string urls)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(RandomIdSource).Assembly.Location, "health"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_URLS"] = urls;
        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
            var output = await process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, output.Trim());
        }
        finally
        {
            process.Kill();
        }
    }
}
