using Ticketing.Bookings;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Receipts;
using Ticketing.Tests.Domain.Tickets;
using Ticketing.Tickets;

namespace Ticketing.Tests.Documents;

/// <summary>Tickets and receipts to be drawn.</summary>
internal static class Printed
{
    public static TicketKeyRing Ring { get; } = new(TicketSamples.Key(1));

    public static TicketView Ticket(int number = 1, int of = 1)
    {
        var claims = TicketSamples.Claims with { TicketId = new TicketId(TicketSamples.Booking, number) };
        return new TicketView
        {
            Claims = claims,
            Code = Ring.Sign(claims),
            Reference = "K7QF2MPX4T",
            Count = of,
            EventName = "Concert",
            Venue = "Town Hall",
            StartsAt = TicketSamples.Start,
            Section = "Stalls",
            Row = "A",
            Seat = "12",
            Holder = "Ann Example",
            PriceMinor = 2_500,
            Currency = "EUR",
        };
    }

    /// <summary>Of places at 25.00 each, with 2.50 off and a tax of 7 % that is added.</summary>
    public static PrintedReceipt Receipt(string seller, int lines = 1)
    {
        PriceLine line = new() { SectionId = "stalls", TypeId = "adult", Name = "Adult", Quantity = 2, PriceMinor = 2_250, DiscountMinor = 250 };
        PriceBreakdown prices = new() { Lines = [.. Enumerable.Repeat(line, lines)], Code = "TEN" };
        prices = prices with { Taxes = TaxRules.Lines(new EventTax { Name = "VAT", TicketHundredths = 700, FeeHundredths = 700 }, prices.PlacesMinor, 0, "EUR") };
        var hold = TicketSamples.Confirmed(TicketSamples.Booking.Hold) with { AmountMinor = prices.TotalMinor, Prices = prices, Currency = "EUR" };
        var booking = BookingDecisions.Confirm(new BookingState(), new ConfirmBooking { Hold = hold, By = "boss", PaymentMethod = "cash", PaymentReference = "till 1" }).Next!;
        var (numbered, _) = BookingReceipts.Number(booking, new NumberReceipt(
            1, 1, TicketSamples.Start, seller, new EventSeller { Name = seller, Address = "1 High Street\nTown", TaxNumber = "DE 123" }));
        var view = BookingViews.View(numbered!);
        return new PrintedReceipt(view.Receipts[0], view, new EventView { Sections = [new SectionPlan { SectionId = "stalls", Name = "Stalls" }] });
    }
}
