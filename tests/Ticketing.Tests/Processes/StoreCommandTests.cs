using Ticketing.Hosting;
using Ticketing.Storage.Sqlite;
using Ticketing.Tests.Storage;

namespace Ticketing.Tests.Processes;

/// <summary><c>ticketing backup</c> and <c>ticketing check</c>, and what a service says of its store.</summary>
public sealed class StoreCommandTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ticketing-store-").FullName;

    private string Folder => Path.Combine(_root, "data");

    private string Backup => Path.Combine(_root, "backup.db");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_backup_of_a_service_that_runs_can_be_served_instead()
    {
        string eventId;
        using (var service = await ServiceProcess.StartAsync(Folder))
        {
            eventId = await CreateAsync(service);
            var socket = Path.Combine(Folder, "ticketing.sock");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(socket));
            var (exitCode, output, error) = await RunAsync("backup", Backup);
            Assert.Equal((0, ""), (exitCode, error));
            Assert.EndsWith($" states are in {Backup}, which was checked.", output, StringComparison.Ordinal);
            Assert.Equal((0, $"{Folder}/ticketing.db is whole.", ""), await RunAsync("check"));
            Assert.Equal((1, "", $"{Backup} is there already."), await RunAsync("backup", Backup));
            Assert.Equal(0, service.Terminate());
            Assert.False(File.Exists(socket));
        }

        var restored = Directory.CreateDirectory(Path.Combine(_root, "restored")).FullName;
        File.Move(Backup, Path.Combine(restored, "ticketing.db"));
        using var again = await ServiceProcess.StartAsync(restored);
        Assert.Equal(200, (await again.GetAsync($"/api/v1/events/{eventId}")).Status);
    }

    [Fact]
    public async Task A_store_that_nobody_serves_is_opened_also_after_a_kill()
    {
        using (var service = await ServiceProcess.StartAsync(Folder))
        {
            await CreateAsync(service);
            service.Kill();
        }

        Assert.True(File.Exists(Path.Combine(Folder, "ticketing.sock")));
        Assert.Equal((0, $"{Folder}/ticketing.db is whole.", ""), await RunAsync("check"));
        Assert.Equal(0, (await RunAsync("backup", Backup)).ExitCode);
        using var copy = SqliteStore.Open(new SqliteStoreOptions(Backup));
        Assert.False(copy.IsEmpty());
    }

    [Fact]
    public async Task Where_there_is_no_store_none_is_made()
    {
        Assert.Equal((1, "", $"There is no store in {Folder} (Storage:Path)."), await RunAsync("check"));
        Assert.False(Directory.Exists(Folder));
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("check", "all")]
    public async Task What_is_not_understood_is_said(params string[] arguments)
    {
        var (exitCode, _, error) = await TicketingCommand.RunAsync(arguments);
        Assert.Equal(2, exitCode);
        Assert.StartsWith("Usage: ticketing backup <file>", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_store_fails_the_check()
    {
        using (var store = SqliteStore.Open(new SqliteStoreOptions(new LocalStore(Folder).File)))
        {
            await Task.WhenAll(Enumerable.Range(0, 100).Select(i => store.AddAsync(new StoredState("note", $"{i}", "state", new byte[2_000]))));
        }

        await using (var file = File.OpenWrite(new LocalStore(Folder).File))
        {
            file.Position = 4096 * 20;
            await file.WriteAsync(new byte[4096]);
        }

        var (exitCode, _, error) = await RunAsync("check");
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"{Folder}/ticketing.db is damaged: ", error, StringComparison.Ordinal);
        Assert.EndsWith("Stop the service and put a backup in its place.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_line_of_the_log_names_the_store()
    {
        using var service = await ServiceProcess.StartAsync(new Dictionary<string, string> { ["Storage__Path"] = Folder, ["LOG_FORMAT"] = "json" });
        Assert.Contains($"Everything is kept in the SQLite file {Folder}/ticketing.db (Storage:Path)", service.Output.Lines[0], StringComparison.Ordinal);
    }

    [MountFact]
    public async Task While_the_disk_is_full_a_service_is_not_ready_and_says_why_and_it_recovers()
    {
        using var mount = Mount.OfSize("3m");
        using var service = await ServiceProcess.StartAsync(Path.Combine(mount.Path, "data"));
        var created = await CreateAsync(service);
        var filler = Path.Combine(mount.Path, "filler");
        await FillAsync(filler);

        // Until the log has no room left.
        int status;
        do
        {
            (status, _) = await service.PostAsync("/api/v1/events", new { name = "More", total_seats = 10 });
        }
        while (status == 201);
        Assert.Equal(503, status);
        var (ready, body) = await service.GetAsync("/health/ready");
        Assert.Equal(503, ready);
        Assert.Contains("disk is full", body.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(mount.Path, body.ToString(), StringComparison.Ordinal);
        Assert.Equal(200, (await service.GetAsync($"/api/v1/events/{created}")).Status);

        File.Delete(filler);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await service.GetAsync("/health/ready")).Status != 200)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), deadline.Token);
        }

        Assert.Equal(201, (await service.PostAsync("/api/v1/events", new { name = "After", total_seats = 10 })).Status);
    }

    private static async Task<string> CreateAsync(ServiceProcess service)
    {
        var (status, body) = await service.PostAsync("/api/v1/events", new { name = "Kept", total_seats = 10 });
        Assert.Equal(201, status);
        return body.GetProperty("event_id").GetString()!;
    }

    private static async Task FillAsync(string file)
    {
        await using var stream = File.Create(file, 1);
        try
        {
            while (true)
            {
                await stream.WriteAsync(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // There is no room left.
        }
    }

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        TicketingCommand.RunAsync([.. arguments, $"--Storage:Path={Folder}"]);
}
