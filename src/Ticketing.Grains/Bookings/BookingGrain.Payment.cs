using Ticketing.Payments;

namespace Ticketing.Bookings;

/// <content>The booking hears of its payment.</content>
public sealed partial class BookingGrain
{
    public Task<BookingAnswer> BeginPayment(BeginPayment command) => Carry(BookingPayments.Begin(_booking.Value, command, Now));

    public async Task<BookingAnswer> EndPayment(EndPayment command)
    {
        var decision = BookingPayments.End(_booking.Value, command, Now);
        if (decision.Next is null)
        {
            // It was begun. An activation beside the one that knows so, or that it is over, fails here.
            await _booking.Changed();
        }

        return await Carry(decision);
    }

    public Task<BookingAnswer> Dispute(DisputeBooking command) => Carry(BookingPayments.Dispute, command);

    public async Task PaidBack(long totalMinor)
    {
        if (_booking.Value.OwesMoney && totalMinor >= _booking.Value.RefundedMinor)
        {
            _booking.Value.OwesMoney = false;
            await _booking.Changed();
        }
    }
}
