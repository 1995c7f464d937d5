using Ticketing.Events;
using Ticketing.Streaming;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Streaming;

/// <summary>What listeners hear when what they follow can't be asked, or has gone back.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task A_look_that_fails_is_tried_again_while_listeners_stay()
    {
        var isOut = false;
        var failures = 0;
        await using var service = await StreamService.StartAsync(grains: office => Detour.Of(office.Grains, async counts =>
        {
            await counts;
            return !Volatile.Read(ref isOut) ? await counts : throw new TimeoutException($"Failure {Interlocked.Increment(ref failures)}.");
        }));
        var id = await service.Office.GeneralEventAsync(10);
        await using var follower = await service.FollowAsync(id);
        await follower.UntilHeldAsync(0);
        Volatile.Write(ref isOut, true);
        await service.Office.HoldAsync(id, 1);
        await service.Office.UntilAsync(() => Task.FromResult(Volatile.Read(ref failures) > 1));
        Volatile.Write(ref isOut, false);
        await follower.UntilHeldAsync(1);
    }

    [Fact]
    public async Task A_first_look_that_fails_is_503_and_leaves_nothing_behind()
    {
        await using var service = await StreamService.StartAsync(grains: static office =>
            Detour.Of(office.Grains, static _ => throw new TimeoutException("Storage is away.")));
        var id = await service.Office.GeneralEventAsync(10);
        await using var follower = await service.FollowAsync(id);
        Assert.Equal(503, (int)follower.Response.StatusCode);
        Assert.Equal((0, 0), (service.Streams.Listeners, service.Streams.Events));
    }

    [Fact]
    public async Task An_older_state_is_not_shown_unless_it_stays_and_then_everybody_begins_anew()
    {
        EventCounts? old = null;
        var isBack = false;
        var time = new ManualTimeProvider();
        await using var service = await StreamService.StartAsync(new StreamOptions(), time, grains: office => Detour.Of(office.Grains, async counts =>
        {
            old ??= await counts;
            return Volatile.Read(ref isBack) ? old : await counts;
        }));
        var id = await service.Office.SeatedEventAsync(new RowPlan("A", 4));
        await using (await service.FollowAsync(id))
        {
            await service.Office.HoldSeatsAsync(id, "stalls-A-1");
            await using var follower = await service.FollowAsync(id, "?sections=stalls");
            await follower.NextAsync("event");
            await follower.NextAsync("seats");
            Assert.Equal((3, 1, 0), StreamTests.Counts(await follower.NextAsync("status")));
            var shown = StreamPosition.Parse(follower.LastId);
            Volatile.Write(ref isBack, true);
            var anew = follower.NextAsync("resync");
            await service.Office.UntilAsync(() =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return Task.FromResult(anew.IsCompleted);
            });
            Assert.Equal((4, 0, 0), StreamTests.Counts(await anew));
            await follower.NextAsync("event");
            await follower.NextAsync("seats");
            await follower.NextAsync("status");
            var now = StreamPosition.Parse(follower.LastId);
            Assert.True(now.Version < shown.Version && now.Watch != shown.Watch);
        }
    }
}
