using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Bookings;

/// <summary>Other places for those that a booking has: one write decides which of the two are its own.</summary>
public static class BookingExchanges
{
    public static BookingDecision Exchange(BookingState booking, ExchangePlaces command, DateTimeOffset now)
    {
        var hold = command.Hold;
        if (hold.Status != HoldStatus.Confirmed || hold.ExchangeFor is null)
        {
            throw new ArgumentException($"Hold {hold.HoldId} is not confirmed for an exchange.", nameof(command));
        }

        if (booking.Version == 0 || hold.ExchangeFor != booking.BookingId)
        {
            return BookingDecision.Refuse(RefusalCode.BookingNotFound);
        }

        if (booking.Audit.Exists(step => step.Exchanged?.Hold == hold.HoldId))
        {
            // It had these places, whatever became of them since: a late message brings nothing back.
            return BookingDecision.Nothing;
        }

        if (booking.Status != BookingStatus.Confirmed)
        {
            return BookingDecisions.Illegal(booking, "be exchanged");
        }

        if (PlacesOf(booking) != command.From || hold.Quantity != BookingGiveBacks.CountOf(booking))
        {
            return BookingDecision.Refuse(RefusalCode.StaleVersion);
        }

        return BookingTickets.IsAttended(booking) ? BookingDecision.Refuse(RefusalCode.AlreadyAttended)
            : command.By is null && BookingTransfers.Count(booking) != command.Transfers ? BookingDecision.Refuse(RefusalCode.TicketsPassedOn)
            : Exchanged(booking, command, now);
    }

    /// <summary>Null: the booking did not owe it.</summary>
    public static BookingState? GaveBack(BookingState booking, HoldId hold)
    {
        if (!booking.OwedHolds.Contains(hold))
        {
            return null;
        }

        var next = booking.Copy();
        next.OwedHolds.Remove(hold);
        return next;
    }

    /// <summary>The places that it has are to go back.</summary>
    internal static void GiveUpPlaces(BookingState next)
    {
        if (next.PlacesHold is not { } hold)
        {
            next.OwesPlaces = true;
        }
        else if (!next.OwedHolds.Contains(hold))
        {
            next.OwedHolds.Add(hold);
        }
    }

    private static BookingDecision Exchanged(BookingState booking, ExchangePlaces command, DateTimeOffset now)
    {
        var hold = command.Hold;
        var next = booking.Copy();
        GiveUpPlaces(next);
        (next.PlacesHold, next.PlacesMinor) = (hold.HoldId, hold.AmountMinor);
        (next.SectionId, next.Seats, next.Prices) = (hold.SectionId, hold.Seats, hold.Prices);
        next.AmountMinor += command.PaidMinor;
        next.PaymentReference = command.PaymentReference ?? booking.PaymentReference;

        // What was paid back otherwise can't be paid back once more.
        BookingDecisions.Owe(next, Math.Clamp(command.RefundMinor, 0, next.AmountMinor - next.RefundedMinor));
        BookingGiveBacks.NumberAnew(next, hold.Quantity);
        BookingTickets.ReissueAll(next, now);
        BookingTransfers.TakeBackAll(next);
        var decision = BookingDecisions.Become(next, BookingStatus.Confirmed, now, command.By ?? booking.Customer ?? ReservedNames.Guest, command.Why);
        next.Audit[^1] = next.Audit[^1] with
        {
            Exchanged = new ExchangedPlaces
            {
                Hold = hold.HoldId,
                SectionId = booking.SectionId,
                Seats = booking.Seats,
                PriceMinor = booking.PlacesMinor ?? booking.AmountMinor,
                AmountMinor = booking.AmountMinor,
                Quantity = booking.Quantity,
            },
        };
        return decision;
    }

    private static HoldId PlacesOf(BookingState booking) => booking.PlacesHold ?? booking.BookingId.Hold;
}
