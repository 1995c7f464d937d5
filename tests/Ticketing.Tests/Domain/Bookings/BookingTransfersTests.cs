using Ticketing.Bookings;
using Ticketing.Feeds;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Tests.Domain.Tickets;
using Ticketing.Tickets;

namespace Ticketing.Tests.Domain.Bookings;

/// <summary>Whose a booking's tickets are.</summary>
public sealed class BookingTransfersTests
{
    private static readonly DateTimeOffset Noon = TicketSamples.Start;

    [Fact]
    public void A_ticket_that_is_passed_on_is_anothers_and_its_code_ends_in_the_same_step()
    {
        var booking = TicketSamples.Booked();
        var next = Transfer(booking, 2, "ann", "bob").Next!;
        var view = BookingViews.View(next);
        Assert.Equal(("ann", "bob", true), (view.HolderOf(1), view.HolderOf(2), view.IsPassedOn));
        Assert.Equal((1, 2), (view.RevisionOf(1), view.RevisionOf(2)));
        var revoked = Assert.Single(next.Revocations);
        Assert.Equal((2, 2), (revoked.Place, revoked.BelowRevision));
        Assert.Equal((booking.Version + 1, BookingStatus.Confirmed), (next.Version, next.Status));
        Assert.Equal(("ann", new TransferredTicket(2, "ann", "bob")), (next.Audit[^1].By, next.Audit[^1].Transferred));
        Assert.Empty(booking.Passed);
    }

    [Fact]
    public void Whoever_has_it_passes_it_on_and_nobody_else_but_staff()
    {
        var bobs = Transfer(TicketSamples.Booked(), 1, "ann", "bob").Next!;
        Assert.Equal(RefusalCode.TicketPassedOn, Transfer(bobs, 1, "ann", "carl").Refusal!.Code);
        Assert.Equal(RefusalCode.TicketPassedOn, Transfer(bobs, 2, "bob", "carl").Refusal!.Code);
        Assert.Equal("carl", BookingViews.View(Transfer(bobs, 1, "bob", "carl").Next!).HolderOf(1));
        var back = Transfer(bobs, 1, "boss", null, staff: true).Next!;
        Assert.Equal(("ann", false, 2), (BookingViews.View(back).HolderOf(1), BookingTransfers.IsPassedOn(back), BookingTransfers.Count(back)));
        Assert.False(BookingTransfers.IsPassedOn(Transfer(bobs, 1, "bob", "ann").Next!));
    }

    [Fact]
    public void The_same_again_changes_nothing_for_who_asked_and_staff()
    {
        var bobs = Transfer(TicketSamples.Booked(), 1, "ann", "bob").Next!;
        Assert.Equal(BookingDecision.Nothing, Transfer(bobs, 1, "ann", "bob", revision: 1));
        Assert.Equal(BookingDecision.Nothing, Transfer(bobs, 1, "ann", "bob"));
        Assert.Equal(BookingDecision.Nothing, Transfer(bobs, 1, "boss", "bob", staff: true));
        var refusal = Transfer(bobs, 1, "bob", "bob").Refusal!;
        Assert.Equal((RefusalCode.InvalidField, "to"), (refusal.Code, refusal.Field));
        Assert.Equal(RefusalCode.TicketPassedOn, Transfer(bobs, 1, "mallory", "bob").Refusal!.Code);
    }

    [Fact]
    public void A_message_that_comes_late_passes_nothing_on_again()
    {
        var back = Transfer(Transfer(TicketSamples.Booked(), 1, "ann", "bob").Next!, 1, "bob", "ann").Next!;
        Assert.Equal(RefusalCode.StaleVersion, Transfer(back, 1, "ann", "bob", revision: 1).Refusal!.Code);
    }

    [Fact]
    public void A_scan_and_a_transfer_do_not_both_win()
    {
        var attended = TicketSamples.Booked();
        BookingTickets.Attend(attended, 1, Noon);
        Assert.Equal(RefusalCode.AlreadyAdmitted, Transfer(attended, 1, "ann", "bob").Refusal!.Code);
        Assert.Equal("bob", BookingViews.View(Transfer(attended, 2, "ann", "bob").Next!).HolderOf(2));

        // Staff have asked the door, and nobody was in; meanwhile somebody may have come again.
        Assert.NotNull(Transfer(attended, 1, "boss", "bob", staff: true, attendances: 1).Next);
        BookingTickets.Attend(attended, 1, Noon);
        Assert.Equal(RefusalCode.AlreadyAdmitted, Transfer(attended, 1, "boss", "bob", staff: true, attendances: 1).Refusal!.Code);
    }

    [Fact]
    public void Where_an_older_build_noted_that_somebody_came_no_ticket_is_passed_on()
    {
        var attended = TicketSamples.Booked();
        attended.AttendedAt = Noon;
        Assert.Equal(RefusalCode.AlreadyAdmitted, Transfer(attended, 2, "ann", "bob").Refusal!.Code);
        Assert.NotNull(Transfer(attended, 2, "boss", "bob", staff: true, attendances: BookingViews.View(attended).AttendancesOf(2)).Next);
        BookingTickets.Attend(attended, 2, Noon);
        Assert.Equal(RefusalCode.AlreadyAdmitted, Transfer(attended, 1, "ann", "bob").Refusal!.Code);
        Assert.Equal((1, 2), (BookingTickets.AttendancesOf(attended, 1), BookingTickets.AttendancesOf(attended, 2)));
    }

    [Fact]
    public void What_is_made_out_anew_stays_whose_it_is()
    {
        var bobs = Transfer(TicketSamples.Booked(), 1, "ann", "bob").Next!;
        var anew = BookingTickets.Reissue(bobs, new ReissueTicket(1, 2), Noon).Next!;
        Assert.Equal(("bob", 3), (BookingViews.View(anew).HolderOf(1), BookingViews.View(anew).RevisionOf(1)));
    }

    [Fact]
    public void What_has_no_good_tickets_passes_none_on()
    {
        Assert.Equal(RefusalCode.NoTickets, Transfer(Cancel(TicketSamples.Booked()), 1, "ann", "bob").Refusal!.Code);
        Assert.Equal(RefusalCode.TransferredTooLate, Transfer(BookingDecisions.Complete(TicketSamples.Booked(), Noon, Noon).Next!, 1, "ann", "bob").Refusal!.Code);
        Assert.Equal(RefusalCode.BookingNotFound, Transfer(new BookingState(), 1, "ann", "bob").Refusal!.Code);
        Assert.Equal(RefusalCode.TicketNotFound, Transfer(TicketSamples.Booked(), 3, "ann", "bob").Refusal!.Code);
        Assert.Equal(RefusalCode.TicketNotFound, Transfer(TicketSamples.Booked(), 0, "ann", "bob").Refusal!.Code);
    }

    [Fact]
    public void A_ticket_goes_round_so_often_and_staff_are_not_bound()
    {
        var booking = TicketSamples.Booked();
        for (var times = 0; times < BookingTransfers.MaxTransfers; times++)
        {
            booking = Transfer(booking, 1, times % 2 == 0 ? "ann" : "bob", times % 2 == 0 ? "bob" : "ann").Next!;
        }

        Assert.Equal(RefusalCode.TransferLimit, Transfer(booking, 1, "ann", "bob").Refusal!.Code);
        Assert.NotNull(Transfer(booking, 1, "boss", "bob", staff: true).Next);
        Assert.NotNull(Transfer(booking, 2, "ann", "bob").Next);
    }

    [Fact]
    public void A_guests_ticket_is_passed_on_by_who_knows_the_booking_and_taken_back_by_staff()
    {
        var guests = TicketSamples.Booked(customer: null);
        var bobs = Transfer(guests, 1, "ann", "bob").Next!;
        Assert.Equal(("bob", null), (BookingViews.View(bobs).HolderOf(1), BookingViews.View(bobs).HolderOf(2)));
        Assert.Equal(BookingDecision.Nothing, Transfer(bobs, 1, "ann", "bob", revision: 1));
        Assert.Equal(RefusalCode.TicketPassedOn, Transfer(bobs, 1, "ann", "carl").Refusal!.Code);
        Assert.Null(BookingViews.View(Transfer(bobs, 1, "boss", null, staff: true).Next!).HolderOf(1));

        // Ann had none of them, and is named all the same.
        var erased = BookingDecisions.Erase(bobs, new EraseBooking("ann", "erased:1")).Next!;
        Assert.Equal(("erased:1", "bob"), (erased.Audit[^1].By, BookingViews.View(erased).HolderOf(1)));
    }

    [Fact]
    public void Whoever_has_or_had_a_part_in_it_is_listed_once()
    {
        var (guests, anns) = (TicketSamples.Booked(customer: null), TicketSamples.Booked());
        Assert.Equal(["bob", "ann"], BookingTransfers.ToList(guests, new TransferTicket { Place = 1, Revision = 1, To = "bob", By = "ann" }));
        Assert.Equal(["bob"], BookingTransfers.ToList(guests, new TransferTicket { Place = 1, Revision = 1, To = "bob", By = "boss", IsStaff = true }));
        Assert.Equal(["bob"], BookingTransfers.ToList(anns, new TransferTicket { Place = 1, Revision = 1, To = "bob", By = "ann" }));
        var bobs = Transfer(anns, 1, "ann", "bob").Next!;
        Assert.Equal(["carl"], BookingTransfers.ToList(bobs, new TransferTicket { Place = 1, Revision = 1, To = "carl", By = "bob" }));
        Assert.Empty(BookingTransfers.ToList(bobs, new TransferTicket { Place = 1, Revision = 1, To = "bob", By = "ann" }));
    }

    [Fact]
    public void Who_lost_a_ticket_to_staff_may_not_ask_for_it_again()
    {
        var bobs = Transfer(TicketSamples.Booked(), 1, "ann", "bob").Next!;
        Assert.Equal("bob", Transfer(bobs, 1, "bob", "ann").Next!.Passed[0].From);
        Assert.Null(Transfer(bobs, 1, "boss", null, staff: true).Next!.Passed[0].From);
        Assert.Null(Exchange(bobs, by: "boss").Next!.Passed[0].From);
    }

    [Fact]
    public void Its_customer_cancels_once_all_tickets_are_back_and_staff_always()
    {
        var bobs = Transfer(TicketSamples.Booked(), 1, "ann", "bob").Next!;
        var command = new CancelBooking { By = "ann", UnlessPassedOn = true };
        Assert.Equal(RefusalCode.TicketsPassedOn, BookingDecisions.Cancel(bobs, command, Noon).Refusal!.Code);
        Assert.NotNull(BookingDecisions.Cancel(bobs, command with { UnlessPassedOn = false }, Noon).Next);
        Assert.NotNull(BookingDecisions.Cancel(Transfer(bobs, 1, "bob", "ann").Next!, command, Noon).Next);
    }

    [Fact]
    public void A_customers_exchange_is_refused_for_good_once_a_ticket_was_passed_on_meanwhile()
    {
        var bobs = Transfer(TicketSamples.Booked(), 1, "ann", "bob").Next!;
        Assert.Equal(RefusalCode.TicketsPassedOn, Exchange(bobs).Refusal!.Code);
        var back = Transfer(bobs, 1, "bob", "ann").Next!;
        Assert.Equal(RefusalCode.TicketsPassedOn, Exchange(back).Refusal!.Code);
        Assert.NotNull(Exchange(back, transfers: 2).Next);
    }

    [Fact]
    public void What_staff_exchange_is_with_who_booked_again()
    {
        var bobs = Transfer(TicketSamples.Booked(), 1, "ann", "bob").Next!;
        var next = Exchange(bobs, by: "boss").Next!;
        Assert.Equal(("ann", 3, false), (BookingViews.View(next).HolderOf(1), BookingTickets.RevisionOf(next, 1).Revision, BookingTransfers.IsPassedOn(next)));
        Assert.True(BookingTransfers.Count(next) >= BookingTransfers.Count(bobs));
        Assert.Equal("carl", BookingViews.View(Transfer(next, 1, "ann", "carl").Next!).HolderOf(1));
    }

    [Fact]
    public void It_is_told_in_its_place_and_says_the_same_whenever_it_is_told()
    {
        var bobs = Transfer(TicketSamples.Booked(), 1, "ann", "bob").Next!;
        var told = BookingFeed.Untold(bobs)[^1];
        Assert.Equal(("ticket.transferred", $"{bobs.BookingId}-2", $"bookings/{bobs.BookingId}"), (told.Type, told.Id, told.Subject));
        Assert.Contains($"\"ticket_id\":\"{bobs.BookingId}-1\",\"from_user_id\":\"ann\",\"to_user_id\":\"bob\"", told.Data, StringComparison.Ordinal);
        var later = Cancel(Transfer(bobs, 1, "bob", "carl").Next!);
        Assert.Equal(told, BookingFeed.Untold(later)[1]);
        List<FeedEvent> kept = [told];
        Assert.True(FeedErasure.Rename(kept, "bob", "erased:1"));
        Assert.True(FeedErasure.Rename(kept, "ann", "erased:2"));
        Assert.Contains("\"from_user_id\":\"erased:2\",\"to_user_id\":\"erased:1\"", kept[0].Data, StringComparison.Ordinal);
        Assert.DoesNotContain("\"ann\"", kept[0].Data, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_had_a_ticket_is_forgotten_and_the_booking_stays_its_customers()
    {
        var booking = Transfer(Transfer(TicketSamples.Booked(), 1, "ann", "bob").Next!, 1, "bob", "carl").Next!;
        var erased = BookingDecisions.Erase(booking, new EraseBooking("bob", "erased:1")).Next!;
        Assert.Equal(("ann", "carl", booking.Version), (erased.Customer, BookingViews.View(erased).HolderOf(1), erased.Version));
        Assert.Equal(("erased:1", "erased:1"), (erased.Passed[0].From, erased.Audit[^1].By));
        Assert.Equal(BookingDecision.Nothing, BookingDecisions.Erase(erased, new EraseBooking("bob", "erased:2")));
        var anns = BookingDecisions.Erase(booking, new EraseBooking("ann", "erased:3")).Next!;
        Assert.Equal(("erased:3", new TransferredTicket(1, "erased:3", "bob")), (anns.Customer, anns.Audit[1].Transferred));
        Assert.Equal(BookingDecision.Nothing, BookingDecisions.Erase(booking, new EraseBooking("dora", "erased:4")));
        Assert.Equal(BookingDecision.Nothing, BookingDecisions.Erase(booking, new EraseBooking(null, null)));
    }

    private static BookingState Cancel(BookingState booking) => BookingDecisions.Cancel(booking, new CancelBooking { By = "boss" }, Noon).Next!;

    private static BookingDecision Transfer(
        BookingState booking, int place, string by, string? to, bool staff = false, int? revision = null, int attendances = 0) => BookingTransfers.Transfer(booking, new TransferTicket
        {
            Place = place,
            Revision = revision ?? BookingTickets.RevisionOf(booking, place).Revision,
            To = to,
            By = by,
            IsStaff = staff,
            Attendances = attendances,
        }, Noon);

    private static BookingDecision Exchange(BookingState booking, string? by = null, int transfers = 0) => BookingExchanges.Exchange(booking, new ExchangePlaces
    {
        Hold = TicketSamples.Confirmed(HoldId.Coordinated(TicketSamples.Booking.Hold.EventKey, 1)) with { SectionId = "balcony", ExchangeFor = TicketSamples.Booking },
        From = TicketSamples.Booking.Hold,
        By = by,
        Transfers = transfers,
    }, Noon);
}
