using System.Text.Json;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Waitlists;

/// <summary>Waiting as customers, organizers and admins do it over HTTP.</summary>
public sealed class WaitlistHttpTests : IAsyncLifetime
{
    private SecuredService? _service;
    private EventId _event;
    private HoldId _sold;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Bob => Service.Token("bob", Roles.Customer);

    private string Olga => Service.Token("olga", Roles.Organizer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync()
    {
        _service = await SecuredService.StartAsync();
        _event = await Service.Office.GeneralEventAsync(2);
        _sold = (await Service.Office.HoldAsync(_event, 2)).Answer.Hold!.HoldId;
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task A_customer_joins_is_offered_places_books_them_and_is_done()
    {
        var (status, entry, headers) = await JoinAsync(Ann, 2);
        Assert.Equal((201, "ann", "pending", 1, true), (status, Text(entry, "user_id"), Text(entry, "status"), entry.GetProperty("position").GetInt32(), entry.GetProperty("is_active").GetBoolean()));
        Assert.Equal(Path(entry), headers.Location!.OriginalString);
        Assert.Equal((409, "nothing_offered"), Code(await Service.SendAsync("POST", Path(entry) + "/book", Ann)));

        var offered = await OfferAsync(entry);
        Assert.InRange(offered.GetProperty("expires_in_seconds").GetInt32(), 86_390, 86_400);
        var booking = await Service.SendAsync("POST", Path(entry) + "/book", Ann, """{"payment_method":"card"}""");
        Assert.Equal((201, "pending", 2, "ann"), (booking.Status, Text(booking.Body, "status"), booking.Body.GetProperty("quantity").GetInt32(), Text(booking.Body, "user_id")));
        Assert.Equal(Text(offered, "expires_at"), Text(booking.Body, "expires_at"));
        Assert.Equal(200, (await Service.SendAsync("POST", Path(entry) + "/book", Ann)).Status);

        var booked = (await Service.SendAsync("GET", Path(entry), Ann)).Body;
        Assert.Equal(("booked", Text(booking.Body, "id"), false), (Text(booked, "status"), Text(booked, "booking_id"), booked.GetProperty("is_active").GetBoolean()));
        Assert.Equal(["pending ann", "notified system", "booked ann"], booked.GetProperty("history").EnumerateArray().Select(step => $"{Text(step, "status")} {Text(step, "by")}"));
        Assert.Equal((409, "illegal_transition"), Code(await Service.SendAsync("PUT", Path(entry) + "/cancel", Ann)));
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/waitlist/", Ann, Wish(1))).Status);
    }

    [Fact]
    public async Task An_offer_that_is_not_taken_expires()
    {
        var entry = (await JoinAsync(Ann, 2)).Body;
        await OfferAsync(entry);
        Service.Office.Time.Advance(TimeSpan.FromHours(24));
        var late = (await Service.SendAsync("GET", Path(entry), Ann)).Body;
        Assert.True(late.GetProperty("is_notification_expired").GetBoolean());
        Assert.Equal((410, "hold_expired"), Code(await Service.SendAsync("POST", Path(entry) + "/book", Ann)));
    }

    [Fact]
    public async Task Whoever_can_book_does_not_wait_and_nobody_waits_twice()
    {
        var other = await Service.Office.GeneralEventAsync(5);
        Assert.Equal((409, "waitlist_not_needed"), Code(await Service.SendAsync("POST", "/api/v1/waitlist", Ann, Wish(2, other))));
        Assert.Equal((422, "invalid_field"), Code(await Service.SendAsync("POST", "/api/v1/waitlist", Ann, Wish(3))));
        Assert.Equal((404, "event_not_found"), Code(await Service.SendAsync("POST", "/api/v1/waitlist", Ann, Wish(1, EventId.FromKey(123)))));
        await JoinAsync(Ann, 2);
        Assert.Equal((409, "already_waiting"), Code(await Service.SendAsync("POST", "/api/v1/waitlist", Ann, Wish(1))));
    }

    [Fact]
    public async Task What_an_entry_can_not_become_is_refused_with_what_it_is()
    {
        var first = (await JoinAsync(Ann, 2)).Body;
        Assert.Equal("It waits: its turn has not come.", Detail(await Service.SendAsync("POST", Path(first) + "/book", Ann)));
        Assert.Contains(Text(first, "id"), Detail(await Service.SendAsync("POST", "/api/v1/waitlist", Ann, Wish(1))), StringComparison.Ordinal);
        Assert.Equal(200, (await Service.SendAsync("PUT", Path(first) + "/cancel", Ann)).Status);
        Assert.StartsWith("It is cancelled: ", Detail(await Service.SendAsync("POST", Path(first) + "/book", Ann)), StringComparison.Ordinal);

        var entry = (await JoinAsync(Ann, 2)).Body;
        await OfferAsync(entry);
        Assert.Contains($"{Text(entry, "id")}. Places are offered", Detail(await Service.SendAsync("POST", "/api/v1/waitlist", Ann, Wish(1))), StringComparison.Ordinal);
        var booking = (await Service.SendAsync("POST", Path(entry) + "/book", Ann)).Body;
        Assert.Equal($"It is booked: cancel the booking instead, which is {Text(booking, "id")}.", Detail(await Service.SendAsync("PUT", Path(entry) + "/cancel", Ann)));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public async Task Whoever_is_refused_for_those_who_wait_is_told_of_the_waitlist(bool seated, int quantity)
    {
        var id = seated ? await Service.Office.SeatedEventAsync(new RowPlan("A", 2)) : _event;
        if (seated)
        {
            await Service.Office.HoldAsync(id, 2);
        }

        var body = $$"""{"event_id":"{{id}}","qty":{{quantity}}}""";
        var soldOut = await Service.SendAsync("POST", "/api/v1/holds", Bob, body);
        Assert.Equal((409, "insufficient_seats"), Code(soldOut));
        Assert.False(soldOut.Body.TryGetProperty("detail", out _));
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/waitlist", Ann, Wish(2, id))).Status);
        var kept = await Service.SendAsync("POST", "/api/v1/holds", Bob, body);
        Assert.Equal((409, "insufficient_seats"), Code(kept));
        Assert.Contains("POST /api/v1/waitlist", Detail(kept), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_customers_entry_is_not_found_and_staff_see_it()
    {
        var entry = (await JoinAsync(Ann, 2)).Body;
        Assert.Equal((404, "waitlist_entry_not_found"), Code(await Service.SendAsync("GET", Path(entry), Bob)));
        Assert.Equal((404, "waitlist_entry_not_found"), Code(await Service.SendAsync("PUT", Path(entry) + "/cancel", Bob)));
        Assert.Equal((404, "waitlist_entry_not_found"), Code(await Service.SendAsync("POST", Path(entry) + "/book", Bob)));
        Assert.Equal(200, (await Service.SendAsync("GET", Path(entry), Olga)).Status);
    }

    [Fact]
    public async Task Only_staff_give_priority()
    {
        var (id, body) = ("\"" + _event + "\"", ""","quantity":2,"priority":7""");
        Assert.Equal(403, (await Service.SendAsync("POST", "/api/v1/waitlist", Ann, $$"""{"event_id":{{id}}{{body}}}""")).Status);
        var ann = (await JoinAsync(Ann, 2)).Body;
        var vip = await Service.SendAsync("POST", "/api/v1/waitlist", Olga, $$"""{"event_id":{{id}}{{body}},"customer_id":"vip"}""");
        Assert.Equal((201, "vip", 7, 1), (vip.Status, Text(vip.Body, "user_id"), vip.Body.GetProperty("priority").GetInt32(), vip.Body.GetProperty("position").GetInt32()));
        Assert.Equal(2, (await Service.SendAsync("GET", Path(ann), Ann)).Body.GetProperty("position").GetInt32());
    }

    [Fact]
    public async Task An_entry_is_cancelled_in_the_version_that_was_seen()
    {
        var entry = (await JoinAsync(Ann, 2)).Body;
        Assert.Equal((412, "stale_version"), Code(await Service.SendAsync("PUT", Path(entry) + "/cancel", Ann, null, ("If-Match", "\"7\""))));
        Assert.Equal((412, "stale_version"), Code(await Service.SendAsync("PUT", Path(entry) + "/cancel", Ann, null, ("If-Match", "W/\"1\""))));
        var cancelled = await Service.SendAsync("PUT", Path(entry) + "/cancel/", Ann, """{"reason":"can't come"}""", ("If-Match", "\"7\", \"1\""));
        Assert.Equal((200, "cancelled", "can't come"), (cancelled.Status, Text(cancelled.Body, "status"), Text(cancelled.Body.GetProperty("history")[1], "why")));
        Assert.Equal(200, (await Service.SendAsync("PUT", Path(entry) + "/cancel", Ann)).Status);
    }

    [Fact]
    public async Task Lists_have_filters_and_pages()
    {
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
        {
            await JoinAsync(Service.Token(name, Roles.Customer), 2);
        }

        var mine = (await Service.SendAsync("GET", "/api/v1/waitlist/", Service.Token("c", Roles.Customer))).Body.GetProperty("items");
        Assert.Equal(["c 3"], mine.EnumerateArray().Select(item => $"{Text(item, "user_id")} {item.GetProperty("position")}"));
        foreach (var query in new[] { $"?event_id={_event}&", "?" })
        {
            var first = (await Service.SendAsync("GET", $"/api/v1/admin/waitlist{query}limit=3", Boss)).Body;
            var rest = (await Service.SendAsync("GET", $"/api/v1/admin/waitlist{query}limit=3&cursor={Text(first, "next_cursor")}", Boss)).Body;
            Assert.Equal("abcde", string.Concat(Names(first).Concat(Names(rest))));
        }

        Assert.Equal(["d"], Names((await Service.SendAsync("GET", "/api/v1/admin/waitlist?customer_id=d&status=pending", Boss)).Body));
        Assert.Empty(Names((await Service.SendAsync("GET", $"/api/v1/admin/waitlist?event_id={_event}&status=booked", Boss)).Body));
        Assert.Equal((422, "invalid_field"), Code(await Service.SendAsync("GET", "/api/v1/admin/waitlist?status=lost", Boss)));
    }

    private static IEnumerable<string> Names(JsonElement list) => list.GetProperty("items").EnumerateArray().Select(item => Text(item, "user_id"));

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString() ?? "";

    private static string Path(JsonElement entry) => "/api/v1/waitlist/" + Text(entry, "id");

    private static (int, string) Code((int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers) answer) => (answer.Status, Text(answer.Body, "code"));

    private static string Detail((int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers) answer) => Text(answer.Body, "detail");

    private string Wish(int quantity, EventId? id = null) => $$"""{"event_id":"{{id ?? _event}}","quantity":{{quantity}}}""";

    private async Task<(int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> JoinAsync(string token, int quantity)
    {
        var answer = await Service.SendAsync("POST", "/api/v1/waitlist", token, Wish(quantity));
        Assert.Equal(201, answer.Status);
        return answer;
    }

    /// <summary>Frees what was sold, and waits for the offer.</summary>
    private async Task<JsonElement> OfferAsync(JsonElement entry)
    {
        await Service.Office.ExpireAsync(_sold);
        JsonElement seen = default;
        for (var second = 0; second < 200; second++)
        {
            seen = (await Service.SendAsync("GET", Path(entry), Service.Token(Text(entry, "user_id"), Roles.Customer))).Body;
            if (Text(seen, "status") == "notified")
            {
                return seen;
            }

            Service.Office.Time.Advance(TimeSpan.FromMilliseconds(20));
            await Task.Delay(1);
        }

        Assert.Fail($"Nothing was offered: {seen}");
        return seen;
    }
}
