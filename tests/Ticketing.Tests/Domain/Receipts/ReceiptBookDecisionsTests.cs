using Ticketing.Identifiers;
using Ticketing.Receipts;
using Ticketing.Tests.Domain.Tickets;

namespace Ticketing.Tests.Domain.Receipts;

public sealed class ReceiptBookDecisionsTests
{
    private static readonly DateTimeOffset Noon = TicketSamples.Start;

    [Fact]
    public void Whoever_asks_again_gets_no_second_number()
    {
        ReceiptBookState book = new();
        Assert.True(ReceiptBookDecisions.Give(book, Booking(1), 1, Noon));
        Assert.False(ReceiptBookDecisions.Give(book, Booking(1), 1, Noon));
        ReceiptBookDecisions.Settle(book, book.OnTheWay[0], new NumberedReceipt(IsTaken: true, NextStep: null), Noon);
        Assert.False(ReceiptBookDecisions.Give(book, Booking(1), 1, Noon));
        Assert.True(ReceiptBookDecisions.Give(book, Booking(1), 2, Noon));
        Assert.Equal([2L], book.OnTheWay.Select(static given => given.Number));
    }

    [Fact]
    public void A_number_that_is_not_taken_is_the_next_receipts()
    {
        ReceiptBookState book = new();
        ReceiptBookDecisions.Give(book, Booking(1), 1, Noon);
        ReceiptBookDecisions.Give(book, Booking(2), 1, Noon.AddSeconds(-1));
        var (first, second) = (book.OnTheWay[0], book.OnTheWay[1]);
        Assert.Equal((1L, 2L, Noon), (first.Number, second.Number, second.At));
        ReceiptBookDecisions.Settle(book, first, new NumberedReceipt(IsTaken: false, NextStep: null), Noon);
        ReceiptBookDecisions.Settle(book, first, new NumberedReceipt(IsTaken: false, NextStep: null), Noon);
        Assert.Equal([1L], book.Free);
        ReceiptBookDecisions.Give(book, Booking(3), 1, Noon);
        ReceiptBookDecisions.Give(book, Booking(4), 1, Noon);
        Assert.Equal([2L, 1L, 3L], book.OnTheWay.Select(static given => given.Number));
        Assert.Empty(book.Free);
    }

    [Fact]
    public void The_next_receipt_of_a_booking_follows_by_itself()
    {
        ReceiptBookState book = new();
        ReceiptBookDecisions.Give(book, Booking(1), 1, Noon);
        ReceiptBookDecisions.Settle(book, book.OnTheWay[0], new NumberedReceipt(IsTaken: true, NextStep: 2), Noon);
        Assert.Equal((2, 2L), (book.OnTheWay[0].Step, book.OnTheWay[0].Number));
    }

    [Fact]
    public void What_is_remembered_does_not_grow_for_ever()
    {
        ReceiptBookState book = new();
        for (ulong i = 1; i <= ReceiptBookDecisions.Remembered + 10; i++)
        {
            ReceiptBookDecisions.Give(book, Booking(i), 1, Noon);
            ReceiptBookDecisions.Settle(book, book.OnTheWay[0], new NumberedReceipt(IsTaken: true, NextStep: null), Noon);
        }

        Assert.Equal((ReceiptBookDecisions.Remembered, 0, ReceiptBookDecisions.Remembered + 10L), (book.Known.Count, book.OnTheWay.Count, book.Last));
    }

    private static BookingId Booking(ulong nonce) => BookingId.Of(HoldId.InUnit(4_711, 2, 7, nonce));
}
