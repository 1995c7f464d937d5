using Ticketing.Bookings;
using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Tests.Domain.Bookings;

public class BookingDecisionsTests
{
    private static readonly DateTimeOffset Start = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly HoldView Confirmed = new()
    {
        HoldId = HoldId.Coordinated(7, 1),
        Status = HoldStatus.Confirmed,
        Quantity = 2,
        SectionId = "stalls",
        Seats = ["stalls-A-1", "stalls-A-2"],
        Customer = "ann",
        CreatedAt = Start,
        ExpiresAt = Start.AddMinutes(2),
        ConfirmedAt = Start.AddSeconds(30),
        AmountMinor = 5_000,
        Currency = "EUR",
    };

    [Fact]
    public void A_confirmed_hold_becomes_a_booking_with_one_entry_in_its_trail()
    {
        var booking = BookingDecisions.Open(new BookingState(), Confirmed).Next!;
        var view = BookingViews.View(booking);
        Assert.Equal(BookingId.Of(Confirmed.HoldId), view.BookingId);
        Assert.Equal((BookingStatus.Confirmed, PaymentStatus.Completed, "external", 1L), (view.Status, view.PaymentStatus, view.PaymentProvider, view.Version));
        Assert.Equal((2, 5_000L, "EUR", "stalls", "ann"), (view.Quantity, view.AmountMinor, view.Currency, view.SectionId, view.Customer));
        Assert.Equal(Start.AddSeconds(30), view.CreatedAt);
        Assert.Equal(
            new AuditEntry { Version = 1, Status = BookingStatus.Confirmed, PaymentStatus = PaymentStatus.Completed, At = Start.AddSeconds(30), By = "ann" },
            Assert.Single(booking.Audit));
    }

    [Fact]
    public void What_is_a_booking_already_is_not_opened_again()
    {
        var booking = BookingDecisions.Open(new BookingState(), Confirmed).Next!;
        Assert.Equal(BookingDecision.Nothing, BookingDecisions.Open(booking, Confirmed with { Quantity = 9 }));
    }

    [Fact]
    public void A_hold_that_is_not_confirmed_makes_no_booking() =>
        Assert.Throws<ArgumentException>(() => BookingDecisions.Open(new BookingState(), Confirmed with { Status = HoldStatus.Active }));

    [Fact]
    public void A_guest_is_named_in_the_trail() =>
        Assert.Equal("guest", BookingDecisions.Open(new BookingState(), Confirmed with { Customer = null }).Next!.Audit[0].By);

    [Fact]
    public void A_booking_and_its_hold_name_each_other()
    {
        var booking = BookingId.Of(Confirmed.HoldId);
        Assert.Equal(Confirmed.HoldId, booking.Hold);
        Assert.Equal(10, BookingReference.Of(booking).Length);
        Assert.Equal(BookingReference.Of(booking), BookingReference.Of(BookingId.Of(Confirmed.HoldId)));
    }
}
