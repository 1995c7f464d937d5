using Ticketing.Payments;
using Ticketing.Security;

namespace Ticketing.Bookings;

/// <summary>What payments do to a booking.</summary>
public static class BookingPayments
{
    /// <summary>A payment is under way, and the places are kept for it.</summary>
    public static BookingDecision Begin(BookingState booking, BeginPayment command, DateTimeOffset now)
    {
        if (booking.Version == 0)
        {
            return BookingDecision.Refuse(RefusalCode.BookingNotFound);
        }

        if (booking.PaymentAttempt == command.Attempt)
        {
            return BookingDecision.Nothing;
        }

        if (booking.Status != BookingStatus.Pending || booking.PaymentAttempt > command.Attempt)
        {
            return BookingDecisions.Illegal(booking, "be paid");
        }

        var next = booking.Copy();
        next.PaymentAttempt = command.Attempt;
        next.PaymentProvider = command.Provider;
        next.PaymentStatus = PaymentStatus.Processing;
        next.ExpiresAt = command.ExpiresAt;
        return BookingDecisions.Become(next, BookingStatus.Pending, now, command.By ?? booking.Customer ?? ReservedNames.Guest, command.Why);
    }

    /// <summary>What the organizer is told of a dispute stands in the booking's history, and so in the feed.</summary>
    public static BookingDecision Dispute(BookingState booking, DisputeBooking command, DateTimeOffset now)
    {
        if (booking.Version == 0)
        {
            return BookingDecision.Refuse(RefusalCode.BookingNotFound);
        }

        if (booking.Audit.Exists(entry => entry.Disputed == command.Step))
        {
            return BookingDecision.Nothing;
        }

        var decision = BookingDecisions.Become(booking.Copy(), booking.Status, now, ReservedNames.Payment, command.Why);
        decision.Next!.Audit[^1] = decision.Next.Audit[^1] with { Disputed = command.Step };
        return decision;
    }

    /// <summary>The payment was taken, or will not be.</summary>
    public static BookingDecision End(BookingState booking, EndPayment command, DateTimeOffset now)
    {
        if (booking.Version == 0)
        {
            return BookingDecision.Refuse(RefusalCode.BookingNotFound);
        }

        if (booking.PaymentAttempt != command.Attempt || booking.PaymentStatus != PaymentStatus.Processing)
        {
            return BookingDecision.Nothing;
        }

        var next = booking.Copy();
        var status = booking.Status;
        if (command.IsPaid)
        {
            next.PaymentStatus = PaymentStatus.Completed;
            next.PaymentReference = command.Reference;
        }
        else if (status == BookingStatus.Confirmed && !command.PlacesTaken)
        {
            // Somebody confirmed it without this payment.
            next.PaymentStatus = PaymentStatus.Completed;
            next.PaymentProvider = BookingDecisions.ExternalProvider;
        }
        else
        {
            next.PaymentStatus = PaymentStatus.Failed;
        }

        if (status == BookingStatus.Confirmed && !command.IsPaid && command.PlacesTaken)
        {
            status = BookingStatus.Cancelled;
            next.CancelledAt = now;
            BookingExchanges.GiveUpPlaces(next);
        }

        return BookingDecisions.Become(next, status, now, BookingDecisions.Nobody, command.Why);
    }
}
