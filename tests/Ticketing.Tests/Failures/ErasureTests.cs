using System.Text;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>Who asked to be forgotten is forgotten, whatever happens on the way.</summary>
public sealed class ErasureTests
{
    private const string Ann = "ann-of-the-first-row";

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("ticketing.booking/", false)]
    [InlineData("ticketing.pool/", false)]
    [InlineData("ticketing.hold/", false)]
    [InlineData("ticketing.customer/", false)]
    [InlineData("ticketing.erasure/", false)]
    [InlineData("ticketing.directory", false)]
    public async Task Nothing_that_is_stored_names_the_customer_and_the_bookings_are_what_they_were(string failing, bool crash)
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(1_000, new EventPolicy { MaxQuantity = 600 });
        await office.Grains.GetGrain<ICustomerGrain>(Ann).Put(new CustomerView { Name = Ann, Email = Ann + "@example.org" }, null);
        var (small, large) = (await BookAsync(office, id, 2, Ann), await BookAsync(office, id, 300, Ann));
        var others = await BookAsync(office, id, 3, "bob");
        var cancelled = await BookAsync(office, id, 4, Ann);
        await office.Bookings.FindAsync(new BookingId(Guid.Parse(Orleans.GrainExtensions.GetPrimaryKeyString(cancelled))));
        Assert.Null((await cancelled.Cancel(new CancelBooking { By = Ann, Why = $"{Ann} is ill" })).Refusal);
        var pending = (await office.Holds.PlaceAsync(new HoldRequest { Event = id, Quantity = 5, Customer = Ann, Ttl = TimeSpan.FromHours(2) })).Answer.Hold!;
        var waiting = office.Grains.GetGrain<IBookingGrain>(BookingId.Of(pending.HoldId).GrainKey());
        Assert.Null((await waiting.Start(new StartBooking { Hold = pending, Customer = Ann })).Refusal);
        await office.MinutesUntilAsync(async () => await office.CountsAsync(id) == (690, 5, 305));
        Assert.NotEmpty(Naming(office, Ann));
        var before = await office.CountsAsync(id);

        if (failing.Length > 0)
        {
            office.Store.FailOnce(failing, WriteFault.AfterEffect, passing: 1);
        }

        await StartAsync(office);
        if (crash)
        {
            await office.CrashAsync();
        }

        await office.MinutesUntilAsync(async () => await office.Grains.GetGrain<IErasureGrain>(Ann).Get() is { FinishedAt: not null });
        await office.MinutesUntilAsync(() => Task.FromResult(office.PassingReminders <= 2));
        Assert.Empty(Naming(office, Ann));
        Assert.Equal(before, await office.CountsAsync(id));

        List<string> names = [];
        foreach (var booking in new[] { small, large, cancelled, waiting })
        {
            var view = (await Again(office, booking).Get())!;
            names.Add(view.Customer!);
            var history = await Again(office, booking).History();
            Assert.Equal(Enumerable.Range(1, (int)view.Version).Select(version => (long)version), history.Select(step => step.Version));
            Assert.All(history, step => Assert.DoesNotContain(Ann, step.By + step.Why, StringComparison.Ordinal));
        }

        Assert.StartsWith("erased:", Assert.Single(names.Distinct()), StringComparison.Ordinal);
        Assert.Equal("bob", (await Again(office, others).Get())!.Customer);
        Assert.Equal(BookingStatus.Cancelled, (await Again(office, cancelled).Get())!.Status);

        // What was pending is still to be paid, and sold when it is.
        Assert.Null((await office.Grains.HomeOf(pending.HoldId).Book(new BookHold(pending.HoldId, 0) { Authorized = true })).Refusal);
        await office.MinutesUntilAsync(async () => (await Again(office, waiting).Get())!.Status == BookingStatus.Confirmed);
        Assert.Empty(Naming(office, Ann));
    }

    [Fact]
    public async Task A_pending_booking_under_a_limit_per_customer_can_still_be_paid()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10, new EventPolicy { MaxPerCustomer = 4 });
        var hold = (await office.Holds.PlaceAsync(new HoldRequest { Event = id, Quantity = 4, Customer = Ann, Ttl = TimeSpan.FromHours(2) })).Answer.Hold!;
        var booking = office.Grains.GetGrain<IBookingGrain>(BookingId.Of(hold.HoldId).GrainKey());
        Assert.Null((await booking.Start(new StartBooking { Hold = hold, Customer = Ann })).Refusal);
        await StartAsync(office);
        await office.MinutesUntilAsync(async () => await office.Grains.GetGrain<IErasureGrain>(Ann).Get() is { FinishedAt: not null });
        Assert.Null((await office.Grains.HomeOf(hold.HoldId).Book(new BookHold(hold.HoldId, 0) { Authorized = true })).Refusal);
        await office.MinutesUntilAsync(async () => (await booking.Get())!.Status == BookingStatus.Confirmed);
        await office.MinutesUntilAsync(async () => await office.CountsAsync(id) == (6, 0, 4));
        Assert.All(Naming(office, Ann), key => Assert.StartsWith("ticketing.allowance/", key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_booking_that_comes_late_is_found_and_a_new_one_after_the_end_is_the_customers()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        var hold = await office.HoldAsync(id, 2, Ann);
        await StartAsync(office);
        Assert.Null((await office.SellAsync(hold.Answer.Hold!.HoldId, hold.Token!)).Refusal);
        await office.MinutesUntilAsync(async () => await office.Grains.GetGrain<IErasureGrain>(Ann).Get() is { FinishedAt: not null, Bookings: 1 });
        Assert.Empty(Naming(office, Ann));
        var later = await BookAsync(office, id, 1, Ann);
        await office.MinutesUntilAsync(async () => await later.Get() is { Customer: Ann });
        Assert.NotEmpty(Naming(office, Ann));
    }

    private static async Task StartAsync(BoxOffice office)
    {
        try
        {
            await office.Grains.GetGrain<IErasureGrain>(Ann).Start("boss", "asked for");
        }
        catch (OutcomeUnknownException)
        {
            await office.Grains.GetGrain<IErasureGrain>(Ann).Start("boss", "asked for");
        }
    }

    /// <summary>Keys of all that is stored and names them.</summary>
    private static string[] Naming(BoxOffice office, string name) =>
    [
        .. office.Store.Stored("")
            .Where(stored => (stored.Key.Contains(name, StringComparison.Ordinal) && !stored.Key.Contains("ticketing.erasure/", StringComparison.Ordinal))
                || stored.Value.ToMemory().Span.IndexOf(Encoding.UTF8.GetBytes(name)) >= 0)
            .Select(static stored => stored.Key),
    ];

    private static async Task<IBookingGrain> BookAsync(BoxOffice office, EventId id, int quantity, string customer)
    {
        var placed = await office.Holds.PlaceAsync(new HoldRequest { Event = id, Quantity = quantity, Customer = customer, Ttl = TimeSpan.FromHours(2) });
        Assert.Null(placed.Answer.Refusal);
        var booked = await office.SellAsync(placed.Answer.Hold!.HoldId, placed.Token!, customer + "@example.org");
        return office.Grains.GetGrain<IBookingGrain>(BookingId.Of(booked.Hold!.HoldId).GrainKey());
    }

    private static IBookingGrain Again(BoxOffice office, IBookingGrain booking) =>
        office.Grains.GetGrain<IBookingGrain>(Orleans.GrainExtensions.GetPrimaryKeyString(booking));
}
