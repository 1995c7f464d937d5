using Ticketing.Bookings;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Tests.Domain.Tickets;

namespace Ticketing.Tests.Domain.Bookings;

/// <summary>Which of two sets of places a booking owns.</summary>
public sealed class BookingExchangesTests
{
    private static readonly DateTimeOffset Noon = TicketSamples.Start;

    [Fact]
    public void The_booking_has_the_new_places_and_owes_those_that_it_had()
    {
        var booking = TicketSamples.Booked();
        var next = Exchange(booking, 1, paid: 300).Next!;
        Assert.Equal((Hold(1), "balcony", 800, 800, true), (next.PlacesHold, next.SectionId, next.PlacesMinor, next.AmountMinor, next.OwesPlaces));
        Assert.Equal((booking.Version + 1, BookingStatus.Confirmed, PaymentStatus.Completed), (next.Version, next.Status, next.PaymentStatus));
        var step = next.Audit[^1];
        Assert.Equal((Hold(1), "floor", 500, "ann"), (step.Exchanged!.Hold, step.Exchanged.SectionId, step.Exchanged.PriceMinor, step.By));
        Assert.Empty(next.OwedHolds);
        Assert.Equal("booking.exchanged", BookingFeed.Untold(next)[^1].Type);
    }

    [Fact]
    public void A_step_that_is_told_again_after_an_exchange_says_what_it_said_before()
    {
        var booking = TicketSamples.Booked();
        var next = Exchange(Exchange(booking, 1, paid: 300).Next!, 2, from: Hold(1)).Next!;
        Assert.Equal(BookingFeed.Untold(booking)[0].Data, BookingFeed.Untold(next)[0].Data);
        Assert.Contains("balcony", $"{BookingFeed.Untold(next)[1].Data}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_exchange_owes_the_places_of_the_first()
    {
        var once = Exchange(TicketSamples.Booked(), 1).Next!;
        var twice = Exchange(once, 2, from: Hold(1)).Next!;
        Assert.Equal((Hold(2), true), (twice.PlacesHold, twice.OwesPlaces));
        Assert.Equal([Hold(1)], twice.OwedHolds);
        var given = BookingExchanges.GaveBack(twice, Hold(1))!;
        Assert.Empty(given.OwedHolds);
        Assert.Null(BookingExchanges.GaveBack(given, Hold(1)));
        Assert.Equal([Hold(1)], twice.OwedHolds);
    }

    [Fact]
    public void A_message_that_comes_again_changes_nothing_however_late()
    {
        var once = Exchange(TicketSamples.Booked(), 1).Next!;
        Assert.Equal(BookingDecision.Nothing, Exchange(once, 1));
        var twice = Exchange(once, 2, from: Hold(1)).Next!;
        Assert.Equal(BookingDecision.Nothing, Exchange(twice, 1));
        Assert.Equal(BookingDecision.Nothing, Exchange(Cancel(twice), 2, from: Hold(1)));
    }

    [Fact]
    public void What_is_not_confirmed_or_was_exchanged_since_or_attended_is_refused()
    {
        Assert.Equal(RefusalCode.BookingTransition, Exchange(Cancel(TicketSamples.Booked()), 1).Refusal!.Code);
        Assert.Equal(RefusalCode.StaleVersion, Exchange(Exchange(TicketSamples.Booked(), 1).Next!, 2).Refusal!.Code);
        Assert.Equal(RefusalCode.BookingNotFound, Exchange(new BookingState(), 1).Refusal!.Code);
        var attended = TicketSamples.Booked();
        attended.AttendedAt = Noon;
        Assert.Equal(RefusalCode.AlreadyAttended, Exchange(attended, 1).Refusal!.Code);
        Assert.Throws<ArgumentException>(() => BookingExchanges.Exchange(TicketSamples.Booked(), Command(1) with { Hold = View(1) with { Status = HoldStatus.Active } }, Noon));
        Assert.Equal(RefusalCode.StaleVersion, BookingExchanges.Exchange(TicketSamples.Booked(), Command(1) with { Hold = View(1) with { Quantity = 3 } }, Noon).Refusal!.Code);
    }

    [Fact]
    public void What_cost_more_is_paid_back_as_far_as_it_was_not_before()
    {
        var booking = TicketSamples.Booked();
        Assert.Equal(200, Exchange(booking, 1, refund: 200).Next!.RefundedMinor);
        var refunded = BookingDecisions.Refund(booking, new RefundBooking { By = "boss", AmountMinor = 450 }, Noon).Next!;
        var next = Exchange(refunded, 1, refund: 200).Next!;
        Assert.Equal((500, PaymentStatus.Completed), (next.RefundedMinor, next.PaymentStatus));
    }

    [Fact]
    public void A_provider_owes_the_difference_and_elsewhere_it_is_settled()
    {
        Assert.False(Exchange(TicketSamples.Booked(), 1, refund: 200).Next!.OwesMoney);
        var paid = TicketSamples.Booked();
        paid.PaymentProvider = "test";
        Assert.True(Exchange(paid, 1, refund: 200).Next!.OwesMoney);
        Assert.False(Exchange(paid, 1, paid: 200).Next!.OwesMoney);
    }

    [Fact]
    public void No_code_so_far_counts_any_more()
    {
        var booking = BookingTickets.Reissue(TicketSamples.Booked(), new Ticketing.Tickets.ReissueTicket(2, 1), Noon).Next!;
        var next = Exchange(booking, 1).Next!;
        Assert.Equal((3, 3), (BookingTickets.RevisionOf(next, 1).Revision, BookingTickets.RevisionOf(next, 2).Revision));
        Assert.Equal((0, 3), (next.Revocations[^1].Place, next.Revocations[^1].BelowRevision));
    }

    [Fact]
    public void What_ends_it_gives_back_the_places_that_it_has()
    {
        var once = Exchange(TicketSamples.Booked(), 1).Next!;
        once.OwesPlaces = false;
        Assert.Equal((false, Hold(1)), Owed(Cancel(once)));
        Assert.Equal((false, Hold(1)), Owed(BookingDecisions.Refund(once, new RefundBooking { By = "boss" }, Noon).Next!));
        Assert.True(Cancel(TicketSamples.Booked()).OwesPlaces);
    }

    private static (bool, HoldId) Owed(BookingState booking) => (booking.OwesPlaces, Assert.Single(booking.OwedHolds));

    private static HoldId Hold(uint number) => HoldId.Coordinated(TicketSamples.Booking.Hold.EventKey, number);

    private static HoldView View(uint number) =>
        TicketSamples.Confirmed(Hold(number)) with { SectionId = "balcony", AmountMinor = 800, ExchangeFor = TicketSamples.Booking };

    private static ExchangePlaces Command(uint number) => new() { Hold = View(number), From = TicketSamples.Booking.Hold };

    private static BookingDecision Exchange(BookingState booking, uint number, long paid = 0, long refund = 0, HoldId? from = null) => BookingExchanges.Exchange(
        booking, Command(number) with { From = from ?? TicketSamples.Booking.Hold, PaidMinor = paid, RefundMinor = refund }, Noon);

    private static BookingState Cancel(BookingState booking) => BookingDecisions.Cancel(booking, new CancelBooking { By = "boss" }, Noon).Next!;
}
