using System.Text.Json;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Security;
using Ticketing.Tests.Security;

namespace Ticketing.Tests.Bookings;

/// <summary>A guest says where they can be written to, and it goes with the booking and nowhere else.</summary>
public sealed class GuestEmailTests : IAsyncLifetime
{
    private const string Address = "ann@example.org";
    private SecuredService? _service;

    private SecuredService Service => _service!;

    public async Task InitializeAsync() => _service = await SecuredService.StartAsync(Forge.Options with { Mode = AuthMode.Guest });

    public async Task DisposeAsync() => await Service.DisposeAsync();

    [Theory]
    [InlineData(2)]
    [InlineData(300)]
    public async Task A_guests_address_is_the_bookings_and_leaves_the_inventory(int places)
    {
        // Of more than one pool, too: then a hold grain coordinates.
        var id = await Service.Office.FreeEventAsync(400, new EventPolicy { MaxQuantity = 1_000 });
        var (status, hold, _) = await Service.SendAsync("POST", "/api/v1/holds", null, $$"""{"event_id":"{{id}}","qty":{{places}}}""");
        Assert.Equal(201, status);
        var (holdId, token) = (Text(hold, "hold_id"), Text(hold, "payment_token"));
        var booked = await Service.SendAsync("POST", "/api/v1/book", null, $$"""{"hold_id":"{{holdId}}","payment_token":"{{token}}","email":"{{Address}}"}""");
        Assert.Equal((201, Address), (booked.Status, Text(booked.Body, "email")));
        var path = "/api/v1/bookings/" + Text(booked.Body, "id");
        Assert.Equal(Address, Text((await Service.SendAsync("GET", path, null, null, ("X-Payment-Token", token))).Body, "email"));
        Assert.Equal(JsonValueKind.Null, (await Service.SendAsync("GET", path)).Body.GetProperty("email").ValueKind);
        Assert.Equal(Address, Text((await Service.SendAsync("GET", "/api/v1/admin/bookings/" + Text(booked.Body, "id"), Service.Token("boss", Roles.Admin))).Body, "email"));
        var home = Service.Office.Grains.HomeOf(HoldIdOf(holdId));
        await Service.Office.UntilAsync(async () =>
        {
            Service.Office.Time.Advance(TimeSpan.FromMilliseconds(20));
            return (await home.Get(HoldIdOf(holdId))).Hold!.Email is null;
        });
        Assert.Equal(Address, Text((await Service.SendAsync("GET", path, null, null, ("X-Payment-Token", token))).Body, "email"));
        Assert.Equal(JsonValueKind.Null, (await Service.SendAsync("GET", path)).Body.GetProperty("email").ValueKind);
    }

    [Fact]
    public async Task Booking_in_one_step_takes_it_too_and_only_its_owner_and_staff_see_it()
    {
        var id = await Service.Office.FreeEventAsync(10);
        var (status, booking, _) = await Service.SendAsync(
            "POST", "/api/v1/book", Service.Token("ann", Roles.Customer), $$"""{"event_id":"{{id}}","qty":2,"email":"{{Address}}"}""");
        Assert.Equal((201, Address), (status, Text(booking, "email")));
        var path = "/api/v1/bookings/" + Text(booking, "id");
        Assert.Equal(Address, Text((await Service.SendAsync("GET", path, Service.Token("ann", Roles.Customer))).Body, "email"));
        Assert.Equal(Address, Text((await Service.SendAsync("GET", path, Service.Token("olga", Roles.Organizer))).Body, "email"));
        var guest = await Service.SendAsync("GET", path);
        Assert.Equal((200, JsonValueKind.Null), (guest.Status, guest.Body.GetProperty("email").ValueKind));
    }

    [Theory]
    [InlineData("""{"hold_id":"8242d34d-8040-8000-8000-000000000001","payment_token":"x","email":"ann"}""")]
    [InlineData("""{"event_id":"4242d34d-8040-8000-8000-000000000000","qty":2,"email":"Ann <ann@example.org>"}""")]
    public async Task What_is_no_address_is_refused(string body)
    {
        var (status, problem, _) = await Service.SendAsync("POST", "/api/v1/book", null, body);
        Assert.Equal(422, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty("email", out _));
    }

    [Fact]
    public void A_pending_booking_takes_the_address_that_its_confirmation_brings()
    {
        var hold = new HoldView { HoldId = HoldId.InUnit(1, 0, 0, 7), Status = HoldStatus.Confirmed, ConfirmedAt = DateTimeOffset.UnixEpoch, Email = Address };
        var pending = BookingDecisions.Start(new BookingState(), new StartBooking { Hold = hold with { Status = HoldStatus.Active, Email = null }, Customer = "ann" }, DateTimeOffset.UnixEpoch).Next!;
        var confirmed = BookingDecisions.Open(pending, hold).Next!;
        Assert.Equal((Address, 2), (confirmed.Email, confirmed.Audit.Count));
        Assert.Null(BookingDecisions.Open(confirmed, hold with { Email = null }).Next);
    }

    private static HoldId HoldIdOf(string text) => HoldId.TryFrom(Guid.Parse(text), out var hold) ? hold : throw new ArgumentException(text);

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
