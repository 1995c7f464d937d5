using System.Text.Json;
using Ticketing.Identifiers;
using Ticketing.Security;
using Ticketing.Tests.Doors;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Bookings;

/// <summary>Exchanges over HTTP: other seats, another section, the difference, and whom they are refused.</summary>
public sealed class ExchangeHttpTests : IAsyncLifetime
{
    private SecuredService? _service;
    private EventId _event;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync()
    {
        _service = await SecuredService.StartAsync();
        _event = await Service.Office.TheatreAsync();
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Fact]
    public async Task Other_seats_of_the_same_price_are_a_booking_with_other_seats()
    {
        var id = await BookAsync();
        var (status, booking) = await ExchangeAsync(id, """{"seats":["stalls-A-3","stalls-A-4"]}""");
        Assert.Equal((200, "confirmed", "50.00", "0.00"), (status, Text(booking, "status"), Text(booking, "total_amount"), Text(booking, "refunded_amount")));
        Assert.Equal(["stalls-A-3", "stalls-A-4"], Seats(booking));
        var last = (await Service.SendAsync("GET", $"/api/v1/bookings/{id}/history", Ann)).Body.GetProperty("items").EnumerateArray().Last();
        Assert.Equal(["version", "status", "payment_status", "at", "by", "why", "former_section", "former_seats"], last.EnumerateObject().Select(static member => member.Name));
        Assert.Equal(["stalls-A-1", "stalls-A-2"], last.GetProperty("former_seats").EnumerateArray().Select(static seat => seat.GetString()));
    }

    [Fact]
    public async Task Dearer_seats_are_paid_and_shown_among_the_payments()
    {
        var id = await BookAsync();
        var (needed, why) = await ExchangeAsync(id, """{"seats":["balcony-B-1","balcony-B-2"]}""");
        Assert.Equal((402, "payment_needed", "The places cost 30.00 USD more. Send a payment_method."), (needed, Text(why, "code"), Text(why, "detail")));
        var (status, booking) = await ExchangeAsync(id, """{"seats":["balcony-B-1","balcony-B-2"],"payment_token":"tok_success"}""");
        Assert.Equal((200, "80.00", "balcony"), (status, Text(booking, "total_amount"), Text(booking, "section")));
        var items = (await Service.SendAsync("GET", $"/api/v1/bookings/{id}/payment", Ann)).Body.GetProperty("items");
        Assert.Equal(["booking 50.00", "exchange 30.00"], items.EnumerateArray().Select(item => $"{Text(item, "for")} {Text(item, "amount")}"));
    }

    [Fact]
    public async Task Another_section_pays_back_as_the_policy_says_and_prints_its_own_price()
    {
        _event = await Service.Office.TheatreAsync(new Ticketing.Events.EventPolicy { RefundPercent = 50 });
        var id = await BookAsync();
        var (status, booking) = await ExchangeAsync(id, """{"section":"floor","quantity":2}""");
        Assert.Equal((200, "floor", "20.00"), (status, Text(booking, "section"), Text(booking, "refunded_amount")));
        var tickets = (await Service.SendAsync("GET", $"/api/v1/bookings/{id}/tickets", Ann)).Body.GetProperty("items");
        Assert.Equal(["floor 5.00 2", "floor 5.00 2"], tickets.EnumerateArray().Select(ticket => $"{Text(ticket, "section")} {Text(ticket, "price")} {ticket.GetProperty("revision")}"));

        // What the exchange kept is kept: half of it all comes back, on whichever way.
        var (cancelled, over, _) = await Service.SendAsync("PUT", $"/api/v1/bookings/{id}/cancel", Ann, """{"reason":"ill"}""");
        Assert.Equal((200, "25.00"), (cancelled, Text(over, "refunded_amount")));
    }

    [Fact]
    public async Task A_payment_that_needs_the_customer_is_202_and_goes_on_by_itself()
    {
        var id = await BookAsync();
        var (status, attempt) = await ExchangeAsync(id, """{"seats":["balcony-B-1","balcony-B-2"],"payment_token":"tok_action"}""");
        Assert.Equal((202, "requires_action", "exchange"), (status, Text(attempt, "state"), Text(attempt, "for")));
        Assert.Equal(200, (await Service.SendAsync("POST", $"/api/v1/payments/test/{Text(attempt, "key")}/complete", null, "{}")).Status);
        await Service.Office.UntilAsync(async () =>
        {
            Service.Office.Time.Advance(TimeSpan.FromSeconds(1));
            return Seats((await Service.SendAsync("GET", $"/api/v1/bookings/{id}", Ann)).Body).Contains("balcony-B-1");
        });
    }

    [Fact]
    public async Task An_idempotency_key_makes_one_exchange_of_two_requests()
    {
        var id = await BookAsync();
        const string body = """{"seats":["balcony-B-1","balcony-B-2"],"payment_token":"tok_success"}""";
        Assert.Equal(200, (await ExchangeAsync(id, body, "once")).Status);
        Assert.Equal(200, (await ExchangeAsync(id, body, "once")).Status);
        Assert.Equal(2, (await Service.SendAsync("GET", $"/api/v1/bookings/{id}/payment", Ann)).Body.GetProperty("items").GetArrayLength());
        Assert.Equal(422, (await ExchangeAsync(id, """{"section":"floor"}""", "once")).Status);
    }

    [Theory]
    [InlineData("{}", "section")]
    [InlineData("""{"seats":["stalls-A-3"]}""", "seats")]
    [InlineData("""{"section":"floor","quantity":3}""", "quantity")]
    [InlineData("""{"seats":["stalls-A-2","stalls-A-3"]}""", "seats")]
    [InlineData("""{"seats":["stalls-A-3","stalls-A-4"],"section":"stalls"}""", "section")]
    [InlineData("""{"section":"floor","payment_reference":"x"}""", "payment_reference")]
    public async Task What_is_wrong_with_a_wish_is_said_by_name(string body, string field)
    {
        var (status, problem) = await ExchangeAsync(await BookAsync(), body);
        Assert.Equal(422, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task An_exchange_is_refused_for_a_reason()
    {
        var id = await BookAsync();
        Assert.Equal((404, "seat_not_found"), await RefusedAsync(id, """{"seats":["stalls-Z-1","stalls-Z-2"]}"""));
        Assert.Equal((404, "section_not_found"), await RefusedAsync(id, """{"section":"moon"}"""));
        Assert.Equal((412, "stale_version"), await RefusedAsync(id, """{"section":"floor"}""", ("If-Match", "\"1\"")));
        Assert.Equal(404, (await Service.SendAsync("POST", $"/api/v1/bookings/{id}/exchange", Service.Token("mallory", Roles.Customer), """{"section":"floor"}""")).Status);
        await Service.SendAsync("PUT", $"/api/v1/bookings/{id}/cancel", Ann);
        Assert.Equal((409, "illegal_transition"), await RefusedAsync(id, """{"section":"floor"}"""));
    }

    [Fact]
    public async Task Staff_exchange_what_was_paid_elsewhere_and_say_why()
    {
        var (_, hold, _) = await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{_event}}","seats":["stalls-A-1"]}""");
        var (_, made, _) = await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"R-1"}""");
        var id = Text(made, "booking_id");
        Assert.Equal((409, "paid_elsewhere"), await RefusedAsync(id, """{"seats":["balcony-B-1"],"payment_token":"tok_success"}"""));
        foreach (var (body, field) in new[] { ("""{"seats":["balcony-B-1"],"payment_reference":"TX-1"}""", "reason"), ("""{"seats":["balcony-B-1"],"reason":"paid at the counter"}""", "payment_reference") })
        {
            var (wrong, problem, _) = await Service.SendAsync("POST", $"/api/v1/bookings/{id}/exchange", Boss, body);
            Assert.Equal(422, wrong);
            Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
        }

        var (status, booking, _) = await Service.SendAsync(
            "POST", $"/api/v1/bookings/{id}/exchange", Boss, """{"seats":["balcony-B-1"],"payment_reference":"TX-1","reason":"paid at the counter"}""");
        Assert.Equal((200, "40.00", "TX-1"), (status, Text(booking, "total_amount"), Text(booking, "payment_reference")));
    }

    [Fact]
    public async Task Places_of_several_sections_are_exchanged_for_in_one_go()
    {
        var id = await BookAsync();
        Assert.Equal((409, "seat_taken"), await TakenAsync(id));
        var (status, booking) = await ExchangeAsync(id, """{"items":[{"seats":["stalls-A-4"]},{"section":"floor","qty":1}]}""");
        Assert.Equal((200, "", "50.00", "20.00"), (status, Text(booking, "section"), Text(booking, "total_amount"), Text(booking, "refunded_amount")));
        Assert.Equal(["stalls-A-4"], Seats(booking));
        Assert.Equal(["stalls 1 25.00", "floor 1 5.00"], booking.GetProperty("price_breakdown").GetProperty("lines").EnumerateArray().Select(static line => $"{Text(line, "section")} {line.GetProperty("qty")} {Text(line, "amount")}"));
        await Service.Office.UntilCountsAsync(_event, (16, 0, 2));
    }

    [Theory]
    [InlineData("""{"items":[{"section":"floor","qty":1}]}""", "items")]
    [InlineData("""{"items":[{"section":"floor","qty":1},{"seats":["stalls-A-1"]}]}""", "items")]
    [InlineData("""{"section":"floor","items":[{"section":"floor","qty":2}]}""", "section")]
    [InlineData("""{"items":[{"qty":2}]}""", "items[0].section")]
    public async Task What_is_wrong_with_several_sections_is_said_by_name(string body, string field)
    {
        var (status, problem) = await ExchangeAsync(await BookAsync(), body);
        Assert.Equal(422, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    /// <summary>All or nothing: a seat that somebody else has keeps the booking as it was.</summary>
    private async Task<(int Status, string Code)> TakenAsync(string id)
    {
        var held = await Service.Office.HoldSeatsAsync(_event, "balcony-B-1");
        var refused = await RefusedAsync(id, """{"items":[{"section":"floor","qty":1},{"seats":["balcony-B-1"]}],"payment_token":"tok_success"}""");
        await Service.Office.ReleaseAsync(held.Answer.Hold!.HoldId, held.Token);
        return refused;
    }

    [Fact]
    public async Task The_codes_of_the_places_before_let_nobody_in_any_more()
    {
        await using var gate = new Gate(await SecuredService.StartAsync());
        var id = await gate.Service.Office.TheatreAsync();
        var (booking, before) = await gate.BookAsync(id);
        var section = Text((await gate.Service.SendAsync("GET", $"/api/v1/bookings/{booking}", gate.Ann)).Body, "section") == "floor" ? "stalls" : "floor";
        Assert.Equal(200, (await gate.Service.SendAsync("POST", $"/api/v1/bookings/{booking}/exchange", gate.Boss, $$"""{"section":"{{section}}","payment_reference":"R-2","reason":"asked for"}""")).Status);
        Assert.Equal((409, "ticket_revoked"), await SaidAsync(gate, before[0]));
        Assert.Equal([$"{booking}  2"], await gate.RevokedAsync(id));
        Assert.Equal((200, "admitted"), await SaidAsync(gate, (await gate.CodesAsync(booking))[0]));
        var (status, problem, _) = await gate.Service.SendAsync("POST", $"/api/v1/bookings/{booking}/exchange", gate.Boss, """{"section":"balcony","reason":"asked for"}""");
        Assert.Equal((409, "already_attended"), (status, Text(problem, "code")));
    }

    private static async Task<(int Status, string Said)> SaidAsync(Gate gate, string code) => await gate.ScanAsync(code) is var (status, said, _) ? (status, said) : default;

    private async Task<string> BookAsync()
    {
        var (status, booking, _) = await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"event_id":"{{_event}}","seats":["stalls-A-1","stalls-A-2"]}""");
        Assert.Equal(201, status);
        Assert.Equal(200, (await Service.SendAsync("POST", $"/api/v1/bookings/{Text(booking, "id")}/pay", Ann, """{"payment_token":"tok_success"}""")).Status);
        return Text(booking, "id");
    }

    private async Task<(int Status, JsonElement Body)> ExchangeAsync(string id, string body, string? key = null)
    {
        (string, string)[] headers = key is null ? [] : [("Idempotency-Key", key)];
        var (status, answer, _) = await Service.SendAsync("POST", $"/api/v1/bookings/{id}/exchange", Ann, body, headers);
        return (status, answer);
    }

    private async Task<(int Status, string Code)> RefusedAsync(string id, string body, params (string Name, string Value)[] headers)
    {
        var (status, problem, _) = await Service.SendAsync("POST", $"/api/v1/bookings/{id}/exchange", Ann, body, headers);
        return (status, Text(problem, "code"));
    }

    private static IEnumerable<string?> Seats(JsonElement booking) => booking.GetProperty("seats").EnumerateArray().Select(static seat => seat.GetString());

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
