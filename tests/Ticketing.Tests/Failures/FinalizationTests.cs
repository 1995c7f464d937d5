using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Feeds;
using Ticketing.Finalization;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using Ticketing.Mail;
using Ticketing.Tests.Harness;

namespace Ticketing.Tests.Failures;

/// <summary>Every confirmed booking gets its tickets, and its letter where there is an address, whatever fails on the way.</summary>
public sealed class FinalizationTests
{
    private const string Follower = "test";

    [Fact]
    public async Task A_confirmed_booking_is_finalized_in_the_background_and_told_once()
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow(Follower, holds: false);
        var booking = await BookAsync(office, await office.GeneralEventAsync(10), "ann");
        await FinalizedAsync(office, booking);
        Assert.Equal([$"{booking}-1", $"{booking}-finalized"], await ToldAsync(office, booking));
        var progress = await Finalizer(office).Progress();
        Assert.Equal((0L, 1L, 0, null), (progress.Pending, progress.Finalized, progress.Dead, progress.OldestPendingAt));
        Assert.Equal(1, (await Grain(office, booking).Get())!.Version);
    }

    [Fact]
    public async Task Many_bookings_cost_few_writes_of_the_worker_and_one_each_beside_that_of_their_receipt()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(200);
        List<BookingId> bookings = [];
        for (var number = 0; number < 100; number++)
        {
            bookings.Add(await ConfirmAsync(office, id, null));
        }

        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()) is { Pending: 0, Finalized: 100 });
        Assert.InRange(office.Store.WritesTo("ticketing.finalizer/"), 4, 40);
        Assert.Equal(300, bookings.Sum(booking => office.Store.WritesTo($"ticketing.booking/{booking.GrainKey()}/")));
    }

    [Fact]
    public async Task What_is_paid_later_is_finalized_when_it_is_confirmed_and_not_before()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(400);
        var placed = await office.Holds.PlaceAsync(new HoldRequest { Event = id, Quantity = 2, Customer = "ann", Ttl = TimeSpan.FromHours(2) });
        var booking = BookingId.Of(placed.Answer.Hold!.HoldId);
        await Grain(office, booking).Start(new StartBooking { Hold = placed.Answer.Hold!, Customer = "ann" });

        // Its row is in a full page by then, and long passed.
        for (var number = 0; number < 140; number++)
        {
            await ConfirmAsync(office, id, null);
        }

        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()) is { Pending: 0, Finalized: 140 });
        Assert.Null((await Grain(office, booking).Get())!.TicketStatus);
        var home = await Home(office, booking.Hold).Book(new BookHold(booking.Hold, 0) { Authorized = true });
        await Grain(office, booking).Confirm(new ConfirmBooking { Hold = home.Hold!, By = "desk" });
        await FinalizedAsync(office, booking);
    }

    /// <summary>An activation beside the one that was told answers so.</summary>
    [Fact]
    public async Task A_booking_that_does_not_know_of_its_confirmation_is_asked_again_until_it_does()
    {
        await using var office = new BoxOffice();
        var placed = await office.Holds.PlaceAsync(new HoldRequest { Event = await office.GeneralEventAsync(10), Quantity = 2, Customer = "ann", Ttl = TimeSpan.FromHours(2) });
        var booking = BookingId.Of(placed.Answer.Hold!.HoldId);
        await Grain(office, booking).Start(new StartBooking { Hold = placed.Answer.Hold!, Customer = "ann" });
        var row = new BookingRow { BookingId = booking, Status = BookingStatus.Confirmed, CreatedAt = office.Time.GetUtcNow() };
        await office.Grains.GetGrain<IBookingIndexGrain>(IBookingIndexGrain.All).Put(row, -1);
        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()) is { Pending: 1, Retrying: 1 });
        Assert.Equal(LetterResult.Unavailable, await office.Grains.GetGrain<ITicketMailerGrain>("0").Send(booking));
        var home = await Home(office, booking.Hold).Book(new BookHold(booking.Hold, 0) { Authorized = true });
        await Grain(office, booking).Confirm(new ConfirmBooking { Hold = home.Hold!, By = "desk" });
        await FinalizedAsync(office, booking);
        Assert.Equal((1L, 0), ((await Finalizer(office).Progress()).Finalized, (await Finalizer(office).Progress()).Dead));
    }

    [Fact]
    public async Task A_booking_that_is_cancelled_before_is_never_finalized()
    {
        await using var office = new BoxOffice();
        await Feed(office).Follow(Follower, holds: false);
        office.Store.FailAll("ticketing.finalizer/", WriteFault.BeforeEffect);
        var id = await office.GeneralEventAsync(10);
        var placed = await office.HoldAsync(id, 2, "ann");
        var booking = BookingId.Of(placed.Answer.Hold!.HoldId);
        var home = await Home(office, booking.Hold).Book(new BookHold(booking.Hold, 0) { Authorized = true });

        // Opened by somebody who asks for it, cancelled at once.
        await Grain(office, booking).Open(home.Hold!);
        Assert.Null((await Grain(office, booking).Cancel(new CancelBooking { By = "ann" })).Refusal);
        office.Store.Mend();
        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()).Pending == 0);
        var view = (await Grain(office, booking).Get())!;
        Assert.Equal((null, null), (view.TicketStatus, view.FinalizedAt));
        Assert.DoesNotContain($"{booking}-finalized", await ToldAsync(office, booking));
    }

    [Theory]
    [InlineData("ticketing.finalizer/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.finalizer/", WriteFault.AfterEffect)]
    [InlineData("ticketing.booking/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.booking/", WriteFault.AfterEffect)]
    [InlineData("ticketing.booking-index/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.booking-index/", WriteFault.AfterEffect)]
    [InlineData("ticketing.feed/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.feed/", WriteFault.AfterEffect)]
    [InlineData("reminder/", WriteFault.BeforeEffect)]
    public async Task Whichever_write_fails_and_whenever_it_dies_every_booking_is_finalized_and_told_once_in_effect(string prefix, WriteFault fault)
    {
        for (var passing = 0; passing < 4; passing++)
        {
            await using var office = new BoxOffice();
            await Feed(office).Follow(Follower, holds: false);
            var id = await office.GeneralEventAsync(50);
            office.Store.FailOnce(prefix, fault, passing);
            List<BookingId> bookings = [];
            for (var number = 0; number < 5; number++)
            {
                bookings.Add(await BookAsync(office, id, null));
            }

            await office.CrashAsync();
            office.Store.Mend();
            foreach (var booking in bookings)
            {
                await FinalizedAsync(office, booking);
                Assert.Equal([$"{booking}-1", $"{booking}-finalized"], (await ToldAsync(office, booking)).Distinct());
            }
        }
    }

    [Fact]
    public async Task A_booking_whose_worker_died_before_it_wrote_is_found_again_without_anybody_asking()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);
        office.Store.FailAll("ticketing.finalizer/", WriteFault.BeforeEffect);
        var booking = await BookAsync(office, id, null);
        await office.CrashAsync();
        office.Store.Mend();
        await FinalizedAsync(office, booking);
    }

    [Fact]
    public async Task An_outage_of_the_bookings_store_is_outlasted()
    {
        await using var office = new BoxOffice();
        var id = await office.GeneralEventAsync(10);

        // The booking is there, and nothing more of it can be written.
        const string Booking = "ticketing.booking/";
        office.Store.Faults = key => key.StartsWith(Booking, StringComparison.Ordinal) && office.Store.WritesTo(Booking) > 0 ? WriteFault.BeforeEffect : WriteFault.None;
        var booking = await ConfirmAsync(office, id, null);
        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()) is { Retrying: 1, OldestPendingAt: not null });
        office.Store.Mend();
        await FinalizedAsync(office, booking);
        Assert.Equal(0, (await Finalizer(office).Progress()).Retrying);
    }

    [Fact]
    public async Task Tickets_are_mailed_to_who_booked_and_once()
    {
        await using var office = new BoxOffice();
        await office.Grains.GetGrain<ICustomerGrain>("ann").Put(new CustomerView { Name = "Ann Example", Email = "ann@example.org" }, null);
        var id = await office.GeneralEventAsync(10);
        var booking = await BookAsync(office, id, "ann");
        var other = await BookAsync(office, id, "bob");
        await office.MinutesUntilAsync(async () => (await Grain(office, booking).Get())!.TicketsMailedAt is not null);
        await FinalizedAsync(office, other);

        // What it has sent it counts a moment later than the booking knows.
        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()) is { LettersSent: 1 });
        await office.CrashAsync();
        office.Time.Advance(TimeSpan.FromMinutes(3));
        await office.UntilAsync(async () => (await Finalizer(office).Progress()) is { LettersPending: 0, LettersSent: 1 });
        Assert.Equal(("ann@example.org", "Ann Example"), (Assert.Single(office.Post.Letters).To, Assert.Single(office.Post.Letters).ToName));
    }

    [Fact]
    public async Task A_mail_outage_keeps_no_booking_from_being_finalized_and_its_letters_follow()
    {
        await using var office = new BoxOffice();
        await office.Grains.GetGrain<ICustomerGrain>("ann").Put(new CustomerView { Name = "Ann", Email = "ann@example.org" }, null);
        office.Post.Outcome = new MailOutcome(MailResult.Unavailable);
        var booking = await BookAsync(office, await office.GeneralEventAsync(10), "ann");
        await FinalizedAsync(office, booking);
        await office.MinutesUntilAsync(() => Task.FromResult(office.Post.Letters.Count >= 3));
        Assert.Equal(1, (await Finalizer(office).Progress()).LettersPending);
        office.Post.Outcome = MailOutcome.Sent;
        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()) is { LettersPending: 0, LettersSent: 1 });
        Assert.Single(office.Post.Letters.Select(static letter => letter.Id).Distinct());
        Assert.NotNull((await Grain(office, booking).Get())!.TicketsMailedAt);
    }

    [Fact]
    public async Task A_refused_letter_is_a_dead_letter_until_an_admin_has_it_retried()
    {
        await using var office = new BoxOffice();
        await office.Grains.GetGrain<ICustomerGrain>("ann").Put(new CustomerView { Name = "Ann", Email = "ann@example.org" }, null);
        office.Post.Outcome = new MailOutcome(MailResult.Refused);
        var booking = await BookAsync(office, await office.GeneralEventAsync(10), "ann");
        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()).Dead == 1);
        var dead = Assert.Single((await Finalizer(office).DeadLetters(long.MaxValue, 10)).Items);
        Assert.Equal((booking, FinalizationStep.Letter, "mail_refused"), (dead.BookingId, dead.Step, dead.Error));
        office.Post.Outcome = MailOutcome.Sent;
        await office.CrashAsync();
        Assert.True(await Finalizer(office).Retry(booking));
        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()) is { Dead: 0, LettersSent: 1 });
        Assert.False(await Finalizer(office).Retry(booking));
    }

    private static Task FinalizedAsync(BoxOffice office, BookingId booking) =>
        office.MinutesUntilAsync(async () => (await Grain(office, booking).Get()) is { TicketStatus: TicketStatus.Finalized, FinalizedAt: not null }
            && (await Finalizer(office).Progress()) is { Pending: 0 });

    private static async Task<string[]> ToldAsync(BoxOffice office, BookingId booking)
    {
        List<FeedEvent> events = [];
        while (await Feed(office).Read(Follower, 0, events.Count, 64) is { Events.Length: > 0 } slice)
        {
            events.AddRange(slice.Events);
        }

        return [.. events.Where(told => told.Subject == $"bookings/{booking}").Select(told => told.Id)];
    }

    /// <summary>Whoever books may name a stranger's address, and again with what is after a plus.</summary>
    [Fact]
    public async Task One_address_is_sent_so_many_letters_an_hour_and_the_tickets_beyond_are_in_their_bookings()
    {
        await using var office = new BoxOffice(lettersPerHour: 2);
        var id = await office.FreeEventAsync(10);
        List<BookingId> bookings = [];
        foreach (var email in (string[])["ann@example.org", "Ann+1@example.org", "ann+2@example.org", "bob@example.org"])
        {
            bookings.Add(await BookForAsync(office, id, email));
        }

        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()) is { Pending: 0, LettersPending: 0, Finalized: 4 });
        Assert.Equal((3L, 1L, 0), (await Finalizer(office).Progress()) is var done ? (done.LettersSent, done.LettersGivenUp, done.Dead) : default);
        var views = await Task.WhenAll(bookings.Select(booking => Grain(office, booking).Get()));
        Assert.Equal(TicketStatus.Finalized, Assert.Single(views, static view => view!.TicketsMailedAt is null)!.TicketStatus);

        await office.PassAsync(TimeSpan.FromHours(1));
        await BookForAsync(office, id, "ann@example.org");
        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()) is { LettersSent: 4 });
    }

    /// <summary>Else a stranger's free bookings would keep a buyer's tickets back.</summary>
    [Fact]
    public async Task Tickets_that_were_paid_are_mailed_however_many_letters_the_address_had()
    {
        await using var office = new BoxOffice(lettersPerHour: 1);
        var free = await office.FreeEventAsync(10);
        await BookForAsync(office, free, "ann@example.org");
        await BookForAsync(office, free, "ann@example.org");
        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()) is { LettersSent: 1, LettersGivenUp: 1 });
        await BookForAsync(office, await office.GeneralEventAsync(10), "ann@example.org");
        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()) is { LettersSent: 2, LettersGivenUp: 1 });
    }

    [Fact]
    public async Task A_letter_that_does_not_leave_is_not_counted_against_its_address()
    {
        await using var office = new BoxOffice(lettersPerHour: 1);
        office.Post.Outcome = new MailOutcome(MailResult.Unavailable, "The server is down.");
        await BookForAsync(office, await office.FreeEventAsync(10), "ann@example.org");
        await office.MinutesUntilAsync(() => Task.FromResult(office.Post.Letters.Count >= 3));
        office.Post.Outcome = MailOutcome.Sent;
        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()) is { LettersPending: 0, LettersSent: 1 });
    }

    private static async Task<BookingId> BookForAsync(BoxOffice office, EventId id, string email)
    {
        var placed = await office.HoldAsync(id, 1);
        Assert.Null((await office.SellAsync(placed.Answer.Hold!.HoldId, placed.Token!, email)).Refusal);
        return BookingId.Of(placed.Answer.Hold.HoldId);
    }

    private static async Task<BookingId> BookAsync(BoxOffice office, EventId id, string? customer)
    {
        var booking = await ConfirmAsync(office, id, customer);
        await office.MinutesUntilAsync(async () => await Grain(office, booking).Get() is not null);
        return booking;
    }

    private static async Task<BookingId> ConfirmAsync(BoxOffice office, EventId id, string? customer)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var placed = await office.HoldAsync(id, 1, customer);
                var hold = placed.Answer.Hold!.HoldId;
                Assert.Null((await Home(office, hold).Book(new BookHold(hold, 0) { Authorized = true })).Refusal);
                return BookingId.Of(hold);
            }
            catch (OutcomeUnknownException) when (attempt < 5)
            {
                office.Time.Advance(TimeSpan.FromSeconds(1));
            }
        }
    }

    private static IFinalizerGrain Finalizer(BoxOffice office) => office.Grains.GetGrain<IFinalizerGrain>(IFinalizerGrain.All);

    private static IBookingGrain Grain(BoxOffice office, BookingId booking) => office.Grains.GetGrain<IBookingGrain>(booking.GrainKey());

    private static ISectionGrain Home(BoxOffice office, HoldId hold) => office.Grains.GetGrain<ISectionGrain>(GrainKeys.Section(hold.EventKey, hold.Block));

    private static IFeedGrain Feed(BoxOffice office) => office.Grains.GetGrain<IFeedGrain>(IFeedGrain.All);
}
