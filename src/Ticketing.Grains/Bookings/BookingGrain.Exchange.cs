using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>Other places for those that the booking has.</summary>
public sealed partial class BookingGrain
{
    public async Task<BookingAnswer> Exchange(ExchangePlaces command)
    {
        await Fetch();
        var decision = BookingExchanges.Exchange(_booking.Value, command, Now);
        if (decision.Refusal is not null)
        {
            // It is for good: an activation beside the one that knows better fails here.
            await _booking.Changed();
        }

        var answer = await Carry(decision);
        await Settle(_booking.Value);
        return answer;
    }

    public async Task GaveBack(HoldId hold)
    {
        if (BookingExchanges.GaveBack(_booking.Value, hold) is { } next)
        {
            _booking.Replace(next);
            await _booking.Changed();
        }
    }
}
