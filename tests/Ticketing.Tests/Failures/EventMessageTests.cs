using Ticketing.Bookings;
using Ticketing.Customers;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Mail;
using Ticketing.Tests.Harness;
using Ticketing.Tickets;

namespace Ticketing.Tests.Failures;

/// <summary>Who has booked an event gets what its staff write, once, whatever happens on the way.</summary>
public sealed class EventMessageTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_buyer_gets_one_letter_of_each_message(bool crash)
    {
        await using var office = new BoxOffice();
        var (id, other) = (await CreateAsync(office), await CreateAsync(office));
        for (var i = 0; i < 70; i++)
        {
            await BookAsync(office, id, $"buyer-{i}@example.org");
        }

        await BookAsync(office, id, email: null);
        await BookAsync(office, other, "other@example.org");
        var (first, second) = (await SendAsync(office, id), await SendAsync(office, id));
        if (crash)
        {
            await office.CrashAsync();
        }

        await office.PassAsync(TimeSpan.FromSeconds(1));
        await BookAsync(office, id, "late@example.org");
        foreach (var message in new[] { first, second })
        {
            await DoneAsync(office, message);
            var letters = Letters(office, message);
            Assert.Equal(70, letters.DistinctBy(static letter => letter.To).Count());

            // One that was cut off before it was noted comes again under its name.
            Assert.Equal(70, letters.DistinctBy(static letter => letter.Id).Count());
            Assert.True(crash || letters.Length == 70);
            Assert.DoesNotContain(letters, static letter => letter.To is "other@example.org" or "late@example.org");
            var view = (await Grain(office, message).Get())!;
            Assert.Equal((0, 0L), (view.Waiting, view.Refused));

            // A crash may leave a booking a second row in the index: it is counted again, and not written to again.
            Assert.True(view is { Sent: 70, NoAddress: 1 } || (crash && view is { Sent: >= 70, NoAddress: >= 1 }), $"{view.Sent} were sent, {view.NoAddress} have no address.");
        }

        // Nothing is sent again by whoever looks later, and nothing is left that would look.
        var sent = Letters(office, first).Length + Letters(office, second).Length;
        await SendAsync(office, id, first.MessageId);
        await office.PassAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(sent, office.Post.Letters.Count(static letter => letter.Id.StartsWith("message.", StringComparison.Ordinal)));
        await office.MinutesUntilAsync(() => Task.FromResult(office.PassingReminders == 0));
    }

    [Theory]
    [InlineData("ticketing.event-message/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.event-message/", WriteFault.AfterEffect)]
    [InlineData("ticketing.event-messages/", WriteFault.BeforeEffect)]
    [InlineData("ticketing.event-messages/", WriteFault.AfterEffect)]
    public async Task Who_sends_again_after_a_lost_answer_sends_one_message(string key, WriteFault fault)
    {
        await using var office = new BoxOffice();
        var id = await CreateAsync(office);
        await BookAsync(office, id, "ann@example.org");
        office.Store.FailOnce(key, fault, 0);
        var name = Guid.NewGuid();
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => SendAsync(office, id, name));
        await office.CrashAsync();
        var message = await SendAsync(office, id, name);
        await DoneAsync(office, message);
        Assert.Equal(1, message.Number);
        Assert.Equal("ann@example.org", Assert.Single(Letters(office, message)).To);
    }

    [Fact]
    public async Task What_the_mail_server_does_not_take_now_is_tried_again_and_what_it_refuses_is_counted()
    {
        await using var office = new BoxOffice();
        var id = await CreateAsync(office);
        await BookAsync(office, id, "ann@example.org");
        office.Post.Outcome = new MailOutcome(MailResult.Unavailable);
        var message = await SendAsync(office, id);
        await office.MinutesUntilAsync(() => Task.FromResult(Letters(office, message).Length >= 1));
        office.Post.Outcome = new MailOutcome(MailResult.Refused);
        await DoneAsync(office, message);
        var view = (await Grain(office, message).Get())!;
        Assert.Equal((0L, 0, 1L), (view.Sent, view.Waiting, view.Refused));
    }

    [Fact]
    public async Task The_letter_has_the_text_as_it_is_and_where_answers_go()
    {
        await using var office = new BoxOffice();
        var id = await CreateAsync(office);
        await office.Grains.GetGrain<ICustomerGrain>("bob").Put(new CustomerView { Name = "Bob", Email = "bob@example.org" }, null);
        var booked = await BookAsync(office, id, "ann@example.org", quantity: 2);
        Assert.Null((await office.Grains.GetGrain<IBookingGrain>(booked.GrainKey()).Transfer(new TransferTicket { Place = 2, Revision = 1, To = "bob", By = "ann" })).Refusal);
        var message = await SendAsync(office, id);
        await DoneAsync(office, message);
        var letters = Letters(office, message);
        Assert.Equal(["ann@example.org", "bob@example.org"], letters.Select(static letter => letter.To).Order(StringComparer.Ordinal));
        var letter = letters[0];
        Assert.Equal(("Parking", "box@example.org"), (letter.Subject, letter.ReplyTo));
        Assert.StartsWith("Please <come> by bus.\r\nIt stops here.\r\n\r\nThank you.\r\n\r\n--\r\n", letter.Text, StringComparison.Ordinal);
        Assert.Contains("<p>Please &lt;come&gt; by bus.<br>It stops here.</p><p>Thank you.</p>", letter.Html, StringComparison.Ordinal);
        Assert.Contains($"(booking {BookingReference.Of(booked)})", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_has_so_many_messages_a_day()
    {
        await using var office = new BoxOffice();
        var id = await CreateAsync(office);
        for (var i = 0; i < MessageRules.MostADay; i++)
        {
            await SendAsync(office, id);
        }

        var messages = office.Grains.GetGrain<IEventMessagesGrain>(GrainKeys.Event(id.Key));
        var refused = await messages.Send(Draft(id, Guid.NewGuid()));
        Assert.Equal(RefusalCode.TooManyMessages, refused.Refusal!.Code);
        Assert.Equal(MessageRules.MostADay, (await messages.List()).Length);
        await office.PassAsync(TimeSpan.FromHours(24));
        Assert.Equal(MessageRules.MostADay + 1, (await SendAsync(office, id)).Number);
    }

    private static EventMessage Draft(EventId id, Guid name) => new()
    {
        EventId = id,
        MessageId = name,
        Subject = "Parking",
        Text = "Please <come> by bus.\nIt stops here.\n\n\nThank you.",
        ReplyTo = "box@example.org",
        By = "olga",
    };

    private static async Task<EventMessage> SendAsync(BoxOffice office, EventId id, Guid? name = null)
    {
        var answer = await office.Grains.GetGrain<IEventMessagesGrain>(GrainKeys.Event(id.Key)).Send(Draft(id, name ?? Guid.NewGuid()));
        Assert.Null(answer.Refusal);
        return answer.Message!.Message;
    }

    private static IEventMessageGrain Grain(BoxOffice office, EventMessage message) =>
        office.Grains.GetGrain<IEventMessageGrain>(GrainKeys.Message(message.EventId.Key, message.Number));

    private static MailLetter[] Letters(BoxOffice office, EventMessage message) =>
        [.. office.Post.Letters.Where(letter => letter.Id.StartsWith("message.", StringComparison.Ordinal) && letter.Id.EndsWith($".{message.Number}", StringComparison.Ordinal))];

    private static async Task<EventId> CreateAsync(BoxOffice office)
    {
        var id = EventId.FromKey((ulong)Random.Shared.NextInt64(1, 1L << 40));
        Assert.Null((await office.Grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)).Create(new CreateEvent
        {
            EventId = id,
            Request = 1,
            Name = "Concert",
            Sections = [new SectionSpec { SectionId = "floor", Kind = SectionKind.General, Capacity = 400, PriceMinor = 500 }],
        })).Refusal);
        return id;
    }

    private static async Task<BookingId> BookAsync(BoxOffice office, EventId id, string? email, int quantity = 1)
    {
        var placed = await office.HoldAsync(id, quantity);
        Assert.Null((await office.SellAsync(placed.Answer.Hold!.HoldId, placed.Token!, email)).Refusal);
        var booking = BookingId.Of(placed.Answer.Hold.HoldId);
        await office.MinutesUntilAsync(async () => await office.Grains.GetGrain<IBookingGrain>(booking.GrainKey()).Get() is { Status: BookingStatus.Confirmed });
        return booking;
    }

    private static Task DoneAsync(BoxOffice office, EventMessage message) => office.MinutesUntilAsync(async () => (await Grain(office, message).Get())?.FinishedAt is not null);
}
