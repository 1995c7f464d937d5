using Ticketing.Bookings;
using Ticketing.Holds;
using Ticketing.Tests.Domain.Tickets;
using Ticketing.Tickets;

namespace Ticketing.Tests.Domain.Bookings;

/// <summary>What a booking says to the door.</summary>
public sealed class BookingTicketsTests
{
    private static readonly DateTimeOffset Noon = TicketSamples.Start;

    [Fact]
    public void A_booking_stands_by_its_tickets_until_it_is_cancelled()
    {
        var booking = TicketSamples.Booked();
        Assert.Equal((true, null, 1), Standing(booking, 2));
        Assert.Equal((false, null, 1), Standing(booking, 3));
        Assert.Equal((false, null, 1), Standing(booking, 0));
        Assert.Equal((false, null, 1), Standing(new BookingState(), 1));
        var cancelled = Cancel(booking);
        Assert.Equal((true, Noon, 1), Standing(cancelled, 1));
        var refunded = BookingDecisions.Refund(cancelled, new RefundBooking { By = "boss", Why = "late" }, Noon.AddDays(1)).Next ?? cancelled;
        Assert.Equal((true, Noon, 1), Standing(refunded, 1));
    }

    [Fact]
    public void What_ends_a_booking_revokes_all_its_tickets_once()
    {
        var cancelled = Cancel(TicketSamples.Booked());
        var revoked = Assert.Single(cancelled.Revocations);
        Assert.Equal((cancelled.BookingId, 0, 0, Noon), (revoked.Booking, revoked.Place, revoked.BelowRevision, revoked.At));
        var refunded = BookingDecisions.Refund(TicketSamples.Booked(), new RefundBooking { By = "boss" }, Noon).Next!;
        Assert.Single(refunded.Revocations);
    }

    [Fact]
    public void Its_customer_cannot_cancel_a_booking_that_somebody_came_with_and_staff_can()
    {
        var booking = TicketSamples.Booked();
        booking.AttendedAt = Noon;
        var command = new CancelBooking { By = "ann", UnlessAttended = true };
        Assert.Equal(RefusalCode.AlreadyAttended, BookingDecisions.Cancel(booking, command, Noon).Refusal!.Code);
        Assert.Equal(BookingStatus.Cancelled, BookingDecisions.Cancel(booking, command with { UnlessAttended = false }, Noon).Next!.Status);
    }

    [Fact]
    public void An_admission_that_is_taken_back_leaves_nobody_who_came_unless_somebody_did_since()
    {
        var booking = TicketSamples.Booked();
        BookingTickets.Attend(booking, 2, Noon);
        Assert.Equal((false, true, true), (BookingTickets.HasCome(booking, 1), BookingTickets.HasCome(booking, 2), BookingTickets.IsAttended(booking)));
        Assert.True(BookingTickets.TakeBackAttendance(booking, 2, 1));
        Assert.False(BookingTickets.TakeBackAttendance(booking, 2, 1));
        Assert.Equal((1, false, false), (BookingTickets.AttendancesOf(booking, 2), BookingTickets.HasCome(booking, 2), BookingTickets.IsAttended(booking)));
        Assert.Equal((false, false), (BookingViews.View(booking).HasCome(2), BookingViews.View(booking).IsAttended));
        BookingTickets.Attend(booking, 2, Noon);
        Assert.False(BookingTickets.TakeBackAttendance(booking, 2, 1));
        Assert.True(BookingTickets.HasCome(booking, 2) && BookingTickets.IsAttended(booking));
    }

    [Fact]
    public void What_an_older_build_noted_for_the_booking_is_taken_back_for_one_ticket_alone()
    {
        var booking = TicketSamples.Booked();
        booking.AttendedAt = Noon;
        Assert.True(BookingTickets.TakeBackAttendance(booking, 1, 1));
        Assert.Equal((false, true, true), (BookingTickets.HasCome(booking, 1), BookingTickets.HasCome(booking, 2), BookingTickets.IsAttended(booking)));
    }

    [Fact]
    public void A_ticket_that_is_made_out_anew_has_the_next_revision_and_revokes_the_one_before()
    {
        var booking = TicketSamples.Booked();
        var version = booking.Version;
        var once = Reissue(booking, 2, 1).Next!;
        Assert.Equal((version, 2, 1), (once.Version, BookingTickets.RevisionOf(once, 2).Revision, BookingTickets.RevisionOf(once, 1).Revision));
        var revoked = Assert.Single(once.Revocations);
        Assert.Equal((2, 2), (revoked.Place, revoked.BelowRevision));
        Assert.Equal(BookingDecision.Nothing, Reissue(once, 2, 1));
        Assert.Equal(3, BookingTickets.RevisionOf(Reissue(once, 2, 2).Next!, 2).Revision);
        Assert.Equal(RefusalCode.StaleVersion, Reissue(once, 2, 3).Refusal!.Code);
        Assert.Equal(RefusalCode.TicketNotFound, Reissue(once, 3, 1).Refusal!.Code);
        Assert.Equal(RefusalCode.NoTickets, Reissue(Cancel(booking), 1, 1).Refusal!.Code);
        Assert.Equal(RefusalCode.BookingNotFound, Reissue(new BookingState(), 1, 1).Refusal!.Code);
    }

    private static BookingState Cancel(BookingState booking) => BookingDecisions.Cancel(booking, new CancelBooking { By = "boss" }, Noon).Next!;

    private static BookingDecision Reissue(BookingState booking, int place, int revision) =>
        BookingTickets.Reissue(booking, new ReissueTicket(place, revision), Noon);

    private static (bool, DateTimeOffset?, int) Standing(BookingState booking, int place)
    {
        var standing = BookingTickets.Standing(booking, place);
        return (standing.IsKnown, standing.EndedAt, standing.Revision);
    }
}
