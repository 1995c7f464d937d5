using System.Collections.Immutable;
using Ticketing.Attendees;
using Ticketing.Bookings;
using Ticketing.Doors;
using Ticketing.Events;
using Ticketing.Feeds;
using Ticketing.Finalization;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Receipts;
using Ticketing.Tests.Domain.Tickets;
using Ticketing.Tickets;

namespace Ticketing.Tests.Domain.Bookings;

/// <summary>Some tickets of a booking go back: their money to the minor unit, and the others stay what they are.</summary>
public sealed class BookingGiveBacksTests
{
    private static readonly DateTimeOffset Noon = TicketSamples.Start;
    private static readonly string[] Seats = ["stalls-A-1", "stalls-A-2", "boxes-B-1"];

    [Fact]
    public void A_ticket_goes_back_for_its_price_and_fee_and_the_order_s_fee_stays_until_the_last()
    {
        var one = GiveBack(Priced(), 3).Next!;
        Assert.Equal((899 + 122, BookingStatus.Confirmed, PaymentStatus.Completed, true), (one.RefundedMinor, one.Status, one.PaymentStatus, one.OwesMoney));
        var two = GiveBack(one, 1).Next!;
        Assert.Equal(899 + 122 + 1800 + 145, two.RefundedMinor);
        var all = GiveBack(two, 2).Next!;
        Assert.Equal((Total, Total, BookingStatus.Cancelled, PaymentStatus.Refunded, true), (all.RefundedMinor, all.AmountMinor, all.Status, all.PaymentStatus, all.OwesPlaces));
    }

    [Theory]
    [InlineData(false, "EUR", 888)]
    [InlineData(true, "EUR", 888)]
    [InlineData(false, "JPY", 1_000)]
    [InlineData(false, "KWD", 500)]
    [InlineData(true, "KWD", 770)]
    public void In_whatever_order_tickets_go_back_their_money_and_taxes_come_to_all_that_was_paid(bool included, string currency, int rate)
    {
        int[][] orders = [[1, 2, 3], [3, 2, 1], [2, 3, 1], [1, 3, 2]];
        foreach (var order in orders)
        {
            var booking = Priced(Vat(rate, included), currency);
            foreach (var place in order)
            {
                booking = GiveBack(booking, place).Next!;
            }

            Assert.Equal((booking.AmountMinor, BookingStatus.Cancelled), (booking.RefundedMinor, booking.Status));
            var notes = booking.Receipts.Where(static receipt => receipt.Kind == ReceiptKind.CreditNote).ToArray();
            Assert.Equal(3, notes.Length);
            Assert.All(notes, static note => Assert.Equal(note.AmountMinor, note.Taxes.Sum(static tax => tax.NetMinor + tax.AmountMinor)));
            Assert.Equal(
                booking.Prices!.Taxes.Select(static tax => (tax.PercentHundredths, tax.NetMinor, tax.AmountMinor)),
                notes.SelectMany(static note => note.Taxes).GroupBy(static tax => tax.PercentHundredths).OrderBy(tax => tax.Key == rate ? 0 : 1)
                    .Select(static same => (same.Key, same.Sum(static tax => tax.NetMinor), same.Sum(static tax => tax.AmountMinor))));
        }
    }

    [Fact]
    public void A_credit_note_has_the_taxes_of_the_ticket_and_not_a_share_of_all()
    {
        var next = GiveBack(Priced(Vat(700, included: true)), 3).Next!;
        var note = next.Receipts[^1];
        Assert.Equal((ReceiptKind.CreditNote, 1_021L), (note.Kind, note.AmountMinor));

        // 44.99 at 7 % less 36.00 at 7 %, and 4.62 at 19 % less 3.40 at 19 %.
        Assert.Equal([(700, 294 - 236), (1_900, 74 - 54)], note.Taxes.Select(static tax => (tax.PercentHundredths, (int)tax.AmountMinor)));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(33)]
    [InlineData(1)]
    [InlineData(0)]
    public void Shares_that_are_rounded_down_one_by_one_come_to_the_share_of_the_whole(int percent)
    {
        var booking = Priced();
        foreach (var place in new[] { 2, 1, 3 })
        {
            booking = GiveBack(booking, [place], percent).Next!;
        }

        Assert.Equal(Total * percent / 100, booking.RefundedMinor);
        var atOnce = GiveBack(GiveBack(Priced(), [2], percent).Next!, [1, 3], percent).Next!;
        var cancelled = BookingDecisions.Cancel(GiveBack(Priced(), [2], percent).Next!, new CancelBooking { By = "ann", RefundPercent = percent }, Noon).Next!;
        Assert.Equal((booking.RefundedMinor, booking.RefundedMinor), (atOnce.RefundedMinor, cancelled.RefundedMinor));
    }

    [Fact]
    public void What_was_kept_of_a_ticket_stays_kept_when_the_rest_is_paid_back_in_full()
    {
        var half = GiveBack(Priced(), [3], 50).Next!;
        Assert.Equal((510L, 511L), (half.RefundedMinor, half.GivenBack[0].KeptMinor));
        Assert.Equal(Total - 511, GiveBack(half, [1, 2], 100).Next!.RefundedMinor);
        Assert.Equal(Total - 511, BookingDecisions.Cancel(half, new CancelBooking { By = "boss" }, Noon).Next!.RefundedMinor);
        Assert.Equal(Total, BookingDecisions.Refund(half, new RefundBooking { By = "boss" }, Noon).Next!.RefundedMinor);
    }

    [Fact]
    public void What_staff_paid_back_before_is_not_paid_back_twice()
    {
        var kind = BookingDecisions.Refund(Priced(), new RefundBooking { By = "boss", AmountMinor = 4_000 }, Noon).Next!;
        var next = GiveBack(kind, 1, 3).Next!;
        Assert.Equal(Total, next.RefundedMinor);
        Assert.Equal((BookingStatus.Confirmed, 1), (next.Status, BookingGiveBacks.CountOf(next)));
        Assert.Equal(Total, GiveBack(next, 2).Next!.RefundedMinor);
    }

    [Fact]
    public void Places_without_a_breakdown_cost_what_their_home_says_or_all_the_same()
    {
        var even = GiveBack(TicketSamples.Booked(places: 3), 1).Next!;
        Assert.Equal(166, even.RefundedMinor);
        Assert.Equal(500, GiveBack(GiveBack(even, 3).Next!, 2).Next!.RefundedMinor);
        var told = BookingGiveBacks.GiveBack(TicketSamples.Booked(), Command([2]) with { PlacePrices = [400, 100] }, Noon).Next!;
        Assert.Equal(100, told.RefundedMinor);
        Assert.Equal(400, BookingGiveBacks.PriceLeft(told));
    }

    [Fact]
    public void What_costs_nothing_goes_back_and_no_money_is_said_to()
    {
        var free = TicketSamples.Booked();
        free.AmountMinor = 0;
        free.Receipts.Clear();
        var next = GiveBack(free, 1).Next!;
        Assert.Equal((0L, PaymentStatus.Completed, false), (next.RefundedMinor, next.PaymentStatus, next.OwesMoney));
        Assert.Empty(next.Receipts);
    }

    [Fact]
    public void The_others_keep_their_numbers_codes_and_attendees()
    {
        var booking = Priced();
        booking.Attendees = new BookingAttendees { Tickets = [new Attendee { Name = "Ann" }, new Attendee { Name = "Bob" }, new Attendee { Name = "Cy" }] };
        var next = GiveBack(booking, 2).Next!;
        var view = BookingViews.View(next);
        Assert.Equal((3, 2), (view.Quantity, view.TicketCount));
        Assert.Equal([1, 3], view.Tickets);
        Assert.Equal(["stalls-A-1", "boxes-B-1"], [.. view.SeatsNow]);
        Assert.Equal(["Ann", null, "Cy"], next.Attendees!.Tickets.Select(static attendee => attendee.Name));
        Assert.Equal((1, 2, 1), (view.RevisionOf(1), view.RevisionOf(2), view.RevisionOf(3)));
        Assert.Equal(["adult 1 stalls-A-1", "child 1 boxes-B-1"], view.PricesNow!.Lines.Select(static line => $"{line.TypeId} {line.Quantity} {string.Join(',', line.Seats)}"));
        Assert.Equal([1, 3], TicketLetters.ToEach(view).SelectMany(static letter => letter.Places));
        Assert.Equal([1, 3], [.. TicketLetters.Owed(view)[0].Places]);
    }

    [Fact]
    public void Its_code_lets_nobody_in_and_gates_that_work_offline_learn_so()
    {
        var next = GiveBack(Priced(), 2).Next!;
        Assert.Equal((true, Noon), (BookingTickets.Standing(next, 2).IsKnown, BookingTickets.Standing(next, 2).EndedAt));
        Assert.Null(BookingTickets.Standing(next, 1).EndedAt);
        var revoked = Assert.Single(next.Revocations);
        Assert.Equal((2, 2), (revoked.Place, revoked.BelowRevision));
    }

    [Fact]
    public void The_same_again_changes_nothing_also_after_the_last()
    {
        var one = GiveBack(Priced(), 1).Next!;
        Assert.Equal(BookingDecision.Nothing, GiveBack(one, 1));
        Assert.Equal(RefusalCode.TicketGivenBack, GiveBack(one, 1, 2).Refusal!.Code);
        var all = GiveBack(one, 2, 3).Next!;
        Assert.Equal(BookingDecision.Nothing, GiveBack(all, 2, 3));
        Assert.Equal(BookingDecision.Nothing, GiveBack(all, 1));
        Assert.Equal((3, 2), (all.Quantity, BookingGiveBacks.CountOf(all)));
    }

    [Fact]
    public void It_is_refused_for_a_reason()
    {
        Assert.Equal(RefusalCode.BookingNotFound, GiveBack(new BookingState(), 1).Refusal!.Code);
        Assert.Equal(RefusalCode.TicketNotFound, GiveBack(Priced(), 4).Refusal!.Code);
        Assert.Equal(RefusalCode.TicketNotFound, GiveBack(Priced(), 0, 1).Refusal!.Code);
        Assert.Equal(RefusalCode.StaleVersion, BookingGiveBacks.GiveBack(Priced(), Command([1]) with { ExpectedVersion = 7 }, Noon).Refusal!.Code);
        Assert.Equal(RefusalCode.CancelledTooLate, BookingGiveBacks.GiveBack(Priced(), Command([1]) with { NotAfter = Noon.AddHours(-1) }, Noon).Refusal!.Code);
        Assert.Equal(RefusalCode.BookingTransition, GiveBack(BookingDecisions.Cancel(Priced(), new CancelBooking { By = "ann" }, Noon).Next!, 1).Refusal!.Code);
        var paying = Priced();
        paying.PaymentStatus = PaymentStatus.Processing;
        Assert.Equal(RefusalCode.PaymentUnderWay, GiveBack(paying, 1).Refusal!.Code);
    }

    [Fact]
    public void A_ticket_that_somebody_came_with_stays_and_the_others_may_go()
    {
        var booking = Priced();
        BookingTickets.Attend(booking, 1, Noon);
        Assert.Equal(RefusalCode.AlreadyAttended, GiveBack(booking, 1, 2).Refusal!.Code);
        Assert.Equal(2, BookingGiveBacks.CountOf(GiveBack(booking, 2).Next!));
    }

    [Fact]
    public void A_ticket_that_was_passed_on_is_given_back_by_staff_alone_and_is_nobody_s_then()
    {
        var passed = BookingTransfers.Transfer(Priced(), new TransferTicket { Place = 2, Revision = 1, To = "bob", By = "ann" }, Noon).Next!;
        Assert.Equal(RefusalCode.TicketsPassedOn, BookingGiveBacks.GiveBack(passed, Command([2]) with { UnlessPassedOn = true }, Noon).Refusal!.Code);
        Assert.Null(BookingGiveBacks.GiveBack(passed, Command([1]) with { UnlessPassedOn = true }, Noon).Refusal);
        var next = GiveBack(passed, 2).Next!;
        Assert.False(BookingTransfers.IsPassedOn(next));
        Assert.Empty(next.OwedLetters);
        Assert.Equal(1, BookingTransfers.Count(next));
        Assert.Equal(RefusalCode.TicketGivenBack, BookingTransfers.Transfer(next, new TransferTicket { Place = 2, Revision = 3, To = "cy", By = "ann" }, Noon).Refusal!.Code);
        Assert.Equal(RefusalCode.TicketGivenBack, BookingTickets.Reissue(next, new ReissueTicket(2, 3), Noon).Refusal!.Code);
    }

    [Fact]
    public void Its_places_are_owed_until_the_home_has_heard_of_each()
    {
        var one = GiveBack(Priced(), 1).Next!;
        Assert.True(BookingGiveBacks.OwesPlaces(one));
        var two = GiveBack(one, 2).Next!;
        var heard = BookingGiveBacks.Returned(two, 1)!;
        Assert.True(BookingGiveBacks.OwesPlaces(heard));
        Assert.Null(BookingGiveBacks.Returned(heard, 1));
        Assert.False(BookingGiveBacks.OwesPlaces(BookingGiveBacks.Returned(heard, 2)!));
    }

    [Fact]
    public void An_exchange_is_for_as_many_places_as_are_left_and_numbers_their_tickets_anew()
    {
        var booking = GiveBack(Priced(), [2], 50).Next!;
        booking.Attendees = new BookingAttendees { Tickets = [new Attendee { Name = "Ann" }, Attendee.Nobody, new Attendee { Name = "Cy" }] };
        Assert.Equal(RefusalCode.StaleVersion, Exchange(booking, places: 3).Refusal!.Code);
        var next = Exchange(booking, places: 2).Next!;
        Assert.Equal((2, 2, 500L), (next.Quantity, BookingGiveBacks.CountOf(next), BookingGiveBacks.PriceLeft(next)));
        Assert.Equal(["Ann", "Cy"], next.Attendees!.Tickets.Select(static attendee => attendee.Name));
        Assert.Equal([(1, 3), (2, 3)], next.Revisions.Select(static revision => (revision.Place, revision.Revision)));
        Assert.Null(BookingTickets.Standing(next, 2).EndedAt);
        Assert.False(BookingGiveBacks.OwesPlaces(next));

        // What was kept of the ticket that went back before stays kept.
        var kept = booking.GivenBack[0].KeptMinor;
        Assert.Equal(next.AmountMinor - kept, BookingDecisions.Cancel(next, new CancelBooking { By = "boss" }, Noon).Next!.RefundedMinor);
        var last = GiveBack(next, 1).Next!;
        Assert.Equal(250, last.RefundedMinor - next.RefundedMinor);
    }

    [Fact]
    public void Followers_are_told_what_the_booking_had_then_whenever_it_is_told()
    {
        var booking = Priced();
        var one = GiveBack(booking, 2).Next!;
        var two = Exchange(one, places: 2).Next!;
        var three = GiveBack(two, 1).Next!;
        var told = BookingFeed.Untold(three);
        Assert.Equal(["booking.confirmed", "ticket.given_back", "booking.exchanged", "ticket.given_back"], told.Select(static step => step.Type));
        Assert.Equal(BookingFeed.Untold(booking)[0].Data, told[0].Data);
        Assert.Equal(BookingFeed.Untold(one)[1].Data, told[1].Data);
        Assert.Contains($"\"quantity\":2,\"seats\":[\"stalls-A-1\",\"boxes-B-1\"],\"given_back_tickets\":[\"{new TicketId(booking.BookingId, 2)}\"]", $"{told[1].Data}", StringComparison.Ordinal);
        Assert.Contains("\"quantity\":1,", $"{told[3].Data}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_letter_that_was_on_its_way_with_the_ticket_is_not_the_last()
    {
        var booking = Priced();
        var letter = new SentLetter { IsOwn = true, Places = booking.BookingId.Hold, Tickets = [new TicketRevision(1, 1, Noon), new TicketRevision(2, 1, Noon), new TicketRevision(3, 1, Noon)] };
        var next = GiveBack(TicketLetters.Sent(booking, letter, Noon)!, 2).Next!;
        Assert.Null(next.TicketsMailedAt);
        Assert.Null(TicketLetters.Sent(next, letter, Noon));
        Assert.Equal(Noon, TicketLetters.Sent(next, letter with { Tickets = [letter.Tickets[0], letter.Tickets[2]] }, Noon)!.TicketsMailedAt);
    }

    private const long Total = (2 * (1_800 + 145)) + 899 + 122 + 50;

    /// <summary>A rate for tickets, and 19 % for fees.</summary>
    private static EventTax Vat(int rate, bool included) => new() { Name = "VAT", TicketHundredths = rate, FeeHundredths = 1_900, IsIncluded = included };

    private static BookingState Priced(EventTax? tax = null, string currency = "EUR")
    {
        PriceBreakdown prices = new()
        {
            Lines =
            [
                new PriceLine { SectionId = "stalls", TypeId = "adult", Name = "Adult", Quantity = 2, PriceMinor = 1_800, FeeMinor = 145, DiscountMinor = 200, Seats = [Seats[0], Seats[1]] },
                new PriceLine { SectionId = "boxes", TypeId = "child", Name = "Child", Quantity = 1, PriceMinor = 899, FeeMinor = 122, DiscountMinor = 100, Seats = [Seats[2]] },
            ],
            OrderFeeMinor = 50,
            Code = "SPRING",
        };
        prices = prices with { Taxes = TaxRules.Lines(tax, prices.PlacesMinor, prices.FeesMinor, currency) };
        var hold = TicketSamples.Confirmed(TicketSamples.Booking.Hold, places: 3) with { SectionId = "", Seats = [.. Seats], AmountMinor = prices.TotalMinor, Prices = prices, Currency = currency };
        var booking = BookingDecisions.Open(new BookingState(), hold).Next!;
        booking.PaymentProvider = "stripe";
        return booking;
    }

    private static GiveBackTickets Command(ImmutableArray<int> places) => new() { Places = places, By = "ann" };

    private static BookingDecision GiveBack(BookingState booking, params ImmutableArray<int> places) => BookingGiveBacks.GiveBack(booking, Command(places), Noon);

    private static BookingDecision GiveBack(BookingState booking, ImmutableArray<int> places, int percent) =>
        BookingGiveBacks.GiveBack(booking, Command(places) with { RefundPercent = percent }, Noon);

    private static BookingDecision Exchange(BookingState booking, int places)
    {
        var hold = HoldId.Coordinated(TicketSamples.Booking.Hold.EventKey, 77);
        return BookingExchanges.Exchange(
            booking,
            new ExchangePlaces
            {
                Hold = TicketSamples.Confirmed(hold, places: places) with { ExchangeFor = booking.BookingId, SectionId = "balcony" },
                From = booking.PlacesHold ?? booking.BookingId.Hold,
            },
            Noon);
    }
}
