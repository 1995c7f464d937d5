using System.Text.Json;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Moving;

/// <summary>A journal that moves to another folder by <c>ticketing export</c> and <c>ticketing import</c>.</summary>
public sealed class JournalMoveTests : IDisposable
{
    private static readonly TimeSpan HoldTtl = TimeSpan.FromSeconds(12);

    private readonly string _root = Directory.CreateTempSubdirectory("ticketing-move-").FullName;

    private string Old => Path.Combine(_root, "old");

    private string New => Path.Combine(_root, "new");

    private string Export => Path.Combine(_root, "all.export");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Everything_is_there_after_a_move_and_holds_still_lapse()
    {
        string eventId, bookingId;
        JsonElement kept, lapsing;
        using (var service = await StartAsync(Old))
        {
            (eventId, bookingId, kept, lapsing) = await Sale.SellAsync(service);
            Assert.Equal(0, service.Terminate());
        }

        Assert.Equal((0, ""), ErrorOf(await ExportAsync(Old)));
        Assert.Equal((0, ""), ErrorOf(await ImportAsync(New)));
        using var moved = await StartAsync(New);
        var (found, booking) = await moved.GetAsync($"/api/v1/bookings/{bookingId}");
        Assert.Equal((200, "confirmed"), (found, booking.GetProperty("status").GetString()));
        Assert.Equal((6, 2, 2), await Sale.CountsAsync(moved, eventId));

        // Its token is good, so the secrets of the service have moved too.
        Assert.Equal(201, (await Sale.BookAsync(moved, kept)).Status);
        Assert.Equal((6, 1, 3), await Sale.CountsAsync(moved, eventId));
        await Sale.UntilAsync(async () => await Sale.CountsAsync(moved, eventId) == (7, 0, 3));
        Assert.Equal(410, (await Sale.BookAsync(moved, lapsing)).Status);
        Assert.Equal(0, moved.Terminate());

        // And back: the same is exported again, whatever was moved before.
        File.Delete(Export);
        Assert.Equal((0, ""), ErrorOf(await ExportAsync(New)));
    }

    [Fact]
    public async Task What_an_earlier_build_exported_is_served()
    {
        var imported = await TicketingCommand.RunAsync("import", Sale.Fixture, $"--Storage:Path={New}", "--Storage:SegmentBytes=1048576");
        Assert.Equal((0, ""), ErrorOf(imported));
        using var moved = await StartAsync(New);
        await Sale.GoesOnAsync(moved);
    }

    [Fact]
    public async Task A_service_that_runs_is_neither_exported_nor_imported_to()
    {
        using (var service = await StartAsync(Old))
        {
            var (exitCode, error) = ErrorOf(await ExportAsync(Old));
            Assert.Equal(1, exitCode);
            Assert.Contains("in use by another process", error, StringComparison.Ordinal);
            Assert.False(File.Exists(Export));
            service.Terminate();
        }

        Assert.Equal(0, (await ExportAsync(Old)).ExitCode);
        using var target = await StartAsync(New);
        var (refused, reason) = ErrorOf(await ImportAsync(New));
        Assert.Equal(1, refused);
        Assert.Contains("in use by another process", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_with_something_in_it_is_not_imported_to_and_a_file_not_exported_over()
    {
        await FillAsync();
        var (refused, reason) = ErrorOf(await ImportAsync(Old));
        Assert.Equal(1, refused);
        Assert.Contains($"the journal in {Old} is not empty", reason, StringComparison.Ordinal);
        var (again, there) = ErrorOf(await ExportAsync(Old));
        Assert.Equal(1, again);
        Assert.Contains("is there already", there, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_damaged_file_nothing_is_imported()
    {
        await FillAsync();
        var bytes = await File.ReadAllBytesAsync(Export);
        bytes[^40] ^= 1;
        await File.WriteAllBytesAsync(Export, bytes);
        var (refused, reason) = ErrorOf(await ImportAsync(New));
        Assert.Equal(1, refused);
        Assert.Contains($"{Export} is damaged at offset ", reason, StringComparison.Ordinal);
        Assert.False(Directory.Exists(New));
    }

    [Theory]
    [InlineData]
    [InlineData("all.export", "--Storage:SegmentBytes=none")]
    [InlineData("--Storage:Path=data")]
    public async Task What_is_not_understood_is_said_in_a_line(params string[] arguments)
    {
        var (exitCode, error) = ErrorOf(await TicketingCommand.RunAsync(["export", .. arguments]));
        Assert.NotEqual(0, exitCode);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Matches("Usage|Storage:SegmentBytes", error);
    }

    [Fact]
    public async Task There_must_be_a_journal_to_export_and_none_is_made()
    {
        var (exitCode, error) = ErrorOf(await ExportAsync(New));
        Assert.Equal(1, exitCode);
        Assert.Contains($"There is no folder {New}", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(New));
    }

    private static Task<ServiceProcess> StartAsync(string folder) => ServiceProcess.StartAsync(new Dictionary<string, string>
    {
        ["Storage__Path"] = folder, ["Storage__SegmentBytes"] = "1048576", ["Holds__Ttl"] = HoldTtl.ToString(),
    });

    private static (int ExitCode, string Error) ErrorOf((int ExitCode, string Output, string Error) run) => (run.ExitCode, run.Error);

    private async Task FillAsync()
    {
        using (var service = await StartAsync(Old))
        {
            await Sale.SellAsync(service);
            service.Kill();
        }

        Assert.Equal((0, ""), ErrorOf(await ExportAsync(Old)));
    }

    private Task<(int ExitCode, string Output, string Error)> ExportAsync(string folder) =>
        TicketingCommand.RunAsync("export", Export, $"--Storage:Path={folder}", "--Storage:SegmentBytes=1048576");

    private Task<(int ExitCode, string Output, string Error)> ImportAsync(string folder) =>
        TicketingCommand.RunAsync("import", Export, $"--Storage:Path={folder}", "--Storage:SegmentBytes=1048576");
}
