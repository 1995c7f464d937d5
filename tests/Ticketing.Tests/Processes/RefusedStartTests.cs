using System.Net;
using System.Net.Sockets;
using Ticketing.Tests.Storage;

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
        var (exitCode, error) = await RefusedAsync(("ASPNETCORE_URLS", $"http://127.0.0.1:{port}"));
        Assert.Equal(1, exitCode);
        Assert.Contains($"127.0.0.1:{port}", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_another_process_uses_is_named()
    {
        using var first = await ServiceProcess.StartAsync(_folder);
        var (exitCode, error) = await RefusedAsync();
        Assert.Equal(1, exitCode);
        Assert.Equal(
            $"The store {Path.Combine(_folder, "ticketing.db")} is in use by process {first.Id} on {Environment.MachineName}. Stop that, or choose another folder. (Storage:Path)",
            error.Trim());
        Assert.Equal(200, (await first.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task A_damaged_store_is_named_and_not_opened()
    {
        Directory.CreateDirectory(_folder);
        var file = Path.Combine(_folder, "ticketing.db");
        await File.WriteAllTextAsync(file, new string('x', 10_000));
        var (exitCode, error) = await RefusedAsync();
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"{file} is damaged, or is no store. Put a backup in its place.", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [MountFact]
    public async Task A_folder_that_can_t_be_written_is_named()
    {
        using var mount = Mount.OfSize("1m");
        mount.Change("ro");
        var (exitCode, error) = await RefusedAsync(("Storage__Path", Path.Combine(mount.Path, "data")));
        Assert.Equal(1, exitCode);
        Assert.Contains($"{mount.Path}/data/ticketing.db can't be written: Read-only file system", error, StringComparison.Ordinal);
        Assert.EndsWith("(Storage:Path)", error.Trim(), StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    /// <summary>Two processes with a mistyped or forgotten address would sell two inventories.</summary>
    [Theory]
    [InlineData("KUBERNETES_SERVICE_HOST", "10.0.0.1", "this is Kubernetes")]
    [InlineData("Cluster__SiloPort", "11111", "Cluster:SiloPort is set")]
    [InlineData("Redis__Urll", "redis://db", "Redis:Urll is set")]
    [InlineData("Redis__Password", "secret", "Redis:Password is set")]
    [InlineData("Redis__Url", "", "Redis:Url is set")]
    [InlineData("REDIS_URL", "", "REDIS_URL is set")]
    public async Task Where_anything_speaks_of_a_cluster_an_address_of_Redis_must_be_given(string name, string value, string reason)
    {
        var (exitCode, error) = await RefusedAsync((name, value));
        Assert.Equal(1, exitCode);
        Assert.Contains($"Redis:Url (REDIS_URL) must be the address of Redis, since {reason}", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public async Task Over_Redis_no_service_starts_beside_a_SQLite_file_that_has_something()
    {
        using (var service = await ServiceProcess.StartAsync(_folder))
        {
            Assert.Equal(201, (await service.PostAsync("/api/v1/events", new { name = "Sold", total_seats = 10 })).Status);
            Assert.Equal(0, service.Terminate());
        }

        var (exitCode, error) = await RefusedAsync(("Redis__Url", "redis://127.0.0.1:1"));
        Assert.Equal(1, exitCode);
        Assert.Contains($"Redis:Url is set, but {Path.Combine(_folder, "ticketing.db")} (Storage:Path) has what was sold so far.", error, StringComparison.Ordinal);
        Assert.Contains("'ticketing export' and 'ticketing import'", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    private Task<(int ExitCode, string Error)> RefusedAsync(params (string Name, string Value)[] settings)
    {
        Dictionary<string, string> all = new()
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ServiceProcess.FreePort()}",
            ["Storage__Path"] = _folder,
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return ServiceProcess.RefusedAsync(all);
    }
}
