using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Tests.Harness;
using Ticketing.Tickets;

namespace Ticketing.Tests.Failures;

/// <summary>Who has booked an event is told of its new time, once, whatever happens on the way.</summary>
public sealed class EventNoticeTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_buyer_gets_one_letter_of_a_change(bool crash)
    {
        await using var office = new BoxOffice();
        var (id, other) = (await MoveableAsync(office), await MoveableAsync(office));
        for (var i = 0; i < 70; i++)
        {
            await BookAsync(office, id, $"buyer-{i}@example.org");
        }

        await BookAsync(office, other, "other@example.org");
        await MoveAsync(office, id, Week);
        if (crash)
        {
            await office.CrashAsync();
        }

        await DoneAsync(office, id);
        var letters = Notices(office);
        Assert.Equal(70, letters.Length);
        Assert.Equal(70, letters.DistinctBy(static letter => letter.To).Count());
        Assert.DoesNotContain(letters, static letter => letter.To == "other@example.org");
        Assert.Equal((70L, 0, 0L), await ProgressAsync(office, id));

        // Nothing is sent again by whoever looks later, and nothing is left that would look.
        await office.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(70, Notices(office).Length);
        await office.MinutesUntilAsync(() => Task.FromResult(office.PassingReminders == 0));
    }

    [Fact]
    public async Task The_letter_says_what_was_and_what_is_by_the_clocks_at_the_venue_and_the_calendar_follows()
    {
        await using var office = new BoxOffice();
        var id = await MoveableAsync(office);
        await BookAsync(office, id, "ann@example.org");
        await office.MinutesUntilAsync(() => Task.FromResult(office.Post.Letters.Any(static letter => letter.Id.StartsWith("tickets.", StringComparison.Ordinal))));
        await MoveAsync(office, id, Week, giveBack: TimeSpan.FromDays(2));
        await DoneAsync(office, id);
        var letter = Assert.Single(Notices(office));
        Assert.StartsWith("Postponed: Concert", letter.Subject, StringComparison.Ordinal);
        var (was, now) = (Clock(await StartAsync(office, id) - Week), Clock(await StartAsync(office, id)));
        Assert.Contains($"When: {now} (Europe/Berlin)", letter.Text, StringComparison.Ordinal);
        Assert.Contains($"Before: {was} (Europe/Berlin)", letter.Text, StringComparison.Ordinal);
        Assert.Contains("get all of your money back, until ", letter.Text, StringComparison.Ordinal);

        var before = Calendar(Assert.Single(office.Post.Letters, static one => one.Id.StartsWith("tickets.", StringComparison.Ordinal)));
        var after = Calendar(letter);
        Assert.Equal(before["UID"], after["UID"]);
        Assert.True(int.Parse(after["SEQUENCE"], System.Globalization.CultureInfo.InvariantCulture) > int.Parse(before["SEQUENCE"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.NotEqual(before["DTSTART"], after["DTSTART"]);
    }

    [Fact]
    public async Task Who_was_passed_a_ticket_is_told_too_and_who_books_later_is_not()
    {
        await using var office = new BoxOffice();
        var id = await MoveableAsync(office);
        await office.Grains.GetGrain<ICustomerGrain>("bob").Put(new CustomerView { Name = "Bob", Email = "bob@example.org" }, null);
        var booked = await BookAsync(office, id, "ann@example.org", quantity: 2);
        await office.MinutesUntilAsync(async () => await office.Grains.GetGrain<IBookingGrain>(booked.GrainKey()).Get() is { Status: BookingStatus.Confirmed });
        Assert.Null((await office.Grains.GetGrain<IBookingGrain>(booked.GrainKey()).Transfer(new TransferTicket { Place = 2, Revision = 1, To = "bob", By = "ann" })).Refusal);
        await MoveAsync(office, id, Week);
        await office.PassAsync(EventMove.Window + TimeSpan.FromMinutes(1));
        await BookAsync(office, id, "late@example.org");
        await DoneAsync(office, id);
        Assert.Equal(["ann@example.org", "bob@example.org"], Notices(office).Select(static letter => letter.To).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Who_holds_and_books_while_others_are_told_saw_the_new_time_and_is_neither_told_nor_counted()
    {
        await using var office = new BoxOffice();
        var id = await MoveableAsync(office);
        await BookAsync(office, id, "ann@example.org");
        await MoveAsync(office, id, Week);
        await office.PassAsync(TimeSpan.FromMinutes(1));
        await BookAsync(office, id, "late@example.org");
        await DoneAsync(office, id);
        Assert.Equal("ann@example.org", Assert.Single(Notices(office)).To);
        Assert.Equal((1L, 0, 0L), await ProgressAsync(office, id));
    }

    [Fact]
    public async Task What_the_mail_server_does_not_take_now_is_tried_again_and_not_twice()
    {
        await using var office = new BoxOffice();
        var id = await MoveableAsync(office);
        await BookAsync(office, id, "ann@example.org");
        office.Post.Outcome = new MailOutcome(MailResult.Unavailable);
        await MoveAsync(office, id, Week);
        await office.MinutesUntilAsync(() => Task.FromResult(Notices(office).Length >= 1));
        var tried = Notices(office).Length;
        office.Post.Outcome = MailOutcome.Sent;
        await DoneAsync(office, id);
        Assert.Equal(tried + 1, Notices(office).Length);
        Assert.Equal((1L, 0, 0L), await ProgressAsync(office, id));
    }

    [Fact]
    public async Task A_hold_in_flight_outlives_the_change_and_its_booking_is_told()
    {
        await using var office = new BoxOffice();
        var id = await MoveableAsync(office);
        var placed = await office.HoldAsync(id, 2);
        await MoveAsync(office, id, Week);
        Assert.Null((await office.SellAsync(placed.Answer.Hold!.HoldId, placed.Token!, "ann@example.org")).Refusal);
        await DoneAsync(office, id);
        Assert.Equal("ann@example.org", Assert.Single(Notices(office)).To);
    }

    [Fact]
    public async Task Nothing_is_told_of_an_event_that_is_as_it_was()
    {
        await using var office = new BoxOffice();
        var id = await MoveableAsync(office);
        await BookAsync(office, id, "ann@example.org");
        Assert.Null((await Event(office, id).Update(new UpdateEvent { ExpectedVersion = 1, Name = "Play" })).Refusal);
        await office.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Null(await Notice(office, id).Get());
        Assert.Empty(Notices(office));
    }

    [Theory]
    [InlineData("ticketing.event-notice/", WriteFault.BeforeEffect, 0)]
    [InlineData("ticketing.event-notice/", WriteFault.AfterEffect, 0)]
    [InlineData("ticketing.event/", WriteFault.AfterEffect, 0)]
    [InlineData("ticketing.event/", WriteFault.AfterEffect, 1)]
    [InlineData("ticketing.event/", WriteFault.BeforeEffect, 1)]
    public async Task A_change_that_was_cut_off_once_it_was_written_is_told_all_the_same(string key, WriteFault fault, int passing)
    {
        await using var office = new BoxOffice();
        var id = await MoveableAsync(office);
        await BookAsync(office, id, "ann@example.org");
        office.Store.FailOnce(key, fault, passing);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => MoveAsync(office, id, Week));
        await office.CrashAsync();
        await DoneAsync(office, id);
        Assert.Equal("ann@example.org", Assert.Single(Notices(office)).To);
    }

    private static IEventGrain Event(BoxOffice office, EventId id) => office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key));

    private static IEventNoticeGrain Notice(BoxOffice office, EventId id) => office.Grains.GetGrain<IEventNoticeGrain>(GrainKeys.Event(id.Key));

    private static MailLetter[] Notices(BoxOffice office) => [.. office.Post.Letters.Where(static letter => letter.Id.StartsWith("changed.", StringComparison.Ordinal))];

    private static async Task<DateTimeOffset> StartAsync(BoxOffice office, EventId id) => (await Event(office, id).Get())!.StartsAt!.Value;

    private static string Clock(DateTimeOffset time) => VenueClock.At(time, "Europe/Berlin").ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    private static Dictionary<string, string> Calendar(MailLetter letter) => System.Text.Encoding.UTF8
        .GetString(letter.Attachments.Single(static file => file.FileName.EndsWith(".ics", StringComparison.Ordinal)).Content.Span)
        .Split("\r\n").Select(static line => line.Split(':', 2)).Where(static parts => parts.Length == 2).GroupBy(static parts => parts[0])
        .ToDictionary(static parts => parts.Key, static parts => parts.First()[1]);

    private static async Task<EventId> MoveableAsync(BoxOffice office)
    {
        var id = EventId.FromKey((ulong)Random.Shared.NextInt64(1, 1L << 40));
        Assert.Null((await Event(office, id).Create(new CreateEvent
        {
            EventId = id,
            Request = 1,
            Name = "Concert",
            StartsAt = office.Time.GetUtcNow().AddDays(30),
            Details = new EventDetails { TimeZone = "Europe/Berlin" },
            Sections = [new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = 400, PriceMinor = 500 }],
        })).Refusal);
        return id;
    }

    private static async Task MoveAsync(BoxOffice office, EventId id, TimeSpan by, TimeSpan? giveBack = null)
    {
        var view = (await Event(office, id).Get())!;
        Assert.Null((await Event(office, id).Update(new UpdateEvent
        {
            ExpectedVersion = view.Version,
            StartsAt = view.StartsAt + by,
            GiveBackUntil = office.Time.GetUtcNow() + giveBack,
        })).Refusal);
    }

    private static async Task<BookingId> BookAsync(BoxOffice office, EventId id, string email, int quantity = 1)
    {
        var placed = await office.HoldAsync(id, quantity);
        Assert.Null((await office.SellAsync(placed.Answer.Hold!.HoldId, placed.Token!, email)).Refusal);
        return BookingId.Of(placed.Answer.Hold.HoldId);
    }

    private static Task DoneAsync(BoxOffice office, EventId id) => office.MinutesUntilAsync(async () => (await Notice(office, id).Get())?.FinishedAt is not null);

    private static async Task<(long Told, int Waiting, long GivenUp)> ProgressAsync(BoxOffice office, EventId id)
    {
        var notice = (await Notice(office, id).Get())!;
        return (notice.Told, notice.Waiting, notice.GivenUp);
    }
}
