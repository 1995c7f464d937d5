using System.Text;
using Ticketing.Auditing;
using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Directories;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Tests.Harness;
using Ticketing.Tickets;
using Ticketing.Waitlists;
using Ticketing.Webhooks;

namespace Ticketing.Tests.Failures;

/// <summary>A customer who left traces wherever one can: after the erasure no stored byte says who they are.</summary>
public sealed class ErasureEverywhereTests
{
    private const string Ann = "https://id.example/ann \"7\"";
    private const string Name = "Annabella of the First Row";
    private const string Email = "annabella@first-row.example";

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("ticketing.feed/", false)]
    [InlineData("ticketing.feed/", true)]
    [InlineData("ticketing.feed-page/", true)]
    [InlineData("ticketing.waitlist-page/", false)]
    [InlineData("ticketing.hold/", true)]
    [InlineData("ticketing.audit-log/", true)]
    [InlineData("ticketing.audit-log-page/", false)]
    public async Task No_state_names_the_customer(string failing, bool crash)
    {
        await using var office = new BoxOffice();
        var entries = await LeaveTracesAsync(office);
        if (failing.Length > 0)
        {
            office.Store.FailOnce(failing, WriteFault.AfterEffect, passing: 1);
        }

        await InsistAsync(office, () => Erasure(office).Start("boss", "asked for"));
        if (crash)
        {
            await office.CrashAsync();
        }

        await EndsAsync(office);
        Assert.Empty(Naming(office));

        // Active entries were cancelled, and what they kept is free; what was over is what it was, with its history.
        var views = await Task.WhenAll(entries.Select(async id => (await Line(office, id).Get(id))!.Entry));
        Assert.Equal([WaitlistStatus.Cancelled, WaitlistStatus.Cancelled, WaitlistStatus.Booked, WaitlistStatus.Cancelled], views.Select(entry => entry.Status));
        Assert.Equal([2, 3, 3, 2], views.Select(entry => entry.Steps.Length));
        Assert.StartsWith("erased:", Assert.Single(views.Select(entry => entry.Customer).Distinct()), StringComparison.Ordinal);
        Assert.Equal(0, (await office.CountsAsync(entries[1].Event)).Held);

        // Events that wait for their receiver are told with the pseudonym; records still say who did what and why.
        var hook = office.Grains.GetGrain<IWebhookGrain>(Guid.Empty.ToString("N"));
        Assert.True((await hook.Get())!.Waiting > 0);
        var log = office.Grains.GetGrain<IAuditLogGrain>(IAuditLogGrain.All);
        var record = (await log.Page(0))[0];
        Assert.Equal(("/api/v1/admin/customers/erased/block", "erased", "boss", "charged back", 200), (record.Path, record.Target, record.By, record.Reason, record.Status));
        Assert.Equal("/api/v1/admin/customers/bob/block", (await log.Page(0))[1].Path);
    }

    private async Task<WaitlistEntryId[]> LeaveTracesAsync(BoxOffice office)
    {
        // Nothing gets through to the receiver, so the feed keeps all that happens.
        office.Receiver.Answer = static _ => new WebhookReply(503);
        Assert.NotNull(await office.Grains.GetGrain<IWebhookGrain>(Guid.Empty.ToString("N")).Create(1, new WebhookSpec { Url = "https://shop.example/hook" }));
        await office.Grains.GetGrain<ICustomerGrain>(Ann).Put(new CustomerView { Name = Name, Email = Email }, null);

        var concert = await office.GeneralEventAsync(200);
        for (var i = 0; i < 80; i++)
        {
            await BookAsync(office, concert, 1, i % 4 == 0 ? "bob" : Ann);
        }

        await PassOnAsync(office, concert);
        var log = office.Grains.GetGrain<IAuditLogGrain>(IAuditLogGrain.All);
        for (var i = 0; i < 80; i++)
        {
            var id = new Guid(i + 1, 0, 0, new byte[8]);
            var customer = i % 2 == 0 ? Ann : "bob";
            var position = await log.Append(new AuditRecord
            {
                Id = id,
                By = "boss",
                Method = "PUT",
                Path = $"/api/v1/admin/customers/{customer.Replace("/", "%2F", StringComparison.Ordinal)}/block",
                Target = customer,
                Reason = "charged back",
            });
            await log.Complete(position, new AuditOutcome(id, 200, null, null));
        }

        var waits = await JoinAsync(office);
        var offered = await JoinAsync(office, free: true);
        var booked = await JoinAsync(office, free: true);
        var left = await JoinAsync(office);
        var hold = (await office.GetAsync((await Line(office, booked).Get(booked))!.Hold!.Value)).Hold!;
        Assert.Null((await Booking(office, hold.HoldId).Start(new StartBooking { Hold = hold, Customer = Ann })).Refusal);
        Assert.Null((await Line(office, booked).Booked(booked)).Refusal);
        Assert.Null((await Line(office, left).Cancel(new CancelEntry { Id = left, By = Ann, Why = $"{Name} is ill" })).Refusal);

        // All 61 and the one of the offer are booked and listed; minutes pass here faster than what happens in them.
        await office.MinutesUntilAsync(async () => (await office.Grains.GetGrain<IDirectoryGrain>(CustomerBookings.Directory(Ann)).List(0, 100)).Ids.Length == 62);
        Assert.Contains(Naming(office), key => key.StartsWith("ticketing.feed-page/", StringComparison.Ordinal));
        Assert.Contains(Naming(office), key => key.StartsWith("ticketing.audit-log-page/", StringComparison.Ordinal));
        return [waits, offered, booked, left];
    }

    /// <summary>She has a ticket of Bob's, has passed one on to Carl, and one of her own to Bob.</summary>
    private static async Task PassOnAsync(BoxOffice office, EventId concert)
    {
        foreach (var (booker, passes) in new[] { ("bob", new[] { ("bob", Ann) }), ("bob", [("bob", Ann), (Ann, "carl")]), (Ann, [(Ann, "bob")]) })
        {
            var booking = Booking(office, await BookAsync(office, concert, 1, booker));
            await office.MinutesUntilAsync(async () => await booking.Get() is not null);
            foreach (var (by, to) in passes)
            {
                var revision = (await booking.Get())!.RevisionOf(1);
                Assert.Null((await booking.Transfer(new TransferTicket { Place = 1, Revision = revision, To = to, By = by, Why = by == Ann ? $"{Name} is ill" : null })).Refusal);
            }
        }
    }

    /// <summary>An event of its own, sold out; with <paramref name="free"/> a place comes back and is offered.</summary>
    private static async Task<WaitlistEntryId> JoinAsync(BoxOffice office, bool free = false)
    {
        var id = await office.GeneralEventAsync(1);
        var sold = await BookAsync(office, id, 1, "bob");
        var line = office.Grains.GetGrain<IWaitlistGrain>(GrainKeys.Event(id.Key));
        var joined = await line.Join(new JoinWaitlist { EventId = id, Request = (UInt128)id.Key, Customer = Ann, Quantity = 1, By = Ann });
        Assert.Null(joined.Refusal);
        var entry = joined.Entry!.Entry.Id;
        if (free)
        {
            await office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(sold.EventKey, sold.Block)).Return(BookingId.Of(sold));
            await office.MinutesUntilAsync(async () => (await line.Get(entry))!.Entry.Status == WaitlistStatus.Notified);
        }

        return entry;
    }

    private static async Task<HoldId> BookAsync(BoxOffice office, EventId id, int quantity, string customer)
    {
        var placed = await office.HoldAsync(id, quantity, customer);
        Assert.Null((await office.SellAsync(placed.Answer.Hold!.HoldId, placed.Token!, customer == Ann ? Email : null)).Refusal);
        return placed.Answer.Hold.HoldId;
    }

    private static Task EndsAsync(BoxOffice office) =>
        office.MinutesUntilAsync(async () => await Erasure(office).Get() is { FinishedAt: not null });

    /// <summary>Keys of all that is stored and says who it was. That there was an erasure, and whose, is kept on purpose.</summary>
    private static string[] Naming(BoxOffice office) =>
    [
        .. office.Store.Stored("")
            .Where(static stored => !stored.Key.Contains("ticketing.erasure/", StringComparison.Ordinal)
                && (stored.Key.Contains(Ann, StringComparison.Ordinal) || Traces.Any(trace => stored.Value.ToMemory().Span.IndexOf(trace) >= 0)))
            .Select(static stored => stored.Key),
    ];

    private static byte[][] Traces { get; } = [.. new[] { Ann, "id.example/ann", Name, Email }.Select(Encoding.UTF8.GetBytes)];

    private static async Task InsistAsync(BoxOffice office, Func<Task> command)
    {
        try
        {
            await command();
        }
        catch (OutcomeUnknownException)
        {
            office.Store.Mend();
            await command();
        }
    }

    private static IErasureGrain Erasure(BoxOffice office) => office.Grains.GetGrain<IErasureGrain>(Ann);

    private static IWaitlistGrain Line(BoxOffice office, WaitlistEntryId id) => office.Grains.GetGrain<IWaitlistGrain>(GrainKeys.Event(id.Event.Key));

    private static IBookingGrain Booking(BoxOffice office, HoldId hold) => office.Grains.GetGrain<IBookingGrain>(BookingId.Of(hold).GrainKey());
}
