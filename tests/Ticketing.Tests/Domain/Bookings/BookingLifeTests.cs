using Ticketing.Bookings;
using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Tests.Domain.Bookings;

/// <summary>Every command to a booking in every state: what it becomes, or that it is refused by name.</summary>
public sealed class BookingLifeTests
{
    private static readonly DateTimeOffset Start = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Over = Start.AddDays(30);

    private static readonly HoldView Active = new()
    {
        HoldId = HoldId.Coordinated(7, 1),
        Status = HoldStatus.Active,
        Quantity = 2,
        SectionId = "stalls",
        Customer = "ann",
        CreatedAt = Start,
        ExpiresAt = Start.AddMinutes(15),
        AmountMinor = 5_000,
        Currency = "EUR",
    };

    private static readonly HoldView Confirmed = Active with { Status = HoldStatus.Confirmed, ConfirmedAt = Start.AddMinutes(1) };

    public static TheoryData<string, BookingStatus, BookingStatus?> Matrix
    {
        get
        {
            const BookingStatus P = BookingStatus.Pending, C = BookingStatus.Confirmed, X = BookingStatus.Cancelled;
            const BookingStatus E = BookingStatus.Expired, R = BookingStatus.Refunded, D = BookingStatus.Completed;
            BookingStatus[] from = [P, C, X, E, R, D];
            (string Command, BookingStatus?[] To)[] rows =
            [
                // The home's verdict: late news of it confirms what was thought to be over, and changes nothing else.
                ("confirm", [C, C, X, C, R, D]),
                ("lapse", [E, null, null, E, null, null]),
                ("cancel", [X, X, X, null, null, null]),
                ("refund", [null, R, null, null, R, R]),
                ("complete", [null, D, null, null, null, D]),
            ];
            TheoryData<string, BookingStatus, BookingStatus?> data = [];
            foreach (var (command, to) in rows)
            {
                for (var i = 0; i < from.Length; i++)
                {
                    data.Add(command, from[i], to[i]);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public void A_command_leads_where_the_life_of_a_booking_goes(string command, BookingStatus from, BookingStatus? to)
    {
        var booking = Reach(from);
        var decision = Do(command, booking);
        if (to is null)
        {
            Assert.Equal(RefusalCode.BookingTransition, decision.Refusal!.Code);
            Assert.Contains(from.ToString(), decision.Refusal.Detail, StringComparison.OrdinalIgnoreCase);
            Assert.Null(decision.Next);
            return;
        }

        Assert.Null(decision.Refusal);
        Assert.Equal(to, (decision.Next ?? booking).Status);
        if (to == from)
        {
            Assert.Null(decision.Next);
            return;
        }

        // One transition, one entry, one version (I9).
        Assert.Equal(booking.Version + 1, decision.Next!.Version);
        Assert.Equal(booking.Audit.Count + 1, decision.Next.Audit.Count);
        Assert.Equal((decision.Next.Version, to.Value), (decision.Next.Audit[^1].Version, decision.Next.Audit[^1].Status));
        Assert.Equal(booking.Version, booking.Audit.Count);
    }

    [Fact]
    public void What_is_cancelled_gives_its_places_back_only_when_they_were_sold()
    {
        Assert.False(Do("cancel", Reach(BookingStatus.Pending)).Next!.OwesPlaces);
        var cancelled = Do("cancel", Reach(BookingStatus.Confirmed)).Next!;
        Assert.True(cancelled.OwesPlaces);
        Assert.Equal((5_000L, PaymentStatus.Refunded), (cancelled.RefundedMinor, cancelled.PaymentStatus));
    }

    [Fact]
    public void The_policy_says_until_when_and_how_much()
    {
        var booking = Reach(BookingStatus.Confirmed);
        var command = new CancelBooking { By = "ann", NotAfter = Start.AddHours(1), RefundPercent = 40 };
        Assert.Equal(RefusalCode.CancelledTooLate, BookingDecisions.Cancel(booking, command, Start.AddHours(2)).Refusal!.Code);
        var cancelled = BookingDecisions.Cancel(booking, command, Start.AddHours(1)).Next!;
        Assert.Equal((2_000L, PaymentStatus.Completed), (cancelled.RefundedMinor, cancelled.PaymentStatus));

        // The rest may be paid back later; its places went back with the cancellation.
        var refunded = BookingDecisions.Refund(cancelled, new RefundBooking { By = "boss" }, Start.AddHours(3)).Next!;
        Assert.Equal((BookingStatus.Refunded, 5_000L, PaymentStatus.Refunded), (refunded.Status, refunded.RefundedMinor, refunded.PaymentStatus));
    }

    [Fact]
    public void A_refund_in_part_leaves_the_booking_what_it_is()
    {
        var part = BookingDecisions.Refund(Reach(BookingStatus.Confirmed), new RefundBooking { AmountMinor = 1_500, By = "boss", Why = "late start" }, Start).Next!;
        Assert.Equal((BookingStatus.Confirmed, PaymentStatus.Completed, 1_500L, false), (part.Status, part.PaymentStatus, part.RefundedMinor, part.OwesPlaces));
        Assert.Equal(("boss", "late start"), (part.Audit[^1].By, part.Audit[^1].Why));
        var tooMuch = BookingDecisions.Refund(part, new RefundBooking { AmountMinor = 3_501, By = "boss" }, Start);
        Assert.Equal((RefusalCode.RefundTooHigh, "At most 35.00 EUR can be paid back."), (tooMuch.Refusal!.Code, tooMuch.Refusal.Detail));
        var rest = BookingDecisions.Refund(part, new RefundBooking { AmountMinor = 3_500, By = "boss" }, Start).Next!;
        Assert.Equal((BookingStatus.Refunded, PaymentStatus.Refunded, true), (rest.Status, rest.PaymentStatus, rest.OwesPlaces));
    }

    [Fact]
    public void A_stale_version_changes_nothing()
    {
        var booking = Reach(BookingStatus.Confirmed);
        Assert.Equal(RefusalCode.StaleVersion, BookingDecisions.Cancel(booking, new CancelBooking { By = "ann", ExpectedVersion = 1 }, Start).Refusal!.Code);
        Assert.Equal(RefusalCode.StaleVersion, BookingDecisions.Refund(booking, new RefundBooking { By = "ann", ExpectedVersion = 9 }, Start).Refusal!.Code);
    }

    [Fact]
    public void A_booking_is_started_over_a_live_hold_and_by_one_customer()
    {
        var start = new StartBooking { Hold = Active, Customer = "ann", PaymentMethod = "card" };
        var booking = BookingDecisions.Start(new BookingState(), start, Start).Next!;
        Assert.Equal((BookingStatus.Pending, PaymentStatus.Pending, Active.ExpiresAt, "card"), (booking.Status, booking.PaymentStatus, booking.ExpiresAt, booking.PaymentMethod));
        Assert.Equal(BookingDecision.Nothing, BookingDecisions.Start(booking, start, Start));
        Assert.Equal(RefusalCode.BookingNotFound, BookingDecisions.Start(booking, start with { Customer = "bob" }, Start).Refusal!.Code);
        Assert.Equal(RefusalCode.AlreadyBooked, BookingDecisions.Start(new BookingState(), start with { Hold = Confirmed }, Start).Refusal!.Code);
        Assert.Equal(RefusalCode.HoldExpired, BookingDecisions.Start(new BookingState(), start with { Hold = Active with { Status = HoldStatus.Expired } }, Start).Refusal!.Code);
    }

    [Fact]
    public void A_guest_gives_another_address_while_the_booking_is_to_be_paid()
    {
        var start = new StartBooking { Hold = Active with { Customer = null }, Email = "anm@example.org" };
        var booking = BookingDecisions.Start(new BookingState(), start, Start).Next!;

        var mended = BookingDecisions.Start(booking, start with { Email = "ann@example.org" }, Start.AddMinutes(1)).Next!;
        Assert.Equal(("ann@example.org", booking.Version, booking.Audit.Count), (mended.Email, mended.Version, mended.Audit.Count));
        Assert.Equal(BookingDecision.Nothing, BookingDecisions.Start(mended, start with { Email = "ann@example.org" }, Start));
        Assert.Equal(BookingDecision.Nothing, BookingDecisions.Start(mended, start with { Email = null }, Start));

        var paid = BookingDecisions.Confirm(mended, new ConfirmBooking { Hold = Confirmed with { Customer = null }, By = "payment" }).Next!;
        Assert.Equal(BookingDecision.Nothing, BookingDecisions.Start(paid, start, Start));
        Assert.Equal("ann@example.org", paid.Email);
    }

    [Fact]
    public void Who_is_counted_by_mailbox_keeps_it()
    {
        var start = new StartBooking { Hold = Active, Customer = "guest:ann@example.org" };
        var booking = BookingDecisions.Start(new BookingState(), start, Start).Next!;

        Assert.Equal(BookingDecision.Nothing, BookingDecisions.Start(booking, start with { Email = "bob@example.org" }, Start));
    }

    [Fact]
    public void An_event_is_over_when_it_is_over() => Assert.Equal(
        RefusalCode.BookingTransition, BookingDecisions.Complete(Reach(BookingStatus.Confirmed), Over, Over.AddSeconds(-1)).Refusal!.Code);

    private static BookingDecision Do(string command, BookingState booking) => command switch
    {
        "confirm" => BookingDecisions.Confirm(booking, new ConfirmBooking { Hold = Confirmed, By = "boss" }),
        "lapse" => BookingDecisions.Lapse(booking, Start.AddHours(1)),
        "cancel" => BookingDecisions.Cancel(booking, new CancelBooking { By = "ann" }, Start.AddMinutes(5)),
        "refund" => BookingDecisions.Refund(booking, new RefundBooking { By = "boss" }, Start.AddMinutes(5)),
        _ => BookingDecisions.Complete(booking, Over, Over),
    };

    private static BookingState Reach(BookingStatus status)
    {
        var pending = BookingDecisions.Start(new BookingState(), new StartBooking { Hold = Active, Customer = "ann" }, Start).Next!;
        string[] way = status switch
        {
            BookingStatus.Pending => [],
            BookingStatus.Confirmed => ["confirm"],
            BookingStatus.Cancelled => ["confirm", "cancel"],
            BookingStatus.Expired => ["lapse"],
            BookingStatus.Refunded => ["confirm", "refund"],
            _ => ["confirm", "complete"],
        };
        return way.Aggregate(pending, static (booking, command) => Do(command, booking).Next!);
    }
}
