using System.Text.Json;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Streaming;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Streaming;

/// <summary>What listeners hear, and how the answer looks.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task A_listener_hears_the_present_state_and_then_every_change()
    {
        await using var service = await StreamService.StartAsync();
        var id = await service.Office.GeneralEventAsync(10);
        await service.Office.HoldAsync(id, 2);
        await using var follower = await service.FollowAsync(id);
        Assert.Equal("on_sale", (await follower.NextAsync("event")).GetProperty("status").GetString());
        var status = await follower.NextAsync("status");
        Assert.Equal((8, 2, 0), Counts(status));
        Assert.Equal("floor", status.GetProperty("sections")[0].GetProperty("id").GetString());

        var hold = await service.Office.HoldAsync(id, 3);
        Assert.Equal((5, 5, 0), Counts(await follower.NextAsync("status")));
        await service.Office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!);
        Assert.Equal((5, 2, 3), Counts(await follower.NextAsync("status")));
    }

    [Fact]
    public async Task A_status_has_the_body_that_asking_for_it_has()
    {
        await using var service = await StreamService.StartAsync();
        var id = await service.Office.GeneralEventAsync(10);
        await using var follower = await service.FollowAsync(id);
        await follower.NextAsync("event");
        var told = (await follower.NextAsync("status")).GetRawText();
        Assert.Equal(await service.Client.GetStringAsync(new Uri($"/api/v1/events/{id}/status", UriKind.Relative)), told);
    }

    [Fact]
    public async Task The_answer_is_neither_stored_nor_collected_by_a_proxy_and_says_when_to_come_back()
    {
        await using var service = await StreamService.StartAsync();
        var id = await service.Office.GeneralEventAsync(10);
        await using var first = await service.FollowAsync(id);
        await using var second = await service.FollowAsync(id);
        Assert.Equal("text/event-stream", first.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", first.Response.Headers.CacheControl!.ToString());
        Assert.Equal("no", first.Response.Headers.GetValues("X-Accel-Buffering").Single());
        await first.NextAsync("event");
        await second.NextAsync("event");
        Assert.Equal(("1050", "1100"), (first.Retry, second.Retry));
    }

    [Fact]
    public async Task A_pause_and_a_cancellation_are_told()
    {
        await using var service = await StreamService.StartAsync();
        var id = await service.Office.GeneralEventAsync(10);
        await using var follower = await service.FollowAsync(id);
        await follower.NextAsync("event");
        await follower.NextAsync("status");
        foreach (var (version, status) in ((long, EventStatus)[])[(1, EventStatus.Paused), (2, EventStatus.Cancelled)])
        {
            var answer = await service.Office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Update(new UpdateEvent { ExpectedVersion = version, Status = status });
            Assert.Null(answer.Refusal);
            var told = await follower.NextAsync("event");
            Assert.Equal(status == EventStatus.Paused ? "paused" : "cancelled", told.GetProperty("status").GetString());
            Assert.Equal(version + 1, told.GetProperty("version").GetInt64());
            await follower.NextAsync("status");
        }
    }

    [Fact]
    public async Task Seats_that_change_are_named_to_those_who_ask_for_their_section()
    {
        await using var service = await StreamService.StartAsync();
        var id = await service.Office.SeatedEventAsync(new RowPlan("A", 4), new RowPlan("B", 4));
        await service.Office.HoldSeatsAsync(id, "stalls-A-1");
        await using var seats = await service.FollowAsync(id, "?sections=stalls");
        await using var numbers = await service.FollowAsync(id);
        await seats.NextAsync("event");
        Assert.Equal("stalls: free  held stalls-A-1 sold ", Seats(await seats.NextAsync("seats")));
        Assert.Equal((7, 1, 0), Counts(await seats.NextAsync("status")));
        await numbers.NextAsync("event");
        await numbers.NextAsync("status");

        var hold = await service.Office.HoldSeatsAsync(id, "stalls-A-2", "stalls-B-4");
        Assert.Equal("stalls: free  held stalls-A-2,stalls-B-4 sold ", Seats(await seats.NextAsync("seats")));
        Assert.Equal((5, 3, 0), Counts(await seats.NextAsync("status")));
        Assert.Equal((5, 3, 0), Counts(await numbers.NextAsync("status")));

        await service.Office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!);
        await service.Office.UntilCountsAsync(id, (5, 1, 2));
        Dictionary<string, string> known = [];
        while (known.Count < 2)
        {
            if (await seats.NextAsync() is { Name: "seats" } next)
            {
                Assert.All(next.Data.GetProperty("sold").EnumerateArray(), seat => known[seat.GetString()!] = "sold");
            }
        }

        Assert.Equal(["stalls-A-2", "stalls-B-4"], known.Keys.Order());
    }

    [Fact]
    public async Task A_quiet_listener_hears_a_heartbeat_every_15_seconds()
    {
        var time = new ManualTimeProvider();
        await using var service = await StreamService.StartAsync(new StreamOptions(), time);
        var id = await service.Office.GeneralEventAsync(10);
        await using var follower = await service.FollowAsync(id);
        await follower.NextAsync("event");
        await follower.NextAsync("status");
        for (var i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromSeconds(15));
            await follower.HeartbeatAsync();
        }
    }

    [Theory]
    [InlineData("4242d34d-8040-8000-8000-000000000000", "", 404, "event_not_found")]
    [InlineData("nonsense", "", 404, "event_not_found")]
    [InlineData(null, "?sections=balcony", 404, "section_not_found")]
    [InlineData(null, "?sections=stalls,floor", 422, "invalid_field")]
    [InlineData(null, "?sections=stalls,gallery", 422, "invalid_field")]
    public async Task What_can_not_be_followed_is_refused_before_the_stream_begins(string? given, string query, int status, string code)
    {
        await using var service = await StreamService.StartAsync();
        var id = given ?? (await LargeEventAsync(service)).ToString();
        await using var follower = await Follower.OpenAsync(service.Client, $"/api/v1/events/{id}/stream{query}", null);
        Assert.Equal(status, (int)follower.Response.StatusCode);
        using var problem = JsonDocument.Parse(await follower.TextAsync());
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
    }

    internal static (int Available, int Held, int Booked) Counts(JsonElement status) =>
        (status.GetProperty("available").GetInt32(), status.GetProperty("held").GetInt32(), status.GetProperty("booked").GetInt32());

    internal static string Seats(JsonElement seats) =>
        $"{seats.GetProperty("section").GetString()}: free {Names(seats, "available")} held {Names(seats, "held")} sold {Names(seats, "sold")}";

    private static string Names(JsonElement seats, string state) =>
        string.Join(',', seats.GetProperty(state).EnumerateArray().Select(static seat => seat.GetString()));

    private static async Task<EventId> LargeEventAsync(StreamService service)
    {
        var id = EventId.FromKey(77);
        var answer = await service.Office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Create(new CreateEvent
        {
            EventId = id,
            Request = 1,
            Name = "Large",
            Sections =
            [
                new SectionSpec { SectionId = "stalls", Kind = SectionKind.Seated, Rows = [new RowPlan("A", 1)] },
                new SectionSpec { SectionId = "gallery", Kind = SectionKind.Seated, Rows = [.. Enumerable.Range(1, 100).Select(static row => new RowPlan($"R{row}", 1_000))] },
                new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = 5 },
            ],
        });
        Assert.Null(answer.Refusal);
        return id;
    }
}
