using Microsoft.Extensions.Configuration;
using Orleans.Embedded.Journal;
using Ticketing.Configuration;
using Ticketing.Hosting;
using Ticketing.Moving;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Moving;

/// <summary>An import that was interrupted: nothing is served from what it left, and the same import goes on with it.</summary>
public sealed class UnfinishedImportTests : IDisposable
{
    private static readonly MovedState First = new("ticketing.venue", "a", "venue", new byte[] { 1, 0 });
    private static readonly MovedState Second = new("ticketing.venue", "b", "venue", new byte[] { 1, 0 });
    private static readonly MovedReminder Third = new("ticketing.hold", "c", "work", new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc), TimeSpan.FromMinutes(1));

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_same_import_goes_on_and_another_is_refused()
    {
        await using (var service = await OpenAsync(toImport: true))
        {
            await service.BeginAsync("one");
            await service.WriteAsync(First);
        }

        await using (var service = await OpenAsync(toImport: true))
        {
            var error = await Assert.ThrowsAsync<MoveException>(() => service.BeginAsync("two"));
            Assert.Contains("not to its end", error.Message, StringComparison.Ordinal);
            await service.BeginAsync("one");
            await service.WriteAsync(First);
            await service.WriteAsync(Second);
            await service.WriteAsync(Third);
            await service.EndAsync();
        }

        await using var whole = await OpenAsync(toImport: false);
        var records = await whole.ReadAsync(CancellationToken.None).ToListAsync();
        Assert.Equal(["a", "b", "c"], records.Select(record => record.GrainKey).Order());
        Assert.Equal(Third, Assert.Single(records.OfType<MovedReminder>()));
    }

    [Fact]
    public async Task No_service_starts_over_it_and_nothing_is_exported_from_it()
    {
        await using (var service = await OpenAsync(toImport: true))
        {
            await service.BeginAsync("one");
            await service.WriteAsync(First);
        }

        var (exitCode, error) = await ServiceProcess.RefusedAsync(new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ServiceProcess.FreePort()}", ["Storage__Path"] = _folder, ["Storage__SegmentBytes"] = "1048576",
        });
        Assert.Equal(1, exitCode);
        Assert.Contains("did not end", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        await using var opened = await OpenAsync(toImport: false);
        await Assert.ThrowsAsync<IOException>(async () => await opened.ReadAsync(CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task What_an_export_has_twice_is_refused()
    {
        await using var service = await OpenAsync(toImport: true);
        await service.BeginAsync("one");
        await service.WriteAsync(First);
        var error = await Assert.ThrowsAsync<MoveException>(() => service.WriteAsync(First));
        Assert.Contains("ticketing.venue/a/venue twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_neither_is_named_and_not_left_out()
    {
        using (SystemJournalDisk disk = new(_folder))
        await using (var journal = await JournalStateStore.OpenAsync(disk, new JournalOptions { SegmentBytes = 1 << 20 }))
        {
            await journal.WriteAsync("reminder/odd", 0, new byte[16]);
        }

        await using var service = await OpenAsync(toImport: false);
        var error = await Assert.ThrowsAsync<MoveException>(async () => await service.ReadAsync(CancellationToken.None).ToListAsync());
        Assert.Contains("'reminder/odd'", error.Message, StringComparison.Ordinal);
    }

    private Task<IStoppedService> OpenAsync(bool toImport) => StoppedJournal.OpenAsync(
        TicketingSettings.From(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Storage:Path", _folder), new("Storage:SegmentBytes", "1048576")]).Build()),
        toImport);
}
