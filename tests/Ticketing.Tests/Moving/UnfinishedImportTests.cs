using Ticketing.Hosting;
using Ticketing.Moving;
using Ticketing.Storage.Sqlite;
using Ticketing.Tests.Processes;

namespace Ticketing.Tests.Moving;

/// <summary>An import that was interrupted: nothing is served from what it left, and the same import goes on with it.</summary>
public sealed class UnfinishedImportTests : IDisposable
{
    private static readonly MovedState First = new("ticketing.venue", "a", "venue", new byte[] { 1, 0 });
    private static readonly MovedState Second = new("ticketing.venue", "b/c", "venue", new byte[] { 1, 0 });
    private static readonly MovedReminder Third = new("ticketing.hold", "c", "work", new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc), TimeSpan.FromMinutes(1));

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_same_import_goes_on_and_another_is_refused()
    {
        await using (var service = Open(toImport: true))
        {
            await service.BeginAsync("one");
            await service.WriteAsync(First);
        }

        await using (var service = Open(toImport: true))
        {
            var error = await Assert.ThrowsAsync<MoveException>(() => service.BeginAsync("two"));
            Assert.Contains("not to its end", error.Message, StringComparison.Ordinal);
            await service.BeginAsync("one");
            await service.WriteAsync(First);
            await service.WriteAsync(Second);
            await service.WriteAsync(Third);
            await service.EndAsync();
        }

        await using var whole = Open(toImport: false);
        var records = await whole.ReadAsync(CancellationToken.None).ToListAsync();
        Assert.Equal(["a", "b/c", "c"], records.Select(record => record.GrainKey).Order());
        Assert.All(records.OfType<MovedState>(), state => Assert.Equal(First.Bytes.ToArray(), state.Bytes.ToArray()));
        Assert.Equal(Third, Assert.Single(records.OfType<MovedReminder>()));
    }

    [Fact]
    public async Task No_service_starts_over_it_and_nothing_is_exported_from_it()
    {
        await using (var service = Open(toImport: true))
        {
            await service.BeginAsync("one");
            await service.WriteAsync(First);
        }

        var (exitCode, error) = await ServiceProcess.RefusedAsync(new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ServiceProcess.FreePort()}",
            ["Storage__Path"] = _folder,
        });
        Assert.Equal(1, exitCode);
        Assert.Contains("(Storage:Path) did not end. Repeat it with the same file", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        await using var opened = Open(toImport: false);
        await Assert.ThrowsAsync<SqliteStoreException>(async () => await opened.ReadAsync(CancellationToken.None).ToListAsync());
    }

    [Fact]
    public async Task What_an_export_has_twice_is_refused()
    {
        await using var service = Open(toImport: true);
        await service.BeginAsync("one");
        await service.WriteAsync(First);
        var error = await Assert.ThrowsAsync<MoveException>(() => service.WriteAsync(First));
        Assert.Equal("The export has ticketing.venue/a/venue twice.", error.Message);
    }

    private StoppedStore Open(bool toImport) => StoppedStore.Open(new LocalStore(_folder), toImport);
}
