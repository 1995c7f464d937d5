using System.Text.Json;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Payments;

/// <summary>What costs something is booked by a payment or by staff who saw one; what costs nothing is booked at once.</summary>
public sealed class PaidMeansPaidTests : IAsyncLifetime
{
    private SecuredService? _service;
    private EventId _event;

    private SecuredService Service => _service!;

    private string Ann => Service.Token("ann", Roles.Customer);

    private string Boss => Service.Token("boss", Roles.Admin);

    public async Task InitializeAsync()
    {
        _service = await SecuredService.StartAsync(Forge.Options with { GuestCheckout = true });
        _event = await Service.Office.GeneralEventAsync(400, new EventPolicy { MaxQuantity = 300 });
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Theory]
    [InlineData(true, 2)]
    [InlineData(true, 300)]
    [InlineData(false, 2)]
    [InlineData(false, 300)]
    public async Task Nobody_gets_what_costs_something_by_holding_it(bool isGuest, int places)
    {
        // More than a pool has, too: then a hold grain coordinates.
        var buyer = isGuest ? null : Ann;
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", buyer, $$"""{"event_id":"{{_event}}","qty":{{places}}}""")).Body;
        var proof = $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_token":"{{Text(hold, "payment_token")}}"}""";
        await RequiredAsync(buyer, proof, hold);
        var (opened, pending, _) = await Service.SendAsync("POST", "/api/v1/bookings", buyer, proof);
        Assert.Equal((201, "pending"), (opened, Text(pending, "status")));
        await RequiredAsync(buyer, proof, hold);
        Assert.Equal((400 - places, places, 0), await Service.Office.CountsAsync(_event));

        var (status, cancelled, _) = await Service.SendAsync("PUT", $"/api/v1/bookings/{Text(pending, "id")}/cancel", buyer, null, Shows(hold));
        Assert.Equal((200, "cancelled", "0.00"), (status, Text(cancelled, "status"), Text(cancelled, "refunded_amount")));
        Assert.Equal((400, 0, 0), await Service.Office.CountsAsync(_event));
    }

    [Fact]
    public async Task A_guest_who_books_in_one_step_is_told_all_that_paying_needs()
    {
        var (refused, due, _) = await Service.SendAsync("POST", "/api/v1/book", null, $$"""{"event_id":"{{_event}}","qty":2,"email":"guest@example.org"}""");
        Assert.Equal((402, "payment_required", "10.00", "USD"), (refused, Text(due, "code"), Text(due, "total_amount"), Text(due, "currency")));
        Assert.Equal(
            $"It costs 10.00 USD. Open a booking of the hold with POST /api/v1/bookings, and pay that with POST {Text(due, "pay_url")}.", Text(due, "detail"));

        var opening = $$"""{"hold_id":"{{Text(due, "hold_id")}}","payment_token":"{{Text(due, "payment_token")}}","email":"guest@example.org"}""";
        var (_, pending, _) = await Service.SendAsync("POST", "/api/v1/bookings", null, opening);
        Assert.Equal((Text(due, "booking_id"), "pending", "guest@example.org"), (Text(pending, "id"), Text(pending, "status"), Text(pending, "email")));
        Assert.Equal(404, (await Service.SendAsync("POST", Text(due, "pay_url"), null, """{"payment_token":"tok_success"}""")).Status);
        Assert.Equal(200, (await Service.SendAsync("POST", Text(due, "pay_url"), null, """{"payment_token":"tok_success"}""", Shows(due))).Status);

        var (again, booking, _) = await Service.SendAsync("POST", "/api/v1/book", null, opening);
        Assert.Equal((200, "confirmed", "completed", "test"), (again, Text(booking, "status"), Text(booking, "payment_status"), Text(booking, "payment_provider")));
        Assert.Equal(["authorize", "capture"], Service.Office.Payments.Asked);
    }

    [Fact]
    public async Task A_customer_who_books_in_one_step_pays_the_hold_that_stays()
    {
        var (refused, due, _) = await Service.SendAsync("POST", "/api/v1/book", Ann, $$"""{"event_id":"{{_event}}","qty":2}""");
        Assert.Equal((402, false), (refused, due.TryGetProperty("payment_token", out _)));
        Assert.Equal((398, 2, 0), await Service.Office.CountsAsync(_event));
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/bookings", Ann, $$"""{"hold_id":"{{Text(due, "hold_id")}}"}""")).Status);
        Assert.Equal(200, (await Service.SendAsync("POST", Text(due, "pay_url"), Ann, """{"payment_token":"tok_success"}""")).Status);
        Assert.Equal((398, 0, 2), await Service.Office.CountsAsync(_event));
    }

    [Fact]
    public async Task A_guest_who_opens_a_booking_at_once_is_given_the_token_that_pays_it()
    {
        var (status, pending, headers) = await Service.SendAsync("POST", "/api/v1/bookings", null, $$"""{"event_id":"{{_event}}","quantity":2}""");
        Assert.Equal((201, "pending", JsonValueKind.Null), (status, Text(pending, "status"), pending.GetProperty("user_id").ValueKind));
        var path = headers.Location!.OriginalString;
        Assert.Equal(200, (await Service.SendAsync("POST", path + "/pay", null, """{"payment_token":"tok_success"}""", Shows(pending))).Status);
        var steps = (await Service.SendAsync("GET", path + "/history", null, null, Shows(pending))).Body.GetProperty("items").EnumerateArray();
        Assert.Equal(["pending guest", "pending guest", "confirmed payment", "confirmed system"], steps.Select(static step => $"{Text(step, "status")} {Text(step, "by")}"));
    }

    [Fact]
    public async Task Where_payments_are_settled_elsewhere_the_refusal_says_so()
    {
        await using var service = await SecuredService.StartAsync(isPaidElsewhere: true);
        var id = await service.Office.GeneralEventAsync(10);
        var (status, due, _) = await service.SendAsync("POST", "/api/v1/book", service.Token("ann", Roles.Customer), $$"""{"event_id":"{{id}}","qty":1}""");
        Assert.Equal((402, JsonValueKind.Null), (status, due.GetProperty("pay_url").ValueKind));
        Assert.Equal(
            "It costs 5.00 USD. Open a booking of the hold with POST /api/v1/bookings, and pay as the organizer says: staff confirm it when they have seen the payment.",
            Text(due, "detail"));
    }

    [Theory]
    [InlineData(Roles.Admin, 2)]
    [InlineData(Roles.Admin, 300)]
    [InlineData(Roles.Organizer, 2)]
    public async Task Staff_who_saw_the_money_book_anybodys_hold_and_are_noted(Roles role, int places)
    {
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{_event}}","qty":{{places}}}""")).Body;
        var staff = Service.Token("otto", role);
        var sale = $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_method":"cash","payment_reference":"R-7","reason":"at the door"}""";
        var (status, booked, _) = await Service.SendAsync("POST", "/api/v1/book", staff, sale);
        Assert.Equal((201, "confirmed", "cash", "R-7"), (status, Text(booked, "status"), Text(booked, "payment_method"), Text(booked, "payment_reference")));
        Assert.Equal(200, (await Service.SendAsync("POST", "/api/v1/book", staff, sale)).Status);

        var path = "/api/v1/bookings/" + Text(booked, "id");
        var known = (await Service.SendAsync("GET", path, null, null, Shows(hold))).Body;
        Assert.Equal(("completed", "external", "cash", "R-7"), (Text(known, "payment_status"), Text(known, "payment_provider"), Text(known, "payment_method"), Text(known, "payment_reference")));
        var step = Assert.Single((await Service.SendAsync("GET", path + "/history", staff)).Body.GetProperty("items").EnumerateArray());
        Assert.Equal(("confirmed", "otto", "at the door"), (Text(step, "status"), Text(step, "by"), Text(step, "why")));
        var noted = (await Service.SendAsync("GET", "/api/v1/admin/audit", Boss)).Body.GetProperty("items").EnumerateArray();
        Assert.Equal(["otto /api/v1/book at the door 200", "otto /api/v1/book at the door 201"], noted.Select(static item =>
            $"{Text(item, "by")} {Text(item, "path")} {Text(item, "reason")} {item.GetProperty("status")}"));
    }

    [Fact]
    public async Task Staff_sell_at_the_counter_in_one_step()
    {
        var (status, booked, _) = await Service.SendAsync(
            "POST", "/api/v1/book", Boss, $$"""{"event_id":"{{_event}}","qty":2,"customer_id":"ann","payment_method":"card","payment_reference":"R-8"}""");
        Assert.Equal((201, "ann", "card"), (status, Text(booked, "customer_id"), Text(booked, "payment_method")));
        Assert.Equal((398, 0, 2), await Service.Office.CountsAsync(_event));
    }

    [Theory]
    [InlineData("""{"payment_method":"cash"}""", "payment_reference")]
    [InlineData("""{"payment_reference":"R-1"}""", "payment_method")]
    public async Task Staff_say_how_it_was_paid_and_what_that_is_called(string members, string missing)
    {
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{_event}}","qty":1}""")).Body;
        var (status, problem, _) = await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"hold_id":"{{Text(hold, "hold_id")}}",{{members[1..]}}""");
        Assert.Equal(422, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty(missing, out _), problem.GetRawText());
        Assert.Equal((399, 1, 0), await Service.Office.CountsAsync(_event));
    }

    [Fact]
    public async Task Nobody_else_vouches_and_staff_who_vouch_for_nothing_are_asked_to_pay()
    {
        var hold = (await Service.SendAsync("POST", "/api/v1/holds", Ann, $$"""{"event_id":"{{_event}}","qty":1}""")).Body;
        var proof = $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_token":"{{Text(hold, "payment_token")}}","payment_method":"cash","payment_reference":"R-1"}""";
        foreach (var buyer in new[] { null, Ann, Service.Token("bob", Roles.Customer) })
        {
            var (status, problem, _) = await Service.SendAsync("POST", "/api/v1/book", buyer, proof);
            Assert.Equal((403, "forbidden"), (status, Text(problem, "code")));
        }

        Assert.Equal(402, (await Service.SendAsync("POST", "/api/v1/book", Boss, $$"""{"event_id":"{{_event}}","qty":1}""")).Status);
        Assert.Equal((398, 2, 0), await Service.Office.CountsAsync(_event));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 2)]
    [InlineData(false, 300)]
    public async Task What_costs_nothing_is_confirmed_at_once_whichever_way_it_is_booked(bool isGuest, int places)
    {
        var buyer = isGuest ? null : Ann;
        var free = await Service.Office.FreeEventAsync(2_000, new EventPolicy { MaxQuantity = 300 });
        var (status, booking, _) = await Service.SendAsync("POST", "/api/v1/bookings", buyer, $$"""{"event_id":"{{free}}","quantity":{{places}},"payment_method":"card"}""");
        Assert.Equal((201, "confirmed", "completed", "0.00"), (status, Text(booking, "status"), Text(booking, "payment_status"), Text(booking, "total_amount")));

        var hold = (await Service.SendAsync("POST", "/api/v1/holds", buyer, $$"""{"event_id":"{{free}}","qty":{{places}}}""")).Body;
        var proof = $$"""{"hold_id":"{{Text(hold, "hold_id")}}","payment_token":"{{Text(hold, "payment_token")}}"}""";
        var (opened, first, _) = await Service.SendAsync("POST", "/api/v1/bookings", buyer, proof);
        var (repeated, again, _) = await Service.SendAsync("POST", "/api/v1/bookings", buyer, proof);
        Assert.Equal((201, "confirmed", 200, Text(first, "id")), (opened, Text(first, "status"), repeated, Text(again, "id")));
        Assert.Equal(200, (await Service.SendAsync("POST", "/api/v1/book", buyer, proof)).Status);
        Assert.Equal(201, (await Service.SendAsync("POST", "/api/v1/book", buyer, $$"""{"event_id":"{{free}}","qty":{{places}}}""")).Status);
        await Service.Office.UntilCountsAsync(free, (2_000 - (3 * places), 0, 3 * places));

        var (refused, problem, _) = await Service.SendAsync("POST", $"/api/v1/bookings/{Text(first, "id")}/pay", buyer, """{"payment_token":"tok_success"}""", Shows(hold));
        Assert.Equal((409, "illegal_transition"), (refused, Text(problem, "code")));
        Assert.Empty(Service.Office.Payments.Asked);
    }

    [Fact]
    public void What_staff_said_reaches_the_booking_with_its_hold_whoever_brings_it()
    {
        var hold = new HoldView
        {
            HoldId = HoldId.InUnit(1, 0, 0, 7),
            Status = HoldStatus.Confirmed,
            ConfirmedAt = DateTimeOffset.UnixEpoch,
            AmountMinor = 500,
            Voucher = new PaymentVoucher { By = "otto", Method = "cash", Reference = "R-7", Why = "at the door" },
        };
        var booking = BookingDecisions.Open(new BookingState(), hold).Next!;
        Assert.Equal(("cash", "R-7"), (booking.PaymentMethod, booking.PaymentReference));
        Assert.Equal(("otto", "at the door"), (booking.Audit[0].By, booking.Audit[0].Why));
    }

    private async Task RequiredAsync(string? buyer, string proof, JsonElement hold)
    {
        var (status, due, _) = await Service.SendAsync("POST", "/api/v1/book", buyer, proof);
        Assert.Equal((402, "payment_required", Text(hold, "hold_id")), (status, Text(due, "code"), Text(due, "hold_id")));
        Assert.Equal($"/api/v1/bookings/{Text(due, "booking_id")}/pay", Text(due, "pay_url"));
        Assert.Equal(Text(hold, "total_amount"), Text(due, "total_amount"));
        Assert.False(due.TryGetProperty("payment_token", out _));
        Assert.Equal("active", Text((await Service.SendAsync("GET", "/api/v1/holds/" + Text(hold, "hold_id"), buyer, null, Shows(hold))).Body, "status"));
    }

    private static (string, string) Shows(JsonElement hold) => ("X-Payment-Token", Text(hold, "payment_token"));

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
