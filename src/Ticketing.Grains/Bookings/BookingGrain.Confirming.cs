using Ticketing.Holds;

namespace Ticketing.Bookings;

/// <content>The booking is confirmed: by its hold's home, by a payment, or by staff. Each booking counts once.</content>
public sealed partial class BookingGrain
{
    public async Task<BookingView> Open(HoldView confirmed) => Counted(await Carry(BookingDecisions.Open(_booking.Value, confirmed))).Booking!;

    public async Task OpenAt(HoldView confirmed, long indexPosition, bool isFollowed)
    {
        var decision = BookingDecisions.Open(_booking.Value, confirmed);
        if (decision.Next is { Version: 1 } opened)
        {
            opened.IndexSlot = indexPosition + 1;
            opened.IndexedVersion = opened.Version;
            await Begin(opened, List(opened), isFollowed);
            BookingInstruments.Confirmed.Add(1);
        }
        else
        {
            // It is in the index already; the row at that position stays void.
            Counted(await Carry(decision));
        }
    }

    public async Task<BookingAnswer> Confirm(ConfirmBooking command) => Counted(await Carry(BookingDecisions.Confirm(_booking.Value, command)));

    /// <summary>One that is confirmed by this, however it came to be.</summary>
    private static BookingAnswer Counted(BookingAnswer confirmed)
    {
        if (confirmed is { Refusal: null, Repeated: false })
        {
            BookingInstruments.Confirmed.Add(1);
        }

        return confirmed;
    }
}
