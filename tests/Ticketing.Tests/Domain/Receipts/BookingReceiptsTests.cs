using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Receipts;
using Ticketing.Tests.Domain.Tickets;

namespace Ticketing.Tests.Domain.Receipts;

public sealed class BookingReceiptsTests
{
    private static readonly DateTimeOffset Noon = TicketSamples.Start;

    [Fact]
    public void What_is_paid_has_a_receipt_with_its_taxes_in_the_same_step()
    {
        var receipt = Assert.Single(Booked(isIncluded: true).Receipts);
        Assert.Equal((1, ReceiptKind.Payment, 4_999, 2, 0L, Noon), (receipt.Step, receipt.Kind, receipt.AmountMinor, receipt.Quantity, receipt.Number, receipt.At));
        Assert.Equal("700 327 4672", Assert.Single(receipt.Taxes.Select(static tax => $"{tax.PercentHundredths} {tax.AmountMinor} {tax.NetMinor}")));
        Assert.Equal(5_349, Assert.Single(Booked(isIncluded: false).Receipts).AmountMinor);
        Assert.Empty(BookingDecisions.Open(new BookingState(), TicketSamples.Confirmed(TicketSamples.Booking.Hold) with { AmountMinor = 0 }).Next!.Receipts);
    }

    [Theory]
    [InlineData(true, 1, 2, 3)]
    [InlineData(true, 1_111, 1_111, 1_111)]
    [InlineData(false, 33, 3_000, 1)]
    [InlineData(false, 2_674, 2_674)]
    public void What_is_paid_back_in_parts_never_has_more_tax_than_was_paid_and_all_of_it_all(bool isIncluded, params int[] parts)
    {
        var booking = Booked(isIncluded);
        foreach (var part in parts)
        {
            booking = BookingDecisions.Refund(booking, new RefundBooking { By = "boss", AmountMinor = part }, Noon).Next!;
            Assert.True(Back(booking) <= Taken(booking), $"{Back(booking)} of {Taken(booking)}");
            Assert.Equal(part, booking.Receipts[^1].Taxes.Sum(static tax => tax.NetMinor + tax.AmountMinor));
        }

        var all = BookingDecisions.Refund(booking, new RefundBooking { By = "boss" }, Noon).Next!;
        Assert.Equal(Taken(all), Back(all));
        Assert.Equal(all.AmountMinor, all.Receipts.Where(static receipt => receipt.Kind == ReceiptKind.CreditNote).Sum(static receipt => receipt.AmountMinor));
        Assert.Equal(Enumerable.Range(1, parts.Length + 2), all.Receipts.Select(static receipt => receipt.Step));
    }

    [Theory]
    [InlineData(2_000, 4_000, "131 0")]
    [InlineData(4_000, 2_000, "131 0")]
    [InlineData(1_000, 1_999, "66 0")]
    public void After_an_exchange_the_receipts_have_the_taxes_of_the_new_price(long before, long after, string told)
    {
        var booking = Booked(isIncluded: true).Copy();
        booking.Receipts.Clear();
        (booking.Prices, booking.AmountMinor) = (Prices(before), before + 200);
        BookingReceipts.Note(booking, Noon);
        Assert.Equal([.. Prices(before).Taxes.Select(static tax => tax.AmountMinor)], booking.Receipts[0].Taxes.Select(static tax => tax.AmountMinor));

        booking.Prices = Prices(after);
        booking.AmountMinor += Math.Max(0, after - before);
        booking.RefundedMinor += Math.Max(0, before - after);
        BookingReceipts.Note(booking, Noon);
        Assert.Equal((2, Math.Abs(after - before)), (booking.Receipts.Count, booking.Receipts[1].AmountMinor));
        Assert.Equal(booking.Receipts[1].AmountMinor, booking.Receipts[1].Taxes.Sum(static tax => tax.NetMinor + tax.AmountMinor));
        Assert.Equal(told, $"{booking.Receipts[1].Taxes[0].AmountMinor} {booking.Receipts[1].Taxes.Skip(1).Sum(static tax => tax.AmountMinor)}");
        Assert.Equal(Prices(after).TaxMinor, Taken(booking) - Back(booking));

        static PriceBreakdown Prices(long minor)
        {
            PriceBreakdown prices = new() { Lines = [new PriceLine { Quantity = 1, PriceMinor = minor }], OrderFeeMinor = 200 };
            return prices with { Taxes = TaxRules.Lines(new EventTax { Name = "VAT", TicketHundredths = 700, FeeHundredths = 1_900, IsIncluded = true }, minor, 200, "EUR") };
        }
    }

    [Fact]
    public void A_step_that_moves_no_money_has_none()
    {
        var booking = Booked(isIncluded: true);
        Assert.Single(BookingDecisions.Complete(booking, Noon, Noon).Next!.Receipts);
        Assert.Equal(["Payment", "CreditNote"], BookingDecisions.Cancel(booking, new CancelBooking { By = "ann", RefundPercent = 50 }, Noon).Next!.Receipts.Select(static receipt => $"{receipt.Kind}"));
        Assert.Single(BookingDecisions.Cancel(booking, new CancelBooking { By = "ann", RefundPercent = 0 }, Noon).Next!.Receipts);
    }

    [Fact]
    public void A_receipt_keeps_the_number_that_it_has()
    {
        var booking = Booked(isIncluded: true);
        Assert.Equal(1, BookingReceipts.Unnumbered(booking));
        var (numbered, isTaken) = BookingReceipts.Number(booking, Numbered(7));
        Assert.True(isTaken);
        Assert.Equal((7L, "Play", "Play Ltd"), (numbered!.Receipts[0].Number, numbered.Receipts[0].EventName, numbered.Receipts[0].Seller!.Name));
        Assert.Null(BookingReceipts.Unnumbered(numbered));
        Assert.Equal((null, true), BookingReceipts.Number(numbered, Numbered(7)));
        Assert.Equal((null, false), BookingReceipts.Number(numbered, Numbered(8)));
    }

    private static NumberReceipt Numbered(long number) => new(1, number, Noon, "Play", new EventSeller { Name = "Play Ltd" });

    private static BookingState Booked(bool isIncluded)
    {
        PriceBreakdown prices = new() { Lines = [new PriceLine { Quantity = 1, PriceMinor = 4_000 }, new PriceLine { Quantity = 1, PriceMinor = 999 }] };
        EventTax tax = new() { Name = "VAT", TicketHundredths = 700, FeeHundredths = 700, IsIncluded = isIncluded };
        prices = prices with { Taxes = TaxRules.Lines(tax, prices.PlacesMinor, 0, "USD") };
        return BookingDecisions.Open(new BookingState(), TicketSamples.Confirmed(TicketSamples.Booking.Hold) with { AmountMinor = prices.TotalMinor, Prices = prices }).Next!;
    }

    private static long Taken(BookingState booking) => Tax(booking, ReceiptKind.Payment);

    private static long Back(BookingState booking) => Tax(booking, ReceiptKind.CreditNote);

    private static long Tax(BookingState booking, ReceiptKind kind) =>
        booking.Receipts.Where(receipt => receipt.Kind == kind).Sum(static receipt => receipt.Taxes.Sum(static tax => tax.AmountMinor));
}
