using Ticketing.Bookings;
using Ticketing.Receipts;

namespace Ticketing.Simulation;

/// <summary>
/// I16: once quiet, each payment of a booking has a receipt and what was paid back a credit note, with the taxes that are in them; and the
/// receipts of an event are numbered from 1 on, none twice and none left out.
/// </summary>
public sealed class ReceiptCheck(History history)
{
    private readonly List<(Guid Event, long Number, string Of)> _numbers = [];

    public void Read(BookingState booking)
    {
        var receipts = booking.Receipts;
        string Where() => $"booking {booking.BookingId} is {booking.Status} and {booking.PaymentStatus}, {booking.AmountMinor} were paid and {booking.RefundedMinor} paid back; its receipts: "
            + string.Join(", ", receipts.Select(static receipt => $"{receipt.Kind} {receipt.Number} of {receipt.AmountMinor} with {string.Join('+', receipt.Taxes.Select(static tax => tax.AmountMinor))}"));
        history.Require(receipts.TrueForAll(static receipt => receipt.Number > 0), "I16", () => $"a receipt has no number: {Where()}");
        history.Require(receipts.Zip(receipts.Skip(1)).All(static two => two.First.Number < two.Second.Number), "I16", () => $"a later receipt has an earlier number: {Where()}");
        _numbers.AddRange(receipts.Select(receipt => (booking.BookingId.Hold.Event.Value, receipt.Number, booking.BookingId.ToString()!)));
        if (booking is not { ConfirmedAt: not null, PaymentStatus: PaymentStatus.Completed or PaymentStatus.Refunded })
        {
            history.Require(receipts.Count == 0, "I16", () => $"nothing was paid: {Where()}");
            return;
        }

        var (paid, refunded) = (Sum(receipts, ReceiptKind.Payment, static receipt => receipt.AmountMinor), Sum(receipts, ReceiptKind.CreditNote, static receipt => receipt.AmountMinor));

        // What was cancelled before its money was taken has neither.
        var isVoid = receipts.Count == 0 && booking.RefundedMinor == booking.AmountMinor;
        history.Require(isVoid || (paid, refunded) == (booking.AmountMinor, booking.RefundedMinor), "I16", () => $"receipts do not come to what was paid: {Where()}");
        history.Require(
            receipts.TrueForAll(static receipt => receipt.Taxes.IsEmpty || receipt.Taxes.Sum(static tax => tax.NetMinor + tax.AmountMinor) == receipt.AmountMinor),
            "I16",
            () => $"a receipt is not its net and its tax: {Where()}");
        var (taken, back) = (Sum(receipts, ReceiptKind.Payment, TaxOf), Sum(receipts, ReceiptKind.CreditNote, TaxOf));
        history.Require(back <= taken && (paid != refunded || back == taken), "I16", () => $"{back} of {taken} tax was paid back: {Where()}");
        history.Require(
            booking is not { GivenBack.Count: > 0, PlacesHold: null, Status: BookingStatus.Confirmed } || taken - back == (BookingGiveBacks.PricesLeft(booking)?.TaxMinor ?? 0),
            "I16",
            () => $"of {taken} tax {back} went back with tickets, and the others have {BookingGiveBacks.PricesLeft(booking)?.TaxMinor}: {Where()}");
        history.Require(
            isVoid || (booking.PlacesHold is not null && paid - refunded != booking.Prices?.TotalMinor) || (booking.PlacesHold is null ? taken : taken - back) == (booking.Prices?.TaxMinor ?? 0),
            "I16",
            () => $"{booking.Prices?.TaxMinor} tax was taken, and receipts say {taken}, and {back} back: {Where()}");
    }

    public void Check()
    {
        foreach (var @event in _numbers.GroupBy(static number => number.Event))
        {
            var numbers = @event.OrderBy(static number => number.Number).ToArray();
            history.Require(
                numbers.Select(static number => number.Number).SequenceEqual(Enumerable.Range(1, numbers.Length).Select(static number => (long)number)),
                "I16",
                () => $"the receipts of event {@event.Key} have the numbers {string.Join(", ", numbers.Select(static number => $"{number.Number} of {number.Of}"))}");
        }
    }

    private static long Sum(List<Receipt> receipts, ReceiptKind kind, Func<Receipt, long> of) => receipts.Where(receipt => receipt.Kind == kind).Sum(of);

    private static long TaxOf(Receipt receipt) => receipt.Taxes.Sum(static tax => tax.AmountMinor);
}
