namespace Ticketing.Tests.Storage;

/// <summary>A process that is ended at any moment while it writes.</summary>
public sealed class StoreKillTests : IDisposable
{
    private const int Rounds = 8;

    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-kill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Everything_that_was_acknowledged_is_there_after_kill_9_again_and_again()
    {
        for (var round = 0; round < Rounds; round++)
        {
            using var writer = StoreWriter.Start(_folder, StoreWriter.Whole);
            await StoreWriter.AckedAsync(_folder, 200 + (37 * round), writer);
            writer.Kill();
            await writer.WaitForExitAsync();
            var acked = StoreWriter.AckedIn(await File.ReadAllTextAsync(StoreWriter.AcksIn(_folder)));
            Assert.Empty(StoreWriter.Lost(acked, StoreWriter.StoredIn(StoreWriter.StoreIn(_folder))));
        }
    }
}
