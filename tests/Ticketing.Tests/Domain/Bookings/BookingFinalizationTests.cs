using Ticketing.Bookings;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Tests.Domain.Bookings;

public sealed class BookingFinalizationTests
{
    private static readonly DateTimeOffset At = new(2027, 1, 31, 19, 30, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Later = At.AddSeconds(3);

    [Fact]
    public void A_confirmed_booking_is_pending_until_its_tickets_are_made_out_and_its_version_stays()
    {
        var booking = Confirmed();
        Assert.Equal(TicketStatus.Pending, BookingViews.View(booking).TicketStatus);
        var made = BookingFinalization.Finalize(booking, Later).Next!;
        Assert.Equal((TicketStatus.Finalized, (DateTimeOffset?)Later, 1L, 1), (
            BookingFinalization.StatusOf(made), made.FinalizedAt, made.Version, made.Audit.Count));
        Assert.Equal(BookingDecision.Nothing, BookingFinalization.Finalize(made, Later.AddDays(1)));
    }

    [Fact]
    public void What_was_cancelled_before_is_refused_and_what_is_cancelled_after_has_none()
    {
        var cancelled = BookingDecisions.Cancel(Confirmed(), new CancelBooking { By = "ann" }, At).Next!;
        Assert.Equal(RefusalCode.NoTickets, BookingFinalization.Finalize(cancelled, Later).Refusal!.Code);
        Assert.Equal(RefusalCode.BookingNotFound, BookingFinalization.Finalize(new BookingState(), Later).Refusal!.Code);
        var made = BookingFinalization.Finalize(Confirmed(), Later).Next!;
        Assert.Null(BookingFinalization.StatusOf(BookingDecisions.Cancel(made, new CancelBooking { By = "ann" }, Later).Next!));
    }

    [Fact]
    public void What_does_not_know_that_it_was_confirmed_gives_no_verdict_on_its_tickets()
    {
        var hold = new HoldView { HoldId = HoldId.InUnit(0x1234_5678UL, 0, 1, 7), Status = HoldStatus.Active, Quantity = 2, SectionId = "floor", CreatedAt = At, ExpiresAt = Later };
        var pending = BookingDecisions.Start(new BookingState(), new StartBooking { Hold = hold, Customer = "ann" }, At).Next!;
        Assert.Equal(RefusalCode.BookingTransition, BookingFinalization.Finalize(pending, Later).Refusal!.Code);
        Assert.Equal(RefusalCode.BookingTransition, BookingFinalization.Finalize(BookingDecisions.Lapse(pending, Later).Next!, Later).Refusal!.Code);
        var cancelled = BookingDecisions.Cancel(pending, new CancelBooking { By = "ann" }, Later).Next!;
        Assert.Equal(RefusalCode.NoTickets, BookingFinalization.Finalize(cancelled, Later).Refusal!.Code);
    }

    [Fact]
    public void What_an_earlier_build_confirmed_counts_as_finalized_and_is_left_alone()
    {
        var booking = Confirmed();
        booking.OwesTickets = false;
        Assert.Equal(TicketStatus.Finalized, BookingFinalization.StatusOf(booking));
        Assert.Equal(BookingDecision.Nothing, BookingFinalization.Finalize(booking, Later));
    }

    [Fact]
    public void The_event_stands_between_what_was_before_and_what_came_after_and_is_always_the_same()
    {
        var made = BookingFinalization.Finalize(Confirmed(), Later).Next!;
        var told = BookingFeed.Untold(made, owesFinalized: true);
        Assert.Equal(["booking.confirmed", "booking.finalized"], told.Select(static one => one.Type));
        Assert.Equal(($"{made.BookingId}-finalized", Later), (told[1].Id, told[1].At));
        Assert.Contains("\"ticket_status\":\"FINALIZED\"", told[1].Data, StringComparison.Ordinal);

        made.PublishedVersion = 1;
        var refunded = BookingDecisions.Refund(made, new RefundBooking { By = "desk", AmountMinor = 100 }, Later.AddSeconds(1)).Next!;
        var again = BookingFeed.Untold(refunded, owesFinalized: true);
        Assert.Equal(["booking.finalized", "booking.refunded"], again.Select(static one => one.Type));
        Assert.Equal(told[1], again[0]);
        Assert.Equal(["booking.refunded"], BookingFeed.Untold(refunded).Select(static one => one.Type));
    }

    private static BookingState Confirmed() => BookingDecisions.Open(new BookingState(), new HoldView
    {
        HoldId = HoldId.InUnit(0x1234_5678UL, 0, 1, 7),
        Status = HoldStatus.Confirmed,
        Quantity = 2,
        SectionId = "floor",
        CreatedAt = At,
        ExpiresAt = At,
        ConfirmedAt = At,
        AmountMinor = 1_000,
        Currency = "USD",
    }).Next!;
}
