using System.Collections.Immutable;
using Ticketing.Bookings;
using Ticketing.Holds;

namespace Ticketing.Receipts;

/// <summary>
/// The receipts of a booking: one for each time that money was taken, and a credit note for each time that some was to be paid back.
/// They come with the change itself, in its write; their numbers come after it.
/// </summary>
public static class BookingReceipts
{
    /// <summary>Notes what the booking has no receipt of. Bookings of builds without receipts get theirs with their next change.</summary>
    public static void Note(BookingState booking, DateTimeOffset at)
    {
        var isPaid = booking is { ConfirmedAt: not null, PaymentStatus: PaymentStatus.Completed or PaymentStatus.Refunded };
        if (!isPaid || booking is { PaymentStatus: PaymentStatus.Refunded, Receipts.Count: 0 })
        {
            // What was cancelled before its money was taken has no receipt of either.
            return;
        }

        if (booking.AmountMinor - Sum(booking, ReceiptKind.Payment) is > 0 and var taken)
        {
            var receipt = Part(booking, ReceiptKind.Payment, taken, at);
            booking.Receipts.Add(receipt.Step > 1 ? receipt : receipt with { Prices = booking.Prices, SectionId = booking.SectionId, Quantity = booking.Quantity, Seats = booking.Seats });
        }

        if (booking.RefundedMinor - Sum(booking, ReceiptKind.CreditNote) is > 0 and var refunded)
        {
            booking.Receipts.Add(Part(booking, ReceiptKind.CreditNote, refunded, at));
        }
    }

    /// <summary>The first receipt without a number. Null: each has one.</summary>
    public static int? Unnumbered(BookingState booking) => booking.Receipts.Find(static receipt => receipt.Number == 0)?.Step;

    /// <summary>A receipt gets its number. The one that it has stays.</summary>
    public static (BookingState? Next, bool IsTaken) Number(BookingState booking, NumberReceipt command)
    {
        var at = booking.Receipts.FindIndex(receipt => receipt.Step == command.Step);
        if (at < 0 || booking.Receipts[at].Number != 0)
        {
            return (null, at >= 0 && booking.Receipts[at].Number == command.Number);
        }

        var next = booking.Copy();
        next.Receipts[at] = booking.Receipts[at] with { Number = command.Number, IssuedAt = command.IssuedAt, EventName = command.EventName, Seller = command.Seller };
        return (next, true);
    }

    private static Receipt Part(BookingState booking, ReceiptKind kind, long minor, DateTimeOffset at)
    {
        // How a difference was paid may be another way than the first time; and what several payments brought has no one name.
        var isFirst = !booking.Receipts.Exists(static receipt => receipt.Kind == ReceiptKind.Payment);
        var isOfOne = booking.Receipts.Count(static receipt => receipt.Kind == ReceiptKind.Payment) == 1;
        return new Receipt
        {
            Step = booking.Receipts.Count + 1,
            Kind = kind,
            At = at,
            AmountMinor = minor,
            Taxes = TaxesOf(booking, kind, minor),
            PaymentProvider = booking.PaymentProvider,
            PaymentMethod = isFirst || (kind == ReceiptKind.CreditNote && isOfOne) ? booking.PaymentMethod : null,
            PaymentReference = kind == ReceiptKind.Payment || isOfOne ? booking.PaymentReference : null,
        };
    }

    /// <summary>
    /// Where the booking is paid to its price with it, what that has of each tax and was not told yet, which may be less than nothing of one
    /// of them after an exchange; else the part of the price, or of what is left to be paid back.
    /// </summary>
    private static ImmutableArray<TaxLine> TaxesOf(BookingState booking, ReceiptKind kind, long minor)
    {
        var (sign, left) = (kind == ReceiptKind.Payment ? 1 : -1, Left(booking));
        if (BookingGiveBacks.PricesLeft(booking) is { } prices && left + (sign * minor) == prices.TotalMinor)
        {
            return [.. Sum(prices.Taxes.Select(tax => (sign, tax)).Concat(TaxesLeft(booking).Select(tax => (-sign, tax)))).Where(static tax => tax is not { NetMinor: 0, AmountMinor: 0 })];
        }

        return kind == ReceiptKind.Payment ? TaxRules.Share(booking.Prices?.Taxes ?? [], minor, booking.Prices?.TotalMinor ?? minor) : TaxRules.Share(TaxesLeft(booking), minor, left);
    }

    private static long Sum(BookingState booking, ReceiptKind kind) => booking.Receipts.Where(receipt => receipt.Kind == kind).Sum(static receipt => receipt.AmountMinor);

    /// <summary>What was taken and not paid back.</summary>
    private static long Left(BookingState booking) => Sum(booking, ReceiptKind.Payment) - Sum(booking, ReceiptKind.CreditNote);

    /// <summary>The taxes of that: what was taken of each, less what was paid back of it.</summary>
    private static ImmutableArray<TaxLine> TaxesLeft(BookingState booking) =>
        [.. Sum(booking.Receipts.SelectMany(static receipt => receipt.Taxes.Select(tax => (receipt.Kind == ReceiptKind.Payment ? 1 : -1, tax))))];

    private static IEnumerable<TaxLine> Sum(IEnumerable<(int Sign, TaxLine Tax)> taxes) => taxes
        .GroupBy(static of => (of.Tax.Name, of.Tax.PercentHundredths))
        .Select(static same => same.First().Tax with
        {
            NetMinor = same.Sum(static of => of.Sign * of.Tax.NetMinor),
            AmountMinor = same.Sum(static of => of.Sign * of.Tax.AmountMinor),
        });
}
