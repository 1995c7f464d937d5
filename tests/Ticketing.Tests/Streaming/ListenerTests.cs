using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Streaming;

namespace Ticketing.Tests.Streaming;

/// <summary>Those who do not keep up, those who are too many, and those who are there when the process stops.</summary>
public sealed class ListenerTests
{
    private static readonly StreamOptions Small = new() { Interval = TimeSpan.FromMilliseconds(10), Backlog = 4 };

    [Fact]
    public async Task Who_does_not_read_is_dropped_while_others_go_on()
    {
        await using var service = await StreamService.StartAsync(Small);
        var id = await service.Office.SeatedEventAsync([.. Enumerable.Range(0, 20).Select(static row => new RowPlan($"LONGRO{row:00}", 50))]);
        long dropped = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, self) =>
        {
            if (instrument.Name == "ticketing.stream.dropped")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref dropped, value));
        listener.Start();

        using var stuck = await ConnectAsync(service, id, "?sections=stalls");
        await using var reader = await service.FollowAsync(id, "?sections=stalls");
        await using var numbers = await service.FollowAsync(id);
        var reading = DrainAsync(reader);
        for (var round = 0; Interlocked.Read(ref dropped) == 0; round++)
        {
            Assert.NotEqual(500, round);
            var holds = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => service.Office.HoldAsync(id, 40)));
            var held = holds.Where(static hold => hold.Answer.Hold is not null).ToArray();
            await numbers.UntilHeldAsync(held.Length * 40);
            await Task.WhenAll(held.Select(hold => service.Office.ReleaseAsync(hold.Answer.Hold!.HoldId, hold.Token)));
            await numbers.UntilHeldAsync(0);
        }

        Assert.Equal(1, Interlocked.Read(ref dropped));
        Assert.False(reading.IsCompleted);

        // What the system had taken is still there; then the connection is gone.
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            using var body = new NetworkStream(stuck);
            await body.CopyToAsync(Stream.Null);
            throw new EndOfStreamException();
        });
        await service.StopAsync();
        await reading;
    }

    [Fact]
    public async Task One_more_than_there_may_be_is_told_to_come_later_and_takes_the_place_of_one_who_left()
    {
        await using var service = await StreamService.StartAsync(new StreamOptions { MaxListeners = 2 });
        var id = await service.Office.GeneralEventAsync(10);
        await using var first = await service.FollowAsync(id);
        var second = await service.FollowAsync(id);
        await using (var third = await service.FollowAsync(id))
        {
            Assert.Equal(503, (int)third.Response.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), third.Response.Headers.RetryAfter!.Delta);
            Assert.Contains("too_many_listeners", await third.TextAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(2, service.Streams.Listeners);
        await second.DisposeAsync();
        await service.UntilListenersAsync(1);
        await using var fourth = await service.FollowAsync(id);
        Assert.Equal(200, (int)fourth.Response.StatusCode);
    }

    [Fact]
    public async Task An_event_is_watched_while_somebody_listens_and_no_longer()
    {
        await using var service = await StreamService.StartAsync(Small);
        var id = await service.Office.GeneralEventAsync(10);
        await using (var first = await service.FollowAsync(id))
        {
            await using var second = await service.FollowAsync(id);
            await second.NextAsync("event");
            Assert.Equal((2, 1), (service.Streams.Listeners, service.Streams.Events));
        }

        await service.UntilListenersAsync(0);
        Assert.Equal((0, 0), (service.Streams.Listeners, service.Streams.Events));
    }

    [Fact]
    public async Task A_stop_ends_streams_in_order_and_waits_neither_for_listeners_nor_for_one_who_does_not_read()
    {
        await using var service = await StreamService.StartAsync(Small with { Backlog = 10_000 });
        var id = await service.Office.SeatedEventAsync([.. Enumerable.Range(0, 20).Select(static row => new RowPlan($"LONGRO{row:00}", 50))]);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => service.Office.HoldAsync(id, 50)));
        await using var follower = await service.FollowAsync(id);
        await follower.NextAsync("event");
        await follower.NextAsync("status");
        List<Socket> stuck = [];
        for (var i = 0; i < 3; i++)
        {
            stuck.Add(await ConnectAsync(service, id, "?sections=stalls"));
        }

        var began = Stopwatch.GetTimestamp();
        await service.StopAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.Null(await follower.NextAsync());
        stuck.ForEach(static socket => socket.Dispose());
    }

    /// <summary>Asks, reads a little, and then nothing more.</summary>
    private static async Task<Socket> ConnectAsync(StreamService service, EventId id, string query)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
        await socket.ConnectAsync(service.Address.Host, service.Address.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /api/v1/events/{id}/stream{query} HTTP/1.1\r\nHost: x\r\n\r\n"));
        Assert.NotEqual(0, await socket.ReceiveAsync(new byte[16]));
        return socket;
    }

    private static async Task DrainAsync(Follower follower)
    {
        while (await follower.NextAsync() is not null)
        {
        }
    }
}
