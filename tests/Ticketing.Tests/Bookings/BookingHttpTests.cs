using System.Text.Json;
using Ticketing.Bookings;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Bookings;

/// <summary>The life of bookings as customers and admins lead it over HTTP.</summary>
public sealed class BookingHttpTests : IAsyncLifetime
{
    private SecuredService? _service;
    private EventId _event;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Bob => Service.Token("bob", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync()
    {
        _service = await SecuredService.StartAsync();
        _event = await Service.Office.GeneralEventAsync(10, new EventPolicy { RefundPercent = 50 });
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task A_booking_waits_for_its_payment_and_an_admin_who_saw_it_confirms()
    {
        var (status, booking, headers) = await StartAsync(Ann, 3);
        Assert.Equal((201, "pending", "pending", 3, "ann"), (
            status, Text(booking, "status"), Text(booking, "payment_status"), booking.GetProperty("quantity").GetInt32(), Text(booking, "user_id")));
        Assert.Equal(900, booking.GetProperty("expires_in_seconds").GetInt32());
        Assert.True(booking.GetProperty("is_active").GetBoolean());
        Assert.Equal("/api/v1/bookings/" + Text(booking, "id"), headers.Location!.OriginalString);
        Assert.Equal((7, 3, 0), await Service.Office.CountsAsync(_event));

        var confirm = $"/api/v1/admin/bookings/{Text(booking, "id")}/confirm";
        var confirmed = await Service.SendAsync("PUT", confirm, Boss, """{"reason":"paid in cash","payment_reference":"TX-1"}""");
        Assert.Equal((200, "confirmed", "completed", "TX-1"), (
            confirmed.Status, Text(confirmed.Body, "status"), Text(confirmed.Body, "payment_status"), Text(confirmed.Body, "payment_reference")));
        Assert.Equal(200, (await Service.SendAsync("PUT", confirm, Boss, """{"reason":"again"}""")).Status);
        Assert.Equal((7, 0, 3), await Service.Office.CountsAsync(_event));

        var history = (await Service.SendAsync("GET", $"/api/v1/bookings/{Text(booking, "id")}/history", Ann)).Body.GetProperty("items");
        Assert.Equal(["1 pending ann ", "2 confirmed boss paid in cash"], history.EnumerateArray().Select(step =>
            $"{step.GetProperty("version")} {Text(step, "status")} {Text(step, "by")} {step.GetProperty("why").GetString()}"));
    }

    [Fact]
    public async Task What_nobody_paid_expires_and_its_places_are_free()
    {
        var id = Text((await StartAsync(Ann, 3)).Body, "id");
        Service.Office.Time.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(3));
        var (_, booking, _) = await Service.SendAsync("GET", "/api/v1/bookings/" + id, Ann);
        Assert.Equal(("expired", true, false), (Text(booking, "status"), booking.GetProperty("is_expired").GetBoolean(), booking.GetProperty("is_active").GetBoolean()));
        await Service.Office.UntilCountsAsync(_event, (10, 0, 0));
        await RefusedAsync(409, "illegal_transition", "PUT", $"/api/v1/bookings/{id}/cancel", Ann);
        await RefusedAsync(409, "illegal_transition", "PUT", $"/api/v1/admin/bookings/{id}/confirm", Boss, """{"reason":"late"}""");
        await RefusedAsync(409, "illegal_transition", "PUT", $"/api/v1/admin/bookings/{id}/refund", Boss, """{"reason":"late"}""");
    }

    [Fact]
    public async Task A_pending_booking_is_cancelled_and_its_places_are_free_at_once()
    {
        var id = Text((await StartAsync(Ann, 3)).Body, "id");
        await RefusedAsync(404, "booking_not_found", "PUT", $"/api/v1/bookings/{id}/cancel", Bob);
        await RefusedAsync(412, "stale_version", "PUT", $"/api/v1/bookings/{id}/cancel", Ann, null, ("If-Match", "\"7\""));
        await RefusedAsync(412, "stale_version", "PUT", $"/api/v1/bookings/{id}/cancel", Ann, null, ("If-Match", "W/\"1\""));
        var cancelled = await Service.SendAsync("PUT", $"/api/v1/bookings/{id}/cancel", Ann, null, ("If-Match", "\"7\", \"1\""));
        Assert.Equal((200, "cancelled", "pending"), (cancelled.Status, Text(cancelled.Body, "status"), Text(cancelled.Body, "payment_status")));
        Assert.Equal((10, 0, 0), await Service.Office.CountsAsync(_event));
        Assert.Equal(200, (await Service.SendAsync("PUT", $"/api/v1/bookings/{id}/cancel", Ann)).Status);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(300)]
    public async Task A_confirmed_booking_is_cancelled_by_policy_and_its_places_are_sold_again(int places)
    {
        // Of more than one pool, too: then a hold grain coordinates.
        _event = await Service.Office.GeneralEventAsync(places, new EventPolicy { RefundPercent = 50, MaxQuantity = 1_000 });
        var id = await ConfirmedAsync(Ann, places);
        var cancelled = await Service.SendAsync("PUT", $"/api/v1/bookings/{id}/cancel", Ann);
        Assert.Equal((200, "cancelled", "completed"), (cancelled.Status, Text(cancelled.Body, "status"), Text(cancelled.Body, "payment_status")));
        Assert.Equal(decimal.Parse(Text(cancelled.Body, "total_amount"), System.Globalization.CultureInfo.InvariantCulture) / 2,
            decimal.Parse(Text(cancelled.Body, "refunded_amount"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((places, 0, 0), await Service.Office.CountsAsync(_event));
        await ConfirmedAsync(Bob, places);
        await Service.Office.UntilCountsAsync(_event, (0, 0, places));
    }

    [Fact]
    public async Task A_full_refund_frees_the_places_and_one_in_part_does_not()
    {
        var id = await ConfirmedAsync(Ann, 2);
        var path = $"/api/v1/admin/bookings/{id}/refund";
        await RefusedAsync(422, "invalid_field", "PUT", path, Boss, """{"amount":"1.00"}""");
        await RefusedAsync(422, "invalid_field", "PUT", path, Boss, """{"amount":"0","reason":"nothing"}""");
        await RefusedAsync(428, "if_match_required", "PUT", path, Boss, """{"amount":"1.00","reason":"a part"}""");
        var (status, tooHigh, _) = await Service.SendAsync("PUT", path, Boss, """{"amount":"1000000","reason":"all of it"}""", ("If-Match", "\"2\""));
        Assert.Equal((409, "refund_too_high"), (status, Text(tooHigh, "code")));
        const string part = """{"amount":"0.50","reason":"a part"}""";
        var once = await Service.SendAsync("PUT", path, Boss, part, ("If-Match", "\"2\""));
        Assert.Equal((200, "0.50", 412), (once.Status, Text(once.Body, "refunded_amount"), (await Service.SendAsync("PUT", path, Boss, part, ("If-Match", "\"2\""))).Status));
        var all = await Service.SendAsync("PUT", path, Boss, """{"reason":"rained off"}""");
        Assert.Equal((200, "refunded", "refunded"), (all.Status, Text(all.Body, "status"), Text(all.Body, "payment_status")));
        Assert.Equal((10, 0, 0), await Service.Office.CountsAsync(_event));
        await RefusedAsync(409, "illegal_transition", "PUT", $"/api/v1/bookings/{id}/cancel", Ann);
    }

    [Fact]
    public async Task A_look_at_ones_own_bookings_ends_after_2000_and_goes_on_from_its_cursor()
    {
        var directory = Service.Office.Grains.GetGrain<IDirectoryGrain>(CustomerBookings.Directory("ann"));
        for (var i = 0; i < 2_000; i++)
        {
            await directory.Add(Guid.NewGuid());
        }

        var id = Text((await StartAsync(Ann, 1)).Body, "id");
        var (_, nothing, _) = await Service.SendAsync("GET", "/api/v1/bookings?limit=100", Ann);
        Assert.Empty(nothing.GetProperty("items").EnumerateArray());
        var (_, rest, _) = await Service.SendAsync("GET", $"/api/v1/bookings?limit=100&cursor={Text(nothing, "next_cursor")}", Ann);
        Assert.Equal(id, Text(Assert.Single(rest.GetProperty("items").EnumerateArray()), "id"));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task A_hold_of_ones_own_becomes_a_booking_and_nobody_elses_does()
    {
        var hold = Text((await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{_event}}","qty":2}""")).Body, "hold_id");
        var body = $$"""{"hold_id":"{{hold}}"}""";
        await RefusedAsync(404, "hold_not_found", "POST", "/api/v1/bookings/", Bob, body);
        var (status, booking, _) = await Service.SendAsync("POST", "/api/v1/bookings/", Ann, body);
        Assert.Equal((201, "pending"), (status, Text(booking, "status")));
        var (again, same, headers) = await Service.SendAsync("POST", "/api/v1/bookings/", Ann, body);
        Assert.Equal((200, Text(booking, "id"), "/api/v1/bookings/" + Text(booking, "id")), (again, Text(same, "id"), headers.Location?.OriginalString));
        Assert.Equal((8, 2, 0), await Service.Office.CountsAsync(_event));
    }

    [Fact]
    public async Task The_same_request_with_its_key_makes_one_booking()
    {
        var body = $$"""{"event_id":"{{_event}}","quantity":2}""";
        var first = await Service.SendAsync("POST", "/api/v1/bookings", Ann, body, ("Idempotency-Key", "order-1"));
        var again = await Service.SendAsync("POST", "/api/v1/bookings", Ann, body, ("Idempotency-Key", "order-1"));
        Assert.Equal((201, 201, Text(first.Body, "id")), (first.Status, again.Status, Text(again.Body, "id")));
        Assert.NotEqual(Text(first.Body, "id"), Text((await Service.SendAsync("POST", "/api/v1/bookings", Bob, body, ("Idempotency-Key", "order-1"))).Body, "id"));
        Assert.Equal((6, 4, 0), await Service.Office.CountsAsync(_event));
    }

    [Fact]
    public async Task Ones_own_bookings_are_listed_in_pages_and_by_status()
    {
        List<string> ids = [];
        for (var i = 0; i < 5; i++)
        {
            ids.Add(Text((await StartAsync(Ann, 1)).Body, "id"));
        }

        await StartAsync(Bob, 1);
        await Service.SendAsync("PUT", $"/api/v1/bookings/{ids[2]}/cancel", Ann);
        Assert.Equal(ids, await AllAsync("/api/v1/bookings/?limit=2", Ann));
        Assert.Equal([ids[2]], await AllAsync($"/api/v1/bookings?limit=2&status=cancelled&event_id={_event}", Ann));
        await RefusedAsync(422, "invalid_field", "GET", "/api/v1/bookings?status=lost", Ann);
    }

    [Fact]
    public async Task Admins_find_every_booking_by_what_they_know_of_it()
    {
        List<string> ids = [];
        for (var i = 0; i < 300; i++)
        {
            var id = await Service.Office.GeneralEventAsync(1);
            ids.Add(Text((await StartAsync(i % 2 == 0 ? Ann : Bob, 1, id)).Body, "id"));
        }

        await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{ids[7]}/cancel", Boss, """{"reason":"by mistake"}""");
        var found = await Service.SendAsync("GET", $"/api/v1/admin/bookings/{ids[250]}", Boss);
        Assert.Equal(ids, await AllAsync("/api/v1/admin/bookings/?limit=77&sort=created_at", Boss));
        ids.Reverse();
        Assert.Equal(ids, await AllAsync("/api/v1/admin/bookings/?limit=100", Boss));
        Assert.Equal([ids[292]], await AllAsync("/api/v1/admin/bookings/?status=cancelled", Boss));
        Assert.Equal(150, (await AllAsync("/api/v1/admin/bookings/?customer_id=bob&payment_status=pending&limit=200", Boss)).Count);
        Assert.Equal([ids[49]], await AllAsync("/api/v1/admin/bookings/?reference=" + Text(found.Body, "booking_reference"), Boss));
        Assert.Equal([ids[49]], await AllAsync("/api/v1/admin/bookings/?event_id=" + Text(found.Body, "event_id"), Boss));
        Assert.Empty(await AllAsync("/api/v1/admin/bookings/?from=2100-01-01T00:00:00Z", Boss));
        await RefusedAsync(422, "invalid_field", "GET", "/api/v1/admin/bookings?from=soon", Boss);
        await RefusedAsync(422, "invalid_field", "GET", "/api/v1/admin/bookings?sort=price", Boss);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/admin/bookings?format=csv&status=cancelled", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Boss);
        using var response = await Service.Client.SendAsync(request);
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment; filename=\"bookings.csv\"", response.Content.Headers.ContentDisposition!.ToString());
        var lines = (await response.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("booking_reference,id,event_id,user_id,quantity,", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(",section,email,ticket_types,fees_amount,code,discount_amount,taxes_amount", lines[0], StringComparison.Ordinal);
        Assert.Contains(ids[292] + ",", Assert.Single(lines[1..]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_booking_is_in_its_customers_list_as_soon_as_they_are_told_of_it()
    {
        var free = await Service.Office.FreeEventAsync(300, new EventPolicy { MaxQuantity = 300 });
        List<string> ids = [];
        foreach (var quantity in new[] { 1, 1, 260, 1 })
        {
            // The clock stands, so nothing is handed over by itself.
            var (status, booking, _) = await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"event_id":"{{free}}","qty":{{quantity}}}""");
            Assert.Equal(201, status);
            ids.Add(Text(booking, "id"));
            Assert.Equal(ids, await AllAsync("/api/v1/bookings?limit=50", Ann));
        }
    }

    [Theory]
    [InlineData("a;=1+1", "\"a;=1+1\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@x", "'@x")]
    [InlineData("a,b\"c", "\"a,b\"\"c\"")]
    [InlineData("ann", "ann")]
    [InlineData("007", "'007")]
    [InlineData("1E5", "'1E5")]
    [InlineData("1-2", "'1-2")]
    [InlineData("12345678901234567890", "'12345678901234567890")]
    [InlineData("42", "42")]
    public async Task What_a_spreadsheet_would_take_for_a_formula_another_number_or_two_cells_is_one_text(string customer, string cell)
    {
        var free = await Service.Office.FreeEventAsync(10);
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/bookings", Service.Token(customer, Roles.Customer), $$"""{"event_id":"{{free}}","quantity":1,"email":"-x@example.org"}""")).Status);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/api/v1/admin/bookings?format=csv", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Boss);
        using var response = await Service.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains($",{free},{cell},1,", text, StringComparison.Ordinal);
        Assert.EndsWith(",,floor,'-x@example.org,,0.00,,,0.00\r\n", text, StringComparison.Ordinal);
    }

    private Task<(int Status, JsonElement Body, System.Net.Http.Headers.HttpResponseHeaders Headers)> StartAsync(string token, int quantity, EventId? id = null) =>
        Service.SendAsync("POST", "/api/v1/bookings/", token, $$"""{"event_id":"{{id ?? _event}}","quantity":{{quantity}},"payment_method":"card"}""");

    private async Task<string> ConfirmedAsync(string token, int quantity)
    {
        var id = Text((await StartAsync(token, quantity)).Body, "id");
        Assert.Equal(200, (await Service.SendAsync("PUT", $"/api/v1/admin/bookings/{id}/confirm", Boss, """{"reason":"paid"}""")).Status);
        return id;
    }

    private async Task<List<string>> AllAsync(string path, string token)
    {
        List<string> ids = [];
        for (var cursor = ""; ;)
        {
            var (status, body, _) = await Service.SendAsync("GET", path + cursor, token);
            Assert.Equal(200, status);
            ids.AddRange(body.GetProperty("items").EnumerateArray().Select(item => Text(item, "id")));
            if (body.GetProperty("next_cursor").GetString() is not { } next)
            {
                return ids;
            }

            cursor = (path.Contains('?', StringComparison.Ordinal) ? "&cursor=" : "?cursor=") + next;
        }
    }

    private async Task RefusedAsync(int status, string code, string method, string path, string token, string? body = null, params (string Name, string Value)[] headers)
    {
        var answer = await Service.SendAsync(method, path, token, body, headers);
        Assert.Equal((status, code), (answer.Status, Text(answer.Body, "code")));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
