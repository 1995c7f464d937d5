using Ticketing.Identifiers;
using Ticketing.Receipts;

namespace Ticketing.Bookings;

/// <content>The booking asks for its receipts' numbers, one after the other, and hears of them.</content>
public sealed partial class BookingGrain
{
    public async Task<NumberedReceipt> NumberReceipt(NumberReceipt command)
    {
        var (next, isTaken) = BookingReceipts.Number(await _booking.Known(), command);
        if (next is not null)
        {
            _booking.Replace(next);
        }

        // Also where it has another: an activation beside the one that knows better fails here, and refuses nothing for good.
        await _booking.Changed();
        return new NumberedReceipt(isTaken, BookingReceipts.Unnumbered(_booking.Value));
    }

    private IReceiptBookGrain ReceiptBook => GrainFactory.GetGrain<IReceiptBookGrain>(GrainKeys.Event(_booking.Value.BookingId.Hold.EventKey));

    /// <summary>For who asks again until this answers.</summary>
    private Task WantNumber() => BookingReceipts.Unnumbered(_booking.Value) is { } step ? ReceiptBook.Want(_booking.Value.BookingId, step) : Task.CompletedTask;

    /// <summary>For what the reminder asks for again.</summary>
    private Task WantNumberSoon() => BookingReceipts.Unnumbered(_booking.Value) is { } step ? ReceiptBook.WantSoon(_booking.Value.BookingId, step) : Task.CompletedTask;
}
