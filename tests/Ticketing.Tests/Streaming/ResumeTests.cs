using System.Collections.Immutable;
using Ticketing.Events;
using Ticketing.Inventory;
using Ticketing.Streaming;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Streaming;

/// <summary>A listener that comes back misses nothing.</summary>
public sealed class ResumeTests
{
    [Fact]
    public async Task Who_comes_back_gets_what_came_meanwhile_and_nothing_twice()
    {
        await using var service = await StreamService.StartAsync();
        var id = await service.Office.GeneralEventAsync(10);
        await using var other = await service.FollowAsync(id);
        string lastId;
        await using (var follower = await service.FollowAsync(id))
        {
            await service.Office.HoldAsync(id, 1);
            await follower.UntilHeldAsync(1);
            lastId = follower.LastId!;
        }

        await other.UntilHeldAsync(1);
        await service.Office.HoldAsync(id, 1);
        await other.UntilHeldAsync(2);
        await service.Office.HoldAsync(id, 1);
        await other.UntilHeldAsync(3);
        await using var again = await service.FollowAsync(id, lastId: lastId);
        Assert.Equal((8, 2, 0), StreamTests.Counts(await again.NextAsync("status")));
        Assert.Equal((7, 3, 0), StreamTests.Counts(await again.NextAsync("status")));
        await service.Office.HoldAsync(id, 4);
        Assert.Equal((3, 7, 0), StreamTests.Counts(await again.NextAsync("status")));
    }

    [Fact]
    public async Task An_id_means_the_same_to_another_process()
    {
        await using var first = await StreamService.StartAsync();
        await using var second = await StreamService.StartAsync(office: first.Office);
        var id = await first.Office.GeneralEventAsync(10);
        await first.Office.HoldAsync(id, 1);
        await using var follower = await first.FollowAsync(id);
        await follower.UntilHeldAsync(1);

        // Up to date: the present status, and no resync.
        await using var there = await second.FollowAsync(id, lastId: follower.LastId);
        Assert.Equal((9, 1, 0), StreamTests.Counts(await there.NextAsync("status")));
        Assert.Equal(follower.LastId, there.LastId);
        await first.Office.HoldAsync(id, 1);
        await follower.UntilHeldAsync(2);
        await there.UntilHeldAsync(2);
        Assert.Equal(follower.LastId, there.LastId);
    }

    [Fact]
    public async Task A_process_that_looked_less_lately_than_the_listener_looks_again_first()
    {
        await using var first = await StreamService.StartAsync();
        await using var second = await StreamService.StartAsync(new StreamOptions { Interval = TimeSpan.FromHours(1) }, office: first.Office);
        var id = await first.Office.GeneralEventAsync(10);
        await using var sleepy = await second.FollowAsync(id);
        await sleepy.NextAsync("event");
        await first.Office.HoldAsync(id, 1);
        await using var follower = await first.FollowAsync(id);
        await follower.UntilHeldAsync(1);
        await using var there = await second.FollowAsync(id, lastId: follower.LastId);
        Assert.Equal((9, 1, 0), StreamTests.Counts(await there.NextAsync("status")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("999999")]
    [InlineData("yesterday")]
    [InlineData("1-nonsense")]
    [InlineData("-1")]
    public async Task An_id_that_is_not_known_gets_a_resync_and_all_there_is(string lastId)
    {
        await using var service = await StreamService.StartAsync();
        var id = await service.Office.GeneralEventAsync(10);
        await service.Office.HoldAsync(id, 3);
        await using var follower = await service.FollowAsync(id, lastId: lastId);
        Assert.Equal((7, 3, 0), StreamTests.Counts(await follower.NextAsync("resync")));
        await follower.NextAsync("event");
        Assert.Null(follower.LastId);
        Assert.Equal((7, 3, 0), StreamTests.Counts(await follower.NextAsync("status")));
        Assert.NotNull(follower.LastId);
    }

    [Fact]
    public async Task Seats_go_on_from_an_id_of_the_same_watch_and_begin_anew_with_another()
    {
        await using var first = await StreamService.StartAsync();
        await using var second = await StreamService.StartAsync(office: first.Office);
        var id = await first.Office.SeatedEventAsync(new RowPlan("A", 4));
        await using var other = await first.FollowAsync(id, "?sections=stalls");
        string lastId;
        await using (var follower = await first.FollowAsync(id, "?sections=stalls"))
        {
            await first.Office.HoldSeatsAsync(id, "stalls-A-1");
            await follower.UntilHeldAsync(1);
            lastId = follower.LastId!;
        }

        await first.Office.HoldSeatsAsync(id, "stalls-A-2");
        await other.UntilHeldAsync(2);
        await using var again = await first.FollowAsync(id, "?sections=stalls", lastId);
        Assert.Equal("stalls: free  held stalls-A-2 sold ", StreamTests.Seats(await again.NextAsync("seats")));

        await using var there = await second.FollowAsync(id, "?sections=stalls", lastId);
        await there.NextAsync("resync");
        await there.NextAsync("event");
        Assert.Equal("stalls: free  held stalls-A-1,stalls-A-2 sold ", StreamTests.Seats(await there.NextAsync("seats")));

        // Numbers alone need no seats, so they go on.
        await using var numbers = await second.FollowAsync(id, lastId: again.LastId ?? lastId);
        Assert.NotEqual("event", (await numbers.NextAsync())!.Value.Name);
    }

    [Fact]
    public async Task A_section_that_nobody_followed_meanwhile_begins_anew()
    {
        await using var service = await StreamService.StartAsync();
        var id = await service.Office.SeatedEventAsync(new RowPlan("A", 4));
        await using var numbers = await service.FollowAsync(id);
        string lastId;
        await using (var follower = await service.FollowAsync(id, "?sections=stalls"))
        {
            await service.Office.HoldSeatsAsync(id, "stalls-A-1");
            await follower.UntilHeldAsync(1);
            lastId = follower.LastId!;
        }

        await service.UntilListenersAsync(1);
        for (var held = 2; held <= 4; held++)
        {
            await service.Office.HoldSeatsAsync(id, $"stalls-A-{held}");
            await numbers.UntilHeldAsync(held);
        }

        await using var again = await service.FollowAsync(id, "?sections=stalls", lastId);
        await again.NextAsync("resync");
        await again.NextAsync("event");
        Assert.Equal("stalls: free  held stalls-A-1,stalls-A-2,stalls-A-3,stalls-A-4 sold ", StreamTests.Seats(await again.NextAsync("seats")));
    }

    [Fact]
    public void Recent_parcels_are_bounded_in_number_and_in_bytes()
    {
        var recent = new RecentParcels(since: 10);
        Assert.Empty(recent.After(10)!);
        for (var version = 11; version <= 400; version++)
        {
            recent.Add(Parcel(version, 10));
        }

        Assert.Null(recent.After(143));
        Assert.Equal([145, 146], recent.After(144)!.Take(2).Select(static parcel => parcel.Version));
        Assert.Equal(256, recent.After(144)!.Count);
        Assert.Empty(recent.After(400)!);
        Assert.Null(recent.After(401));

        recent.Add(Parcel(401, (1 << 19) + 1));
        recent.Add(Parcel(402, 1 << 19));
        Assert.Null(recent.After(400));
        Assert.Equal([402], recent.After(401)!.Select(static parcel => parcel.Version));
    }

    [Fact]
    public void A_version_that_nobody_here_saw_is_not_known_and_one_without_news_is()
    {
        var recent = new RecentParcels(since: 1);
        recent.Add(Parcel(5, 10));
        recent.Add(new Parcel(7, []));
        recent.Add(Parcel(9, 10));
        Assert.Null(recent.After(6));
        Assert.Equal([9], recent.After(5)!.Select(static parcel => parcel.Version));
        Assert.Equal([9], recent.After(7)!.Select(static parcel => parcel.Version));
    }

    [Theory]
    [InlineData("17", 17, 0u, "17")]
    [InlineData("17-0000002a", 17, 42u, "17-0000002a")]
    [InlineData("", -1, 0u, "-1")]
    [InlineData("-1", -1, 0u, "-1")]
    [InlineData("17-", -1, 0u, "-1")]
    [InlineData("17-0", -1, 0u, "-1")]
    [InlineData(" 17", -1, 0u, "-1")]
    [InlineData("99999999999999999999", -1, 0u, "-1")]
    [InlineData("17-123456789", -1, 0u, "-1")]
    public void An_id_is_read_as_it_is_written(string text, long version, uint watch, string written)
    {
        var position = StreamPosition.Parse(text);
        Assert.Equal((version, watch, written), (position.Version, position.Watch, position.ToString()));
    }

    [Fact]
    public void Looks_come_often_while_something_happens_less_often_while_nothing_does_and_never_take_all_the_time()
    {
        var interval = TimeSpan.FromMilliseconds(250);
        var quick = TimeSpan.FromMilliseconds(1);
        Assert.Equal(250, Milliseconds(Pace.Next(interval, interval, quick, quick, changed: true)));
        Assert.Equal(500, Milliseconds(Pace.Next(interval, interval, quick, quick, changed: false)));
        Assert.Equal(500, Milliseconds(Pace.Next(interval, TimeSpan.FromMilliseconds(400), quick, quick, changed: false)));
        Assert.Equal(250, Milliseconds(Pace.Next(interval, TimeSpan.FromMilliseconds(500), quick, quick, changed: true)));
        Assert.Equal(800, Milliseconds(Pace.Next(interval, interval, TimeSpan.FromMilliseconds(80), TimeSpan.FromMilliseconds(90), changed: true)));
        Assert.Equal(250, Milliseconds(Pace.Next(interval, interval, TimeSpan.FromSeconds(30), quick, changed: true)));
        Assert.Equal(5_000, Milliseconds(Pace.Next(interval, interval, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30), changed: false)));
        Assert.Equal(60_000, Milliseconds(Pace.Next(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), quick, quick, changed: false)));
    }

    [Fact]
    public void Every_change_of_a_unit_raises_the_version_of_its_event()
    {
        var counts = new EventCounts(default, [new SectionCounts("a", 10, new BlockCounts { Revision = 3 }), new SectionCounts("b", 10, new BlockCounts { Revision = 4 })], 5);
        Assert.Equal(12, counts.Version);
        var picture = new BlockPicture(new BlockTerms { Kind = SectionKind.General, Capacity = 20, PoolSize = 10 });
        picture.Learn(0, new UnitCounts { Revision = 2, Places = new BlockCounts { Held = 1 } });
        picture.Learn(1, new UnitCounts { Revision = 1, Places = new BlockCounts { Sold = 1 } });
        picture.Learn(0, new UnitCounts { Revision = 5, Places = new BlockCounts { Held = 1 } });
        picture.Learn(0, new UnitCounts { Revision = 4 });
        Assert.Equal((6, 1, 1), (picture.Sum.Revision, picture.Sum.Held, picture.Sum.Sold));
    }

    private static double Milliseconds(TimeSpan span) => span.TotalMilliseconds;

    private static Parcel Parcel(long version, int bytes) => new(version, [new StreamMessage(new byte[bytes])]);
}
