using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Streaming;
using Ticketing.Tests.Harness;
using Ticketing.Tests.Streaming;

namespace Ticketing.Tests.Security;

/// <summary>What one caller may use up: places, streams, and reads of what does not exist.</summary>
public sealed class CallerBudgetTests
{
    private static readonly AuthOptions Guests = Forge.Options with { Mode = AuthMode.Guest };

    [Theory]
    [InlineData("bookings")]
    [InlineData("holds")]
    [InlineData("events")]
    public async Task Asking_again_and_again_for_what_does_not_exist_is_refused_for_that_caller_alone(string what)
    {
        await using var service = await SecuredService.StartAsync(Guests, new RateLimitOptions { MissesPerSecond = 1 });
        var id = await service.Office.GeneralEventAsync(10);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(404, (await service.SendAsync("GET", $"/api/v1/{what}/{MadeUp(what, i)}")).Status);
        }

        var refused = await service.SendAsync("GET", $"/api/v1/{what}/{MadeUp(what, 10)}");
        Assert.Equal((429, "rate_limited"), (refused.Status, refused.Body.GetProperty("code").GetString()));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(200, (await service.SendAsync("GET", "/api/v1/events")).Status);
        Assert.Equal(200, (await service.SendAsync("GET", $"/api/v1/events/{id}", service.Token("ann", Roles.Customer))).Status);

        service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await service.SendAsync("GET", $"/api/v1/events/{id}")).Status);
        Assert.Equal(404, (await service.SendAsync("GET", $"/api/v1/{what}/{MadeUp(what, 11)}")).Status);
        Assert.Equal(429, (await service.SendAsync("GET", $"/api/v1/events/{id}")).Status);
    }

    [Fact]
    public async Task Made_up_ids_leave_nothing_in_memory()
    {
        await using var service = await SecuredService.StartAsync(Guests);
        for (var i = 0; i < 100; i++)
        {
            var (booking, hold, @event) = (MadeUp("bookings", i), MadeUp("holds", i), MadeUp("events", i));
            foreach (var path in new[] { $"bookings/{booking}", $"bookings/{booking}/tickets", $"holds/{hold}", $"events/{@event}", $"events/{@event}/status", $"events/{@event}/seats" })
            {
                Assert.Equal(404, (await service.SendAsync("GET", $"/api/v1/{path}")).Status);
            }
        }

        service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        await service.Office.UntilAsync(async () => await ActivationsAsync(service.Office) < 10);
    }

    [Fact]
    public async Task Looking_through_the_seats_of_a_large_event_leaves_nothing_in_memory()
    {
        await using var service = await SecuredService.StartAsync(Guests);
        var id = await service.Office.SeatedEventAsync([.. Enumerable.Range(0, 500).Select(static row => new RowPlan($"R{row}", 100))]);
        string? cursor = "";
        do
        {
            var (status, body, _) = await service.SendAsync("GET", $"/api/v1/events/{id}/seats{cursor}");
            Assert.Equal(200, status);
            cursor = body.GetProperty("next_cursor").GetString() is { } next ? "?cursor=" + next : null;
        }
        while (cursor is not null);

        service.Office.Time.Advance(TimeSpan.FromSeconds(1));
        await service.Office.UntilAsync(async () => await ActivationsAsync(service.Office) < 10);
    }

    [Fact]
    public async Task What_is_remembered_of_where_grains_are_is_bounded()
    {
        await using BoxOffice office = new();
        var directory = office.Cluster.GetSiloServiceProvider().GetRequiredService<IOptions<GrainDirectoryOptions>>().Value;
        Assert.InRange(directory.CacheSize, 1, 100_000);
    }

    [Fact]
    public async Task Many_who_ask_for_one_made_up_id_at_once_are_all_answered()
    {
        await using BoxOffice office = new();
        var booking = office.Grains.GetGrain<IBookingGrain>(new BookingId(Guid.Parse(MadeUp("bookings", 1))).GrainKey());
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => booking.Get())), Assert.Null);
    }

    [Fact]
    public async Task A_caller_holds_so_many_places_and_again_as_many_in_the_time_of_a_payment()
    {
        await using var service = await SecuredService.StartAsync(Guests, new RateLimitOptions { Places = 10 });
        var id = await service.Office.GeneralEventAsync(100);
        var small = await service.Office.GeneralEventAsync(3);
        Assert.Equal(201, await HoldAsync(id, 6));
        Assert.Equal(409, await HoldAsync(small, 4));
        var (status, body, headers) = await service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{id}}","qty":5}""");
        Assert.Equal((429, "rate_limited"), (status, body.GetProperty("code").GetString()));
        Assert.Equal(TimeSpan.FromSeconds(90), headers.RetryAfter!.Delta);
        Assert.Equal(429, (await service.SendAsync("POST", "/api/v1/book", null, $$"""{"event_id":"{{id}}","qty":5}""")).Status);
        Assert.Equal(429, (await service.SendAsync("POST", "/api/v1/bookings", null, $$"""{"event_id":"{{id}}","quantity":5,"email":"ann@example.org"}""")).Status);
        Assert.Equal(201, await HoldAsync(id, 4));

        Assert.Equal(201, await HoldAsync(id, 10, service.Token("ann", Roles.Customer)));
        Assert.Equal(201, await HoldAsync(id, 12, service.Token("olga", Roles.Organizer)));
        service.Office.Time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(429, await HoldAsync(id, 2));
        Assert.Equal(201, await HoldAsync(id, 1));

        async Task<int> HoldAsync(Identifiers.EventId @event, int places, string? token = null) =>
            (await service.SendAsync("POST", "/api/v1/holds", token, $$"""{"event_id":"{{@event}}","qty":{{places}}}""")).Status;
    }

    [Fact]
    public async Task A_refusal_for_too_many_places_is_not_kept_under_its_key()
    {
        await using var service = await SecuredService.StartAsync(Guests, new RateLimitOptions { Places = 3 });
        var id = await service.Office.GeneralEventAsync(100);
        var bob = service.Token("bob", Roles.Customer);
        Assert.Equal(201, (await service.SendAsync("POST", "/api/v1/holds", bob, $$"""{"event_id":"{{id}}","qty":3}""")).Status);
        var body = $$"""{"event_id":"{{id}}","qty":1}""";
        Assert.Equal(429, (await service.SendAsync("POST", "/api/v1/holds", bob, body, ("Idempotency-Key", "k1"))).Status);
        service.Office.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(201, (await service.SendAsync("POST", "/api/v1/holds", bob, body, ("Idempotency-Key", "k1"))).Status);
    }

    [Fact]
    public async Task Places_of_a_request_that_failed_come_back()
    {
        await using var service = await SecuredService.StartAsync(Guests, new RateLimitOptions { Places = 3 });
        var id = await service.Office.GeneralEventAsync(100);
        var body = $$"""{"event_id":"{{id}}","qty":3}""";
        service.Office.Store.FailOnce("ticketing.pool/", WriteFault.BeforeEffect);
        Assert.Equal(503, (await service.SendAsync("POST", "/api/v1/holds", null, body)).Status);
        Assert.Equal(201, (await service.SendAsync("POST", "/api/v1/holds", null, body)).Status);
    }

    [Fact]
    public async Task Single_seats_count_too()
    {
        await using var service = await SecuredService.StartAsync(Guests, new RateLimitOptions { Places = 2 });
        Assert.Equal((200, 200, 429), (await ReserveAsync("A-1"), await ReserveAsync("A-2"), await ReserveAsync("A-3")));

        async Task<int> ReserveAsync(string seat) => (await service.SendAsync("POST", "/reserve", null, $$"""{"seat_id":"{{seat}}","user_id":"ann"}""")).Status;
    }

    [Fact]
    public async Task Tickets_are_sent_again_so_often_an_hour()
    {
        await using var service = await SecuredService.StartAsync(Guests, new RateLimitOptions { LettersPerHour = 2 });
        var free = await service.SendAsync("POST", "/api/v1/events", service.Token("olga", Roles.Organizer), """{"name":"Open day","total_seats":10}""");
        var id = free.Body.GetProperty("event_id").GetString();
        var (status, booking, _) = await service.SendAsync("POST", "/api/v1/book", null, $$"""{"event_id":"{{id}}","qty":1,"email":"ann@example.org"}""");
        Assert.Equal(201, status);
        var (path, token) = ($"/api/v1/bookings/{booking.GetProperty("booking_id").GetString()}/tickets/mail", booking.GetProperty("payment_token").GetString()!);
        Assert.Equal((200, 200, 429), (await MailAsync(null), await MailAsync(null), await MailAsync(null)));
        Assert.Equal(200, await MailAsync(service.Token("olga", Roles.Organizer)));

        async Task<int> MailAsync(string? staff) => (await service.SendAsync(
            "POST", path, staff, staff is null ? null : """{"reason":"asked for at the counter"}""", ("X-Payment-Token", token))).Status;
    }

    [Fact]
    public async Task One_address_is_sent_tickets_again_so_often_an_hour_however_many_bookings_name_it()
    {
        await using var service = await SecuredService.StartAsync(Guests, new RateLimitOptions { LettersPerHour = 2 });
        var free = await service.SendAsync("POST", "/api/v1/events", service.Token("olga", Roles.Organizer), """{"name":"Open day","total_seats":10}""");
        var id = free.Body.GetProperty("event_id").GetString();
        Assert.Equal((200, 200, 429), (await BookAndMailAsync("ann@example.org"), await BookAndMailAsync("Ann@Example.org"), await BookAndMailAsync("ann@example.org")));
        Assert.Equal(200, await BookAndMailAsync("bob@example.org"));

        async Task<int> BookAndMailAsync(string email)
        {
            var (_, booking, _) = await service.SendAsync("POST", "/api/v1/book", null, $$"""{"event_id":"{{id}}","qty":1,"email":"{{email}}"}""");
            var token = booking.GetProperty("payment_token").GetString()!;
            return (await service.SendAsync("POST", $"/api/v1/bookings/{booking.GetProperty("booking_id").GetString()}/tickets/mail", null, null, ("X-Payment-Token", token))).Status;
        }
    }

    [Fact]
    public async Task A_name_that_no_seat_has_is_not_repeated_at_length()
    {
        await using var service = await SecuredService.StartAsync(Guests);
        var id = await service.Office.GeneralEventAsync(100);
        var (status, problem, _) = await service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{id}}","seats":["{{new string('x', 65)}}"]}""");
        Assert.Equal((422, "seats must be an array of 1 to 1000 texts of at most 64 characters."), (status, problem.GetProperty("errors").GetProperty("seats")[0].GetString()));
    }

    [Fact]
    public async Task An_order_larger_than_the_limit_takes_all_of_it()
    {
        await using var service = await SecuredService.StartAsync(Guests, new RateLimitOptions { Places = 2 });
        var id = await service.Office.GeneralEventAsync(100);
        Assert.Equal(201, (await service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{id}}","qty":6}""")).Status);
        Assert.Equal(429, (await service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{id}}","qty":1}""")).Status);
    }

    [Fact]
    public async Task A_caller_follows_so_many_streams_at_once()
    {
        await using var service = await StreamService.StartAsync(new StreamOptions(), limits: new RateLimitOptions { Streams = 2 });
        var id = await service.Office.GeneralEventAsync(10);
        await using var first = await service.FollowAsync(id);
        await using (await service.FollowAsync(id))
        {
            await using var third = await service.FollowAsync(id);
            Assert.Equal((429, 5), ((int)third.Response.StatusCode, third.Response.Headers.RetryAfter!.Delta!.Value.Seconds));
        }

        await service.UntilListenersAsync(1);
        await using var fourth = await service.FollowAsync(id);
        Assert.Equal(200, (int)fourth.Response.StatusCode);
    }

    /// <summary>An id as those that are given out, and given out to nobody.</summary>
    private static string MadeUp(string what, int number) => what switch
    {
        "bookings" => $"c2{number + 1:x6}-8040-8000-8000-000000000001",
        "holds" => $"82{number + 1:x6}-8040-8000-8000-000000000001",
        "events" => $"42{number + 1:x6}-8040-8000-8000-000000000000",
        _ => $"{number + 1:x8}-8040-8000-8000-000000000001",
    };

    private static async Task<int> ActivationsAsync(BoxOffice office) =>
        (await office.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
        .Count(static grain => grain.GrainId.Type.ToString()!.StartsWith("ticketing.", StringComparison.Ordinal));
}
