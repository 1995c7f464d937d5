using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Finalization;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Payments;
using Ticketing.Tests.Harness;
using Ticketing.Tickets;

namespace Ticketing.Tests.Failures;

/// <summary>Whoever gets a ticket is mailed it, and who exchanged the new ones, in the background, whatever fails on the way.</summary>
public sealed class PassedTicketLetterTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_was_passed_a_ticket_is_mailed_that_one(bool crash)
    {
        await using var office = await OfficeAsync();
        var booking = await BookAsync(office);
        await SentAsync(office, $"ann tickets.{booking}.1");
        await PassOnAsync(office, booking, 2, "ann", "bob");
        if (crash)
        {
            // A letter that was on its way is sent again, under the same id.
            await office.CrashAsync();
        }

        await SentAsync(office, $"ann tickets.{booking}.1", $"bob tickets.{booking}-2-1-4.2");
        await PassOnAsync(office, booking, 2, "bob", "ann", revision: 2);
        await SentAsync(office, $"ann tickets.{booking}.1", $"bob tickets.{booking}-2-1-4.2", $"ann tickets.{booking}-2-1-4.3");
        Assert.Empty((await Grain(office, booking).Get())!.OwedLetters);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_was_mailed_tickets_is_told_when_they_are_cancelled(bool crash)
    {
        await using var office = await OfficeAsync();
        var booking = await BookAsync(office);
        await SentAsync(office, $"ann tickets.{booking}.1");
        Assert.Null((await Grain(office, booking).Cancel(new CancelBooking { By = "ann" })).Refusal);
        if (crash)
        {
            await office.CrashAsync();
        }

        await SentAsync(office, $"ann tickets.{booking}.1", $"ann cancelled.{booking}");
        await office.UntilAsync(async () => !(await Grain(office, booking).Get())!.OwesFarewell);
    }

    [Fact]
    public async Task Who_was_mailed_nothing_is_told_nothing()
    {
        await using var office = await OfficeAsync();
        office.Post.Outcome = new MailOutcome(MailResult.Unavailable);
        var booking = await BookAsync(office);
        await office.MinutesUntilAsync(() => Task.FromResult(!office.Post.Letters.IsEmpty));
        office.Post.Letters.Clear();
        Assert.Null((await Grain(office, booking).Cancel(new CancelBooking { By = "ann" })).Refusal);
        office.Post.Outcome = MailOutcome.Sent;
        await SentAsync(office);
        Assert.False((await Grain(office, booking).Get())!.OwesFarewell);
    }

    [Fact]
    public async Task A_letter_that_was_late_has_no_ticket_that_was_passed_on_meanwhile()
    {
        await using var office = await OfficeAsync();
        office.Post.Outcome = new MailOutcome(MailResult.Unavailable);
        var booking = await BookAsync(office);
        await office.MinutesUntilAsync(() => Task.FromResult(!office.Post.Letters.IsEmpty));
        await PassOnAsync(office, booking, 1, "ann", "bob");
        office.Post.Letters.Clear();
        office.Post.Outcome = MailOutcome.Sent;
        await SentAsync(office, $"ann tickets.{booking}-2-1-4.1", $"bob tickets.{booking}-1-1-1.2");
    }

    [Fact]
    public async Task What_becomes_owed_while_a_letter_is_on_its_way_is_sent_too()
    {
        await using var office = await OfficeAsync();
        TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        office.Post.Open = open.Task;
        var booking = await BookAsync(office);
        await office.UntilAsync(() =>
        {
            office.Time.Advance(TimeSpan.FromMilliseconds(20));
            return Task.FromResult(!office.Post.Letters.IsEmpty);
        });
        await PassOnAsync(office, booking, 2, "ann", "bob");
        await office.UntilAsync(async () => (await Finalizer(office).Progress()).Pending == 0);
        open.SetResult();
        await SentAsync(office, $"ann tickets.{booking}.1", $"bob tickets.{booking}-2-1-4.2");
    }

    [Fact]
    public async Task A_letter_that_one_server_refuses_keeps_no_other_from_its_way()
    {
        await using var office = await OfficeAsync();
        office.Post.Outcome = new MailOutcome(MailResult.Unavailable);
        var booking = await BookAsync(office);
        await PassOnAsync(office, booking, 1, "ann", "bob");
        await office.MinutesUntilAsync(() => Task.FromResult(office.Post.Letters.Any(static letter => letter.To == "bob@example.org")));
        office.Post.Outcome = new MailOutcome(MailResult.Refused);
        office.Post.Letters.Clear();
        await office.MinutesUntilAsync(async () => (await Finalizer(office).Progress()).Dead == 1);
        Assert.Equal(["ann@example.org", "bob@example.org"], office.Post.Letters.Select(static letter => letter.To).Distinct().Order(StringComparer.Ordinal));
        office.Post.Letters.Clear();
        office.Post.Outcome = MailOutcome.Sent;
        Assert.True(await Finalizer(office).Retry(booking));
        await SentAsync(office, $"ann tickets.{booking}-2-1-4.1", $"bob tickets.{booking}-1-1-1.2");
    }

    [Fact]
    public async Task Whoever_cannot_be_written_to_is_not_waited_for()
    {
        await using var office = await OfficeAsync();
        var booking = await BookAsync(office);
        await SentAsync(office, $"ann tickets.{booking}.1");
        await PassOnAsync(office, booking, 2, "ann", "carl");
        await PassOnAsync(office, booking, 1, "ann", "bob");
        await SentAsync(office, $"ann tickets.{booking}.1", $"bob tickets.{booking}-1-1-1.2");
    }

    [Fact]
    public async Task The_tickets_of_an_exchange_are_mailed_again()
    {
        await using var swap = await Swap.OpenAsync();
        await swap.Office.Grains.GetGrain<ICustomerGrain>("ann").Put(new CustomerView { Name = "Ann", Email = "ann@example.org" }, null);
        Assert.Null((await swap.ToBalconyAsync(TestTokens.Success)).Refusal);
        await swap.WholeAsync("balcony");
        var booking = (await swap.BookingAsync()).BookingId;
        await SentAsync(swap.Office, $"ann tickets.{booking}.3");
        Assert.Null((await swap.ToFloorAsync()).Refusal);
        await swap.WholeAsync("floor");
        await SentAsync(swap.Office, $"ann tickets.{booking}.3", $"ann tickets.{booking}.5");
    }

    private static async Task<BoxOffice> OfficeAsync()
    {
        var office = new BoxOffice();
        foreach (var name in new[] { "ann", "bob" })
        {
            await office.Grains.GetGrain<ICustomerGrain>(name).Put(new CustomerView { Name = name, Email = name + "@example.org" }, null);
        }

        return office;
    }

    private static async Task<BookingId> BookAsync(BoxOffice office)
    {
        var placed = await office.HoldAsync(await office.GeneralEventAsync(10), 2, "ann");
        var hold = placed.Answer.Hold!;
        Assert.Null((await office.SellAsync(hold.HoldId, placed.Token!)).Refusal);
        return (await office.Bookings.FindAsync(BookingId.Of(hold.HoldId)))!.BookingId;
    }

    private static async Task PassOnAsync(BoxOffice office, BookingId booking, int place, string by, string to, int revision = 1) =>
        Assert.Null((await Grain(office, booking).Transfer(new TransferTicket { Place = place, Revision = revision, To = to, By = by })).Refusal);

    /// <summary>These letters are sent, in this order, and no others wait.</summary>
    private static async Task SentAsync(BoxOffice office, params string[] letters)
    {
        await office.MinutesUntilAsync(async () =>
            office.Post.Letters.Count >= letters.Length && (await Finalizer(office).Progress()) is { Pending: 0, LettersPending: 0 });
        Assert.Equal(letters, office.Post.Letters.Select(static letter => $"{letter.To[..letter.To.IndexOf('@', StringComparison.Ordinal)]} {letter.Id}").Distinct());
    }

    private static IBookingGrain Grain(BoxOffice office, BookingId booking) => office.Grains.GetGrain<IBookingGrain>(booking.GrainKey());

    private static IFinalizerGrain Finalizer(BoxOffice office) => office.Grains.GetGrain<IFinalizerGrain>(IFinalizerGrain.All);
}
