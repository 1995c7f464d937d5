using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>Other places for those that the booking has.</summary>
public sealed partial class BookingGrain
{
    public async Task<BookingAnswer> Exchange(ExchangePlaces command)
    {
        var answer = await Carry(BookingExchanges.Exchange(_booking.Value, command, Now));
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
