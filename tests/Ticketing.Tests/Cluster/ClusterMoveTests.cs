using System.Text.Json;
using Ticketing.Moving;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Moving;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Cluster;

/// <summary><c>ticketing export</c> and <c>ticketing import</c> over a real Redis, with real silos before and after.</summary>
public sealed class ClusterMoveTests : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("ticketing-move-").FullName;
    private RedisServer? _redis;

    private RedisServer Redis => _redis!;

    private string Export => Path.Combine(_root, "all.export");

    public async Task InitializeAsync() => _redis = await RedisServer.StartAsync();

    public Task DisposeAsync()
    {
        _redis?.Dispose();
        Directory.Delete(_root, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task What_was_sold_over_a_SQLite_file_is_served_by_silos_over_Redis()
    {
        string eventId, bookingId;
        JsonElement kept;
        var folder = Path.Combine(_root, "data");
        using (var service = await ServiceProcess.StartAsync(folder))
        {
            (eventId, bookingId, kept, _) = await Sale.SellAsync(service);
            Assert.Equal(0, service.Terminate());
        }

        Assert.Equal((0, ""), ErrorOf(await TicketingCommand.RunAsync("export", Export, $"--Storage:Path={folder}")));
        Assert.Equal((0, ""), ErrorOf(await MoveAsync("import", Export, "ticketing")));
        using var first = await SiloProcesses.StartAsync(Redis);
        using var second = await SiloProcesses.StartAsync(Redis);
        var (found, booking) = await second.GetAsync($"/api/v1/bookings/{bookingId}");
        Assert.Equal((200, "confirmed"), (found, booking.GetProperty("status").GetString()));

        // Its token is good, so the secrets of the service have moved too.
        Assert.Equal(201, (await Sale.BookAsync(first, kept)).Status);
        Assert.Equal((6, 1, 3), await Sale.CountsAsync(second, eventId));
    }

    [Fact]
    public async Task Everything_is_there_after_a_move_and_holds_still_lapse()
    {
        string eventId, bookingId, lapsingId;
        JsonElement kept, lapsing;
        using (var silo = await SiloProcesses.StartAsync(Redis))
        {
            (eventId, bookingId, kept, _) = await Sale.SellAsync(silo);
            lapsingId = (await silo.PostAsync("/api/v1/events", new { name = "Lapsing", total_seats = 10, policy = new { hold_ttl_seconds = 3 } }))
                .Body.GetProperty("event_id").GetString()!;
            lapsing = await Sale.HoldAsync(silo, lapsingId, 4);
            Assert.Equal(0, silo.Terminate());
        }

        Assert.Equal((0, ""), ErrorOf(await MoveAsync("export", Export, "ticketing")));
        Assert.Equal((0, ""), ErrorOf(await MoveAsync("import", Export, "moved")));
        using var moved = await SiloProcesses.StartAsync(Redis, ("Cluster__ServiceId", "moved"));
        var (found, booking) = await moved.GetAsync($"/api/v1/bookings/{bookingId}");
        Assert.Equal((200, "confirmed"), (found, booking.GetProperty("status").GetString()));
        Assert.Equal((6, 2, 2), await Sale.CountsAsync(moved, eventId));
        Assert.Equal(201, (await Sale.BookAsync(moved, kept)).Status);
        Assert.Equal((6, 1, 3), await Sale.CountsAsync(moved, eventId));
        await Sale.UntilAsync(async () => await Sale.CountsAsync(moved, lapsingId) == (10, 0, 0));
        Assert.Equal(410, (await Sale.BookAsync(moved, lapsing)).Status);
    }

    [Fact]
    public async Task A_service_that_runs_or_has_something_is_neither_exported_nor_imported_to()
    {
        var other = await ExportOfNothingAsync();
        using (var silo = await SiloProcesses.StartAsync(Redis))
        {
            foreach (var (command, file) in new[] { ("export", Export), ("import", other) })
            {
                var (exitCode, error) = ErrorOf(await MoveAsync(command, file, "ticketing"));
                Assert.Equal(1, exitCode);
                Assert.Contains("is Active. Stop every silo", error, StringComparison.Ordinal);
            }

            await Sale.SellAsync(silo);
            Assert.Equal(0, silo.Terminate());
        }

        var (refused, reason) = ErrorOf(await MoveAsync("import", other, "ticketing"));
        Assert.Equal(1, refused);
        Assert.Contains("the service 'ticketing' in Redis is not empty", reason, StringComparison.Ordinal);

        // That of another service is none of its keys.
        Assert.Equal((0, ""), ErrorOf(await MoveAsync("import", other, "ticket")));
    }

    [Fact]
    public async Task Where_Redis_is_away_a_line_says_what_to_do()
    {
        Redis.Kill();
        try
        {
            var started = await SiloProcesses.RefusedAsync(Redis, ("Redis__Patience", "00:00:01"));
            foreach (var (exitCode, error) in new[] { started, ErrorOf(await MoveAsync("export", Export, "ticketing")) })
            {
                Assert.Equal(1, exitCode);
                Assert.Single(error.Trim().Split('\n'));
                Assert.Contains($"Redis at {Redis.Address} can't be used. Start it, or correct Redis:Url", error, StringComparison.Ordinal);
            }
        }
        finally
        {
            await Redis.StartAgainAsync();
        }
    }

    [Fact]
    public async Task A_silo_that_starts_waits_for_Redis()
    {
        Redis.Kill();
        var starting = SiloProcesses.StartAsync(Redis);
        await Task.Delay(TimeSpan.FromSeconds(3));
        Assert.False(starting.IsCompleted);
        await Redis.StartAgainAsync();
        using var silo = await starting;
        await Sale.SellAsync(silo);
    }

    private async Task<string> ExportOfNothingAsync()
    {
        var file = Path.Combine(_root, "nothing.export");
        await using var stream = File.Create(file);
        await ExportFile.WriteAsync(stream, AsyncEnumerable.Empty<MovedRecord>());
        return file;
    }

    private static (int ExitCode, string Error) ErrorOf((int ExitCode, string Output, string Error) run) => (run.ExitCode, run.Error);

    private Task<(int ExitCode, string Output, string Error)> MoveAsync(string command, string file, string serviceId) =>
        TicketingCommand.RunAsync(command, file, $"--Redis:Url={Redis.Url}", $"--Cluster:ServiceId={serviceId}");
}
