using System.Text.Json;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Tests.Security;

/// <summary>
/// Every route of a hold or a booking for everybody who may come: the id alone, which is in the codes of tickets, opens
/// none; its owner and its token open all; staff say why they change what is somebody else's, and are noted.
/// </summary>
public sealed class BookingAccessTests : IAsyncLifetime
{
    private const string Email = "guest@example.org";

    /// <summary>The route below the booking, a body for it, and what it answers to whoever may use it.</summary>
    private static readonly (string Method, string Path, string? Body, int Status)[] Reads =
    [
        ("GET", "/api/v1/bookings/{id}", null, 200),
        ("GET", "/api/v1/bookings/{id}/status", null, 200),
        ("GET", "/api/v1/bookings/{id}/history", null, 200),
        ("GET", "/api/v1/bookings/{id}/payment", null, 200),
        ("GET", "/api/v1/bookings/{id}/attendees", null, 200),
        ("GET", "/api/v1/bookings/{id}/receipts", null, 200),

        // What costs nothing has none.
        ("GET", "/api/v1/bookings/{id}/receipts/{number}.pdf", null, 404),
        ("GET", "/api/v1/bookings/{id}/tickets", null, 200),
        ("GET", "/api/v1/bookings/{id}/tickets.pdf", null, 200),
        ("GET", "/api/v1/bookings/{id}/tickets/{number}.png", null, 200),
        ("GET", "/api/v1/bookings/{id}/calendar.ics", null, 200),
        ("GET", "/api/v1/holds/{id}", null, 200),
    ];

    /// <summary>In an order in which each can be done. A confirmed booking is not paid: whoever gets so far may try.</summary>
    private static readonly (string Method, string Path, string Body, int Status)[] Changes =
    [
        ("POST", "/api/v1/bookings/{id}/pay", """{"payment_token":"tok_success"}""", 409),
        ("POST", "/api/v1/bookings/{id}/tickets/mail", "{}", 200),
        ("PUT", "/api/v1/bookings/{id}/give-back", """{"tickets":[1],"dry_run":true}""", 200),
        ("POST", "/api/v1/bookings/{id}/exchange", """{"section":"b"}""", 200),
        ("POST", "/api/v1/bookings/{id}/tickets/{number}/transfer", """{"to":"carl"}""", 200),
        ("POST", "/api/v1/bookings/{id}/tickets/{number}/transfer", """{"to":"dora"}""", 409),
        ("PUT", "/api/v1/bookings/{id}/cancel", "{}", 409),
    ];

    private SecuredService? _service;
    private string _event = "";

    private SecuredService Service => _service!;

    private string Organizer => Service.Token("olga", Roles.Organizer);

    public async Task InitializeAsync()
    {
        _service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });
        await PrepareAsync(Service);
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public void Every_route_of_a_hold_or_a_booking_is_written_down()
    {
        // Giving back a hold, ending it by staff, and changing who comes have tests of their own.
        string[] others = ["DELETE /api/v1/holds/{id}", "POST /api/v1/holds/{id}/expire", "PUT /api/v1/bookings/{id}/attendees"];
        Assert.Equal(
            Service.Routes
                .Where(static route => route.Path.StartsWith("/api/v1/bookings/{id}", StringComparison.Ordinal) || route.Path.StartsWith("/api/v1/holds/{id}", StringComparison.Ordinal))
                .Select(static route => $"{route.Method} {route.Path}").Order(StringComparer.Ordinal),
            Reads.Select(static at => $"{at.Method} {at.Path}").Concat(Changes.Select(static at => $"{at.Method} {at.Path}")).Concat(others)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ann")]
    public async Task Who_knows_a_bookings_id_alone_gets_and_changes_nothing(string? owner)
    {
        var booking = await BookAsync(Service, owner);
        (string? Token, (string, string)[] Headers)[] strangers =
        [
            (null, []),
            (Service.Token("bob", Roles.Customer), []),
            (null, [("X-Payment-Token", "AAAAAAAAAAAAAAAAAAAAAA")]),
            (Service.Token("bob", Roles.Customer), [("X-Payment-Token", "guess")]),
            (Service.Token("gate-7", Roles.Scanner), []),
        ];
        foreach (var (token, headers) in strangers)
        {
            foreach (var (method, path, body, _) in Reads.Concat(Changes.Select(static at => (at.Method, at.Path, (string?)at.Body, at.Status))).Append(("PUT", "/api/v1/bookings/{id}/attendees", """{"attendees":[]}""", 404)))
            {
                var (status, problem, _) = await Service.SendAsync(method, At(path, booking.Id), token, body, headers);
                Assert.True(status == 404 || (status == 403 && Text(problem, "code") == "forbidden"), $"{method} {path}: {status} {problem}");
            }
        }

        var (_, known, _) = await Service.SendAsync("GET", "/api/v1/admin/bookings/" + booking.Id, Service.Token("boss", Roles.Admin));
        Assert.Equal(("confirmed", 1), (Text(known, "status"), known.GetProperty("version").GetInt32()));
        Assert.Empty(Service.Post.Letters);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("ann")]
    public async Task Its_token_opens_all_of_it_to_whoever_shows_it(string? shownBy)
    {
        var booking = await BookAsync(Service, owner: null);
        await AllAsync(booking, shownBy is null ? null : Service.Token(shownBy, Roles.Customer), Changes, ("X-Payment-Token", booking.Token));
        Assert.Empty(await NotedAsync());
        Assert.Equal(Email, Assert.Single(Service.Post.Letters).To);
    }

    [Fact]
    public async Task Its_owner_needs_no_token()
    {
        await AllAsync(await BookAsync(Service, "ann"), Service.Token("ann", Roles.Customer), Changes);
        Assert.Empty(await NotedAsync());
    }

    [Fact]
    public async Task Staff_say_why_they_change_what_is_somebody_elses_and_are_noted_by_name()
    {
        var booking = await BookAsync(Service, owner: null);
        await AllAsync(booking, Organizer, [.. Changes.Select(static at => (at.Method, at.Path, at.Body, 422))]);
        Assert.Equal(Changes.Select(static _ => ("olga", (string?)null, 422)), await NotedAsync());

        // Staff may also pass on what is somebody else's by now, and cancel after it.
        (string, string, string, int)[] changes =
            [.. Changes.Select(static at => (at.Method, at.Path, at.Body.Length > 2 ? at.Body[..^1] + ",\"reason\":\"asked for\"}" : "{\"reason\":\"asked for\"}", at.Path.EndsWith("/pay", StringComparison.Ordinal) ? 409 : 200))];
        await AllAsync(booking, Organizer, changes);
        Assert.Equal(changes.Select(static at => ("olga", (string?)"asked for", at.Item4)).Reverse(), (await NotedAsync()).Take(changes.Length));
        var history = (await Service.SendAsync("GET", $"/api/v1/bookings/{booking.Id}/history", Organizer)).Body.GetProperty("items").EnumerateArray();
        Assert.Equal(["olga asked for", "olga asked for", "olga asked for", "olga asked for"], history.Skip(1).Select(static step => $"{Text(step, "by")} {Text(step, "why")}"));
    }

    [Fact]
    public async Task Staff_who_pay_for_somebody_are_named_by_the_booking()
    {
        var id = await Service.Office.GeneralEventAsync(10);
        var (_, pending, _) = await Service.SendAsync("POST", "/api/v1/bookings", Service.Token("ann", Roles.Customer), $$"""{"event_id":"{{id}}","quantity":1}""");
        var path = $"/api/v1/bookings/{Text(pending, "id")}";
        Assert.Equal(200, (await Service.SendAsync("POST", path + "/pay", Organizer, """{"payment_token":"tok_success","reason":"card on the phone"}""")).Status);
        var step = (await Service.SendAsync("GET", path + "/history", Organizer)).Body.GetProperty("items")[1];
        Assert.Equal(("olga", "card on the phone"), (Text(step, "by"), Text(step, "why")));
    }

    [Fact]
    public async Task In_Guest_mode_an_id_shows_what_a_booking_is_and_nothing_personal()
    {
        await using var service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });
        await PrepareAsync(service);
        var booking = await BookAsync(service, owner: null);
        string[] open = ["/api/v1/bookings/{id}", "/api/v1/bookings/{id}/status", "/api/v1/holds/{id}"];
        foreach (var (method, path, body, _) in Reads.Concat(Changes.Select(static at => (at.Method, at.Path, (string?)at.Body, at.Status))))
        {
            var (status, shown, _) = await service.SendAsync(method, At(path, booking.Id), null, body);
            Assert.Equal((method, path, open.Contains(path) ? 200 : 404), (method, path, status));
            Assert.DoesNotContain(Email, shown.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_code_that_was_photographed_opens_the_door_and_nothing_else()
    {
        var booking = await BookAsync(Service, owner: null);
        var tickets = (await Service.SendAsync("GET", $"/api/v1/bookings/{booking.Id}/tickets", null, null, ("X-Payment-Token", booking.Token))).Body;
        var code = Text(tickets.GetProperty("items")[0], "code");
        Assert.Equal(404, (await Service.SendAsync("GET", $"/api/v1/bookings/{booking.Id}", Service.Token("mallory", Roles.Customer), null, ("X-Payment-Token", code))).Status);
        var (status, said, _) = await Service.SendAsync("POST", "/api/v1/checkin", Service.Token("gate-7", Roles.Scanner), $$"""{"ticket":"{{code}}","gate":"north"}""");
        Assert.Equal((200, "admitted"), (status, Text(said, "result")));
    }

    private async Task PrepareAsync(SecuredService service)
    {
        var starts = service.Office.Time.GetUtcNow().AddHours(3);
        var (created, show, _) = await service.SendAsync("POST", "/api/v1/events", Organizer, $$"""
            {"name":"Reading","starts_at":"{{starts:O}}","sections":[{"id":"a","kind":"general","capacity":20},{"id":"b","kind":"general","capacity":20}]}
            """);
        Assert.Equal(201, created);
        _event = Text(show, "event_id");
        foreach (var name in new[] { "carl", "dora" })
        {
            Assert.Equal(200, (await service.SendAsync("PUT", "/api/v1/customers/me", service.Token(name, Roles.Customer), """{"name":"Somebody"}""")).Status);
        }
    }

    private async Task<(string Id, string Token)> BookAsync(SecuredService service, string? owner)
    {
        var token = owner is null ? null : service.Token(owner, Roles.Customer);
        var (_, hold, _) = await service.SendAsync("POST", "/api/v1/holds", token, $$"""{"event_id":"{{_event}}","section":"a","qty":2}""");
        var (status, booking, _) = await service.SendAsync(
            "POST", "/api/v1/book", token, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_token":"{{Text(hold, "payment_token")}}","email":"{{Email}}"}""");
        Assert.Equal(201, status);
        return (Text(booking, "id"), Text(hold, "payment_token"));
    }

    private async Task AllAsync((string Id, string Token) booking, string? token, (string Method, string Path, string Body, int Status)[] changes, params (string, string)[] headers)
    {
        foreach (var (method, path, body, expected) in Reads.Concat(changes.Select(static at => (at.Method, at.Path, (string?)at.Body, at.Status))))
        {
            var (status, shown, _) = await Service.SendAsync(method, At(path, booking.Id), token, body, headers);
            Assert.True(expected == status, $"{method} {path}: {status} {shown}");
            if (path == "/api/v1/bookings/{id}")
            {
                Assert.Equal(Email, Text(shown, "email"));
            }
        }
    }

    /// <summary>What is noted of staff, the youngest first, but for the preparations.</summary>
    private async Task<(string By, string? Reason, int Status)[]> NotedAsync() =>
    [
        .. (await Service.SendAsync("GET", "/api/v1/admin/audit?path=/api/v1/bookings", Service.Token("boss", Roles.Admin))).Body.GetProperty("items").EnumerateArray()
            .Select(static item => (Text(item, "by"), item.GetProperty("reason").GetString(), item.GetProperty("status").GetInt32())),
    ];

    private static string At(string path, string id) => path
        .Replace("{number}", "1", StringComparison.Ordinal)
        .Replace("{id}", path.StartsWith("/api/v1/holds", StringComparison.Ordinal) ? new BookingId(Guid.Parse(id)).Hold.ToString() : id, StringComparison.Ordinal);

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
