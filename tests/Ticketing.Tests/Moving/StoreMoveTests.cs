using System.Text.Json;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Moving;

/// <summary>A SQLite file that moves to another folder by <c>ticketing export</c> and <c>ticketing import</c>.</summary>
public sealed class StoreMoveTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ticketing-move-").FullName;

    private string Old => Path.Combine(_root, "old");

    private string New => Path.Combine(_root, "new");

    private string Export => Path.Combine(_root, "all.export");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Everything_is_there_after_a_move_and_holds_still_lapse()
    {
        string eventId, bookingId, lapsingId;
        JsonElement kept, lapsing;
        using (var service = await ServiceProcess.StartAsync(Old))
        {
            (eventId, bookingId, kept, _) = await Sale.SellAsync(service);
            lapsingId = (await service.PostAsync("/api/v1/events", new { name = "Lapsing", total_seats = 10, policy = new { hold_ttl_seconds = 3 } }))
                .Body.GetProperty("event_id").GetString()!;
            lapsing = await Sale.HoldAsync(service, lapsingId, 4);
            Assert.Equal(0, service.Terminate());
        }

        Assert.Equal((0, ""), ErrorOf(await ExportAsync(Old)));
        Assert.Equal((0, ""), ErrorOf(await ImportAsync(New)));
        using var moved = await ServiceProcess.StartAsync(New);
        var (found, booking) = await moved.GetAsync($"/api/v1/bookings/{bookingId}");
        Assert.Equal((200, "confirmed"), (found, booking.GetProperty("status").GetString()));

        // Its token is good, so the secrets of the service have moved too.
        Assert.Equal(201, (await Sale.BookAsync(moved, kept)).Status);
        Assert.Equal((6, 1, 3), await Sale.CountsAsync(moved, eventId));
        await Sale.UntilAsync(async () => await Sale.CountsAsync(moved, lapsingId) == (10, 0, 0));
        Assert.Equal(410, (await Sale.BookAsync(moved, lapsing)).Status);
    }

    [Fact]
    public async Task A_service_that_runs_is_neither_exported_nor_imported_to()
    {
        using (var service = await ServiceProcess.StartAsync(Old))
        {
            var (exitCode, error) = ErrorOf(await ExportAsync(Old));
            Assert.Equal(1, exitCode);
            Assert.Contains($"is in use by process {service.Id} ", error, StringComparison.Ordinal);
            Assert.False(File.Exists(Export));
            service.Terminate();
        }

        Assert.Equal(0, (await ExportAsync(Old)).ExitCode);
        using var target = await ServiceProcess.StartAsync(New);
        var (refused, reason) = ErrorOf(await ImportAsync(New));
        Assert.Equal(1, refused);
        Assert.Contains($"is in use by process {target.Id} ", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_something_in_it_is_not_imported_to_and_a_file_not_exported_over()
    {
        await FillAsync();
        var (refused, reason) = ErrorOf(await ImportAsync(Old));
        Assert.Equal(1, refused);
        Assert.Contains($"{Old}/ticketing.db is not empty", reason, StringComparison.Ordinal);
        var (again, there) = ErrorOf(await ExportAsync(Old));
        Assert.Equal(1, again);
        Assert.Contains("is there already", there, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_damaged_file_nothing_is_imported()
    {
        await FillAsync();
        var bytes = await File.ReadAllBytesAsync(Export);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(Export, bytes);
        var (refused, reason) = ErrorOf(await ImportAsync(New));
        Assert.Equal(1, refused);
        Assert.StartsWith($"{Export} is ", reason, StringComparison.Ordinal);
        Assert.Contains(" is damaged", reason, StringComparison.Ordinal);
        Assert.False(Directory.Exists(New));
    }

    [Theory]
    [InlineData]
    [InlineData("--Storage:Path=data")]
    public async Task What_is_not_understood_is_said_in_a_line(params string[] arguments)
    {
        var (exitCode, error) = ErrorOf(await TicketingCommand.RunAsync(["export", .. arguments]));
        Assert.Equal(2, exitCode);
        Assert.StartsWith("Usage: ticketing export", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_must_be_a_store_to_export_and_none_is_made()
    {
        var (exitCode, error) = ErrorOf(await ExportAsync(New));
        Assert.Equal((1, $"There is no store in {New} (Storage:Path)."), (exitCode, error));
        Assert.False(Directory.Exists(New));
    }

    private static (int ExitCode, string Error) ErrorOf((int ExitCode, string Output, string Error) run) => (run.ExitCode, run.Error);

    private async Task FillAsync()
    {
        using (var service = await ServiceProcess.StartAsync(Old))
        {
            await Sale.SellAsync(service);
            service.Kill();
        }

        Assert.Equal((0, ""), ErrorOf(await ExportAsync(Old)));
    }

    private Task<(int ExitCode, string Output, string Error)> ExportAsync(string folder) =>
        TicketingCommand.RunAsync("export", Export, $"--Storage:Path={folder}");

    private Task<(int ExitCode, string Output, string Error)> ImportAsync(string folder) =>
        TicketingCommand.RunAsync("import", Export, $"--Storage:Path={folder}");
}
