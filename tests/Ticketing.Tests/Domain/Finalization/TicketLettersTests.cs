using Ticketing.Bookings;
using Ticketing.Finalization;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Tests.Domain.Tickets;
using Ticketing.Tickets;

namespace Ticketing.Tests.Domain.Finalization;

/// <summary>Which letters with tickets are owed, to whom.</summary>
public sealed class TicketLettersTests
{
    private static readonly DateTimeOffset Noon = TicketSamples.Start;

    [Fact]
    public void Each_gets_a_letter_with_their_own_tickets_and_only_with_those()
    {
        var booking = TicketSamples.Booked(places: 3);
        Assert.Equal(["ann own 1 2 3"], Owed(booking));
        var passed = Pass(Pass(booking, 1, "ann", "bob"), 3, "ann", "bob");
        Assert.Equal(["ann own 2", "bob  1 3"], Owed(passed));
        var sent = Sent(passed, 2);
        Assert.Equal(["bob  1 3"], Owed(sent));
        Assert.Equal(["ann  3", "bob  1"], Owed(Pass(sent, 3, "bob", "ann")).Order(StringComparer.Ordinal));
        var all = TicketLetters.Sent(sent, new SentLetter { Tickets = [new TicketRevision(1, 2, Noon), new TicketRevision(3, 2, Noon)] }, Noon)!;
        Assert.Empty(Owed(all));
        Assert.Equal(Noon, all.TicketsMailedAt);
    }

    [Fact]
    public void What_was_made_out_anew_since_was_not_sent()
    {
        var passed = Sent(Pass(TicketSamples.Booked(places: 3), 1, "ann", "bob"), 2, 3);
        var again = Pass(passed, 1, "bob", "carl");
        Assert.Null(TicketLetters.Sent(again, new SentLetter { Tickets = [new TicketRevision(1, 2, Noon)] }, Noon));
        Assert.Equal(["carl  1"], Owed(again));
        Assert.Null(TicketLetters.Sent(passed, new SentLetter { Tickets = [new TicketRevision(2, 1, Noon)], IsOwn = true, Places = TicketSamples.Booking.Hold }, Noon));
    }

    [Fact]
    public void A_letter_with_the_tickets_of_before_an_exchange_is_not_the_one_that_is_owed()
    {
        var places = HoldId.Coordinated(TicketSamples.Booking.Hold.EventKey, 1);
        var exchanged = BookingExchanges.Exchange(Sent(TicketSamples.Booked(places: 3), 1, 2, 3), new ExchangePlaces
        {
            Hold = TicketSamples.Confirmed(places, places: 3) with { ExchangeFor = TicketSamples.Booking },
            From = TicketSamples.Booking.Hold,
        }, Noon).Next!;
        Assert.Equal(["ann own 1 2 3"], Owed(exchanged));
        var old = new SentLetter { Tickets = [new TicketRevision(1, 1, Noon)], IsOwn = true, Places = TicketSamples.Booking.Hold };
        Assert.Null(TicketLetters.Sent(exchanged, old, Noon));
        Assert.Empty(Owed(TicketLetters.Sent(exchanged, old with { Places = places }, Noon)!));
    }

    private static string[] Owed(BookingState booking) =>
        [.. TicketLetters.Owed(BookingViews.View(booking)).Select(static letter => $"{letter.Holder} {(letter.IsOwn ? "own" : "")} {string.Join(' ', letter.Places)}")];

    private static BookingState Sent(BookingState booking, params int[] places) => TicketLetters.Sent(
        booking,
        new SentLetter { Tickets = [.. places.Select(static place => new TicketRevision(place, 1, Noon))], IsOwn = true, Places = TicketSamples.Booking.Hold },
        Noon)!;

    private static BookingState Pass(BookingState booking, int place, string by, string to) => BookingTransfers.Transfer(
        booking, new TransferTicket { Place = place, Revision = BookingTickets.RevisionOf(booking, place).Revision, To = to, By = by }, Noon).Next!;
}
