using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <content>Some of its tickets are given back. From that write on it owes their places, until their home says that they are free.</content>
public sealed partial class BookingGrain
{
    public async Task<BookingAnswer> GiveBack(GiveBackTickets command)
    {
        await Fetch();
        var decision = BookingGiveBacks.GiveBack(_booking.Value, command, Now);
        if (decision is { Next: null, Refusal: null })
        {
            // It is so, as far as this activation knows. One beside it that knows of an exchange since lets this write fail.
            await _booking.Changed();
        }

        return command.IsDryRun && decision.Next is { } would ? new BookingAnswer(BookingViews.View(would)) : await Carry(decision);
    }

    public async Task TicketsReturned(HoldId hold, int tickets)
    {
        if ((_booking.Value.PlacesHold ?? _booking.Value.BookingId.Hold) == hold && BookingGiveBacks.Returned(_booking.Value, tickets) is { } next)
        {
            _booking.Replace(next);
            await _booking.Changed();
        }
    }
}
