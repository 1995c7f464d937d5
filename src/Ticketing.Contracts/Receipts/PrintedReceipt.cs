using System.Collections.Immutable;
using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Receipts;

/// <summary>All that a receipt says: what was written down with the payment, and who it is for, as their booking names them now.</summary>
/// <param name="Receipt">A receipt that has its number.</param>
/// <param name="Booking">The booking that it is of.</param>
/// <param name="Event">The event, for what its sections are called. Null: they are called by their ids.</param>
public sealed record PrintedReceipt(Receipt Receipt, BookingView Booking, EventView? Event)
{
    /// <summary>What its reader reads (BCP 47). Null: nobody knows.</summary>
    public string? Locale { get; init; }

    public string Number => ReceiptNumber.Of(Booking.BookingId.Hold.Event, Receipt.Number);

    /// <summary>The payments that a credit note corrects. Empty: it is none, or they were taken by a build without receipts.</summary>
    public ImmutableArray<string> Corrects => Receipt.Kind != ReceiptKind.CreditNote ? [] :
    [
        .. Booking.Receipts.Where(other => other is { Kind: ReceiptKind.Payment, Number: > 0 } && other.Step < Receipt.Step)
            .Select(other => ReceiptNumber.Of(Booking.BookingId.Hold.Event, other.Number)),
    ];

    /// <summary>The receipt of that number. Null: the booking has none.</summary>
    public static PrintedReceipt? Find(BookingView booking, EventView? view, string? number) => AllOf(booking, view).FirstOrDefault(known => known.Number == number);

    /// <summary>Those of a booking that have their numbers, in order.</summary>
    public static IEnumerable<PrintedReceipt> AllOf(BookingView booking, EventView? view) => booking.Receipts.IsDefaultOrEmpty ? [] :
        booking.Receipts.Where(static receipt => receipt.Number > 0).Select(receipt => new PrintedReceipt(receipt, booking, view));
}
