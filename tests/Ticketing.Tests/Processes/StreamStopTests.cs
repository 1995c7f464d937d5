using System.Diagnostics;
using Ticketing.Tests.Streaming;

namespace Ticketing.Tests.Processes;

/// <summary>An orderly stop while others listen.</summary>
public sealed class StreamStopTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticketing-stream-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_process_ends_without_waiting_for_listeners_and_they_go_on_where_it_starts_again()
    {
        string lastId, path;
        using (var service = await ServiceProcess.StartAsync(_folder))
        {
            var id = (await service.PostAsync("/api/v1/events", new { name = "Stop", total_seats = 10 })).Body.GetProperty("event_id").GetString()!;
            path = $"/api/v1/events/{id}/stream";
            await using var follower = await Follower.OpenAsync(service.Client, path, null);
            await service.PostAsync("/api/v1/holds", new { event_id = id, qty = 2 });
            await follower.UntilHeldAsync(2);
            var began = Stopwatch.GetTimestamp();
            Assert.Equal(0, service.Terminate());
            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(6));
            Assert.Null(await follower.NextAsync());
            lastId = follower.LastId!;
        }

        // The id is of what is stored, so it still says that nothing was missed.
        using var again = await ServiceProcess.StartAsync(_folder);
        await using var back = await Follower.OpenAsync(again.Client, path, lastId);
        Assert.Equal((8, 2, 0), StreamTests.Counts(await back.NextAsync("status")));
        Assert.Equal(lastId, back.LastId);
    }
}
