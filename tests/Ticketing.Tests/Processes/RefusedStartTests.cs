using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Ticketing.Tests.Processes;

/// <summary>What the process makes of its settings, wherever they come from, and how it refuses wrong ones.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-start-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var (exitCode, error) = await ServiceProcess.RefusedAsync(
            new Dictionary<string, string> { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}", ["Storage__Path"] = _folder });
        Assert.Equal(1, exitCode);
        Assert.Contains($"127.0.0.1:{port}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_another_process_uses_is_named()
    {
        using var first = await ServiceProcess.StartAsync(_folder);
        var (exitCode, error) = await ServiceProcess.RefusedAsync(
            new Dictionary<string, string> { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ServiceProcess.FreePort()}", ["Storage__Path"] = _folder });
        Assert.Equal(1, exitCode);
        Assert.Contains(_folder, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal(200, (await first.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task A_damaged_journal_is_named_and_not_opened()
    {
        using (var service = await ServiceProcess.StartAsync(_folder))
        {
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(201, (await service.PostAsync("/api/v1/events", new { name = "Damaged", total_seats = 10 })).Status);
            }

            service.Kill();
        }

        var segment = new DirectoryInfo(_folder).GetFiles().MaxBy(file => file.Length)!;
        var bytes = await File.ReadAllBytesAsync(segment.FullName);
        bytes[200] ^= 0xFF;
        await File.WriteAllBytesAsync(segment.FullName, bytes);
        var (exitCode, error) = await ServiceProcess.RefusedAsync(
            new Dictionary<string, string> { ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ServiceProcess.FreePort()}", ["Storage__Path"] = _folder });
        Assert.Equal(1, exitCode);
        Assert.Contains($"{segment.Name} at offset", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}
