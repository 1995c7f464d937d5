using Ticketing.Attendees;
using Ticketing.Doors;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Money;
using Ticketing.Payments;
using Ticketing.Receipts;
using Ticketing.Security;
using Ticketing.Tickets;

namespace Ticketing.Bookings;

/// <summary>
/// The rules of a booking's life: state, command and time give the next state or a refusal. Each transition adds one to
/// the version and one entry to the audit trail.
/// </summary>
public static class BookingDecisions
{
    /// <summary>The provider of a payment that was settled elsewhere.</summary>
    public const string ExternalProvider = PaymentProviders.External;

    /// <summary>Who acts when nobody does: time, and the homes of holds.</summary>
    public const string Nobody = ReservedNames.System;

    /// <summary>What a confirmed hold is as a booking, where there is none yet.</summary>
    public static BookingState Open(HoldView confirmed) => Open(new BookingState(), confirmed).Next!;

    /// <summary>A confirmed hold becomes a booking, or confirms the one that waits for it.</summary>
    public static BookingDecision Open(BookingState booking, HoldView confirmed) =>
        Confirm(booking, confirmed.Voucher is { } voucher
            ? new ConfirmBooking { Hold = confirmed, By = voucher.By, Why = voucher.Why, PaymentMethod = voucher.Method, PaymentReference = voucher.Reference }
            : new ConfirmBooking { Hold = confirmed, By = confirmed.Customer ?? ReservedNames.Guest });

    public static BookingDecision Confirm(BookingState booking, ConfirmBooking command)
    {
        var hold = command.Hold;
        if (hold.Status != HoldStatus.Confirmed || hold.ConfirmedAt is not { } at)
        {
            throw new ArgumentException($"Hold {hold.HoldId} is not confirmed.", nameof(command));
        }

        if (booking.Version > 0 && booking.Status is not (BookingStatus.Pending or BookingStatus.Expired))
        {
            // The home's verdict came first. What followed from it stays.
            return BookingDecision.Nothing;
        }

        // One that was thought to be over was confirmed in time; its home alone decides that.
        var next = booking.Version == 0 ? Facts(hold, hold.Customer) : booking.Copy();
        if (next.PaymentStatus != PaymentStatus.Processing)
        {
            // No payment is under way here, so it was seen elsewhere.
            next.PaymentStatus = PaymentStatus.Completed;
            next.PaymentProvider = ExternalProvider;
        }

        next.PaymentMethod = command.PaymentMethod ?? next.PaymentMethod;
        next.PaymentReference = command.PaymentReference ?? next.PaymentReference;
        next.Email = TicketHolder.ContactOf(next.Customer) ?? hold.Email ?? next.Email;
        next.Locale = hold.Locale ?? next.Locale;
        next.ConfirmedAt = at;
        next.OwesTickets = true;
        next.CreatedAt = booking.Version == 0 ? at : booking.CreatedAt;
        return Become(next, BookingStatus.Confirmed, at, command.By, command.Why);
    }

    public static BookingDecision Start(BookingState booking, StartBooking command, DateTimeOffset now)
    {
        if (booking.Version > 0)
        {
            return booking.Customer == command.Customer ? Addressed(booking, command) : BookingDecision.Refuse(RefusalCode.BookingNotFound);
        }

        if (command.Hold.Status != HoldStatus.Active)
        {
            return BookingDecision.Refuse(command.Hold.Status == HoldStatus.Confirmed ? RefusalCode.AlreadyBooked : RefusalCode.HoldExpired);
        }

        var next = Facts(command.Hold, command.Customer);
        next.PaymentMethod = command.PaymentMethod;
        next.Email = TicketHolder.ContactOf(command.Customer) ?? command.Email;
        next.Locale = command.Locale;
        next.ExpiresAt = command.Hold.ExpiresAt;
        next.Attendees = command.Attendees;
        next.CreatedAt = now;
        return Become(next, BookingStatus.Pending, now, command.By ?? command.Customer ?? ReservedNames.Guest, null);
    }

    /// <summary>A guest who mistyped their address gives another before they pay. No transition: nothing was sent to the one before.</summary>
    private static BookingDecision Addressed(BookingState booking, StartBooking command)
    {
        if (booking.Status != BookingStatus.Pending || command.Email is not { } email || email == booking.Email || TicketHolder.ContactOf(booking.Customer) is not null)
        {
            return BookingDecision.Nothing;
        }

        var next = booking.Copy();
        next.Email = email;
        return new BookingDecision(next);
    }

    /// <summary>The hold of a pending booking is over.</summary>
    public static BookingDecision Lapse(BookingState booking, DateTimeOffset now) => booking switch
    {
        { Version: 0 } => BookingDecision.Refuse(RefusalCode.BookingNotFound),
        { Status: BookingStatus.Expired } => BookingDecision.Nothing,
        { Status: BookingStatus.Pending } => Become(booking.Copy(), BookingStatus.Expired, now, Nobody, null),
        _ => Illegal(booking, "expire"),
    };

    public static BookingDecision Cancel(BookingState booking, CancelBooking command, DateTimeOffset now)
    {
        if (WhyNot(booking, command.ExpectedVersion) is { } refusal)
        {
            return new BookingDecision(null, refusal);
        }

        if (booking.Status == BookingStatus.Cancelled)
        {
            return BookingDecision.Nothing;
        }

        if (booking.Status is not (BookingStatus.Pending or BookingStatus.Confirmed))
        {
            return Illegal(booking, "be cancelled");
        }

        var next = booking.Copy();
        next.CancelledAt = now;
        if (booking.Status == BookingStatus.Confirmed)
        {
            if (command.UnlessAttended && BookingTickets.IsAttended(booking))
            {
                return BookingDecision.Refuse(RefusalCode.AlreadyAttended);
            }

            if (command.UnlessPassedOn && BookingTransfers.IsPassedOn(booking))
            {
                return BookingDecision.Refuse(RefusalCode.TicketsPassedOn);
            }

            if (command.NotAfter is { } last && now > last)
            {
                return BookingDecision.Refuse(RefusalCode.CancelledTooLate, $"It could be cancelled until {last:yyyy-MM-ddTHH:mm:ssZ}.");
            }

            BookingExchanges.GiveUpPlaces(next);
            PayBack(next, BookingGiveBacks.ShareOf(booking, Refundable(booking, command.RefundPercent), command.RefundPercent));
        }

        return Become(next, BookingStatus.Cancelled, now, command.By, command.Why);
    }

    /// <summary>
    /// What is paid back in part is a part of what the places cost now: what an exchange for cheaper ones kept is kept. All of it is all
    /// that was paid, but what was kept of tickets that were given back.
    /// </summary>
    internal static long Refundable(BookingState booking, int percent)
    {
        var rest = Math.Max(booking.AmountMinor - booking.RefundedMinor - booking.GivenBack.Sum(static ticket => ticket.KeptMinor), 0);
        return percent < 100 && booking.PlacesMinor is not null ? Math.Min(rest, BookingGiveBacks.PriceLeft(booking)) : rest;
    }

    /// <summary>In part the booking stays what it is; when all is paid back, a confirmed one gives its places back.</summary>
    public static BookingDecision Refund(BookingState booking, RefundBooking command, DateTimeOffset now)
    {
        if (WhyNot(booking, command.ExpectedVersion) is { } refusal)
        {
            return new BookingDecision(null, refusal);
        }

        if (booking.Status is BookingStatus.Refunded)
        {
            return command.AmountMinor is null ? BookingDecision.Nothing : Illegal(booking, "be refunded");
        }

        if (booking.PaymentStatus != PaymentStatus.Completed || booking.Status is BookingStatus.Pending or BookingStatus.Expired)
        {
            return Illegal(booking, "be refunded");
        }

        var left = booking.AmountMinor - booking.RefundedMinor;
        var amount = command.AmountMinor ?? left;
        if (amount > left)
        {
            return BookingDecision.Refuse(RefusalCode.RefundTooHigh, $"At most {(Currency.TryFind(booking.Currency, out var currency) ? currency.Format(left) : "0")} {booking.Currency} can be paid back.");
        }

        var next = booking.Copy();
        PayBack(next, amount);
        var isAll = next.RefundedMinor == next.AmountMinor;
        if (isAll && booking.Status == BookingStatus.Confirmed)
        {
            BookingExchanges.GiveUpPlaces(next);
        }

        return Become(next, isAll ? BookingStatus.Refunded : booking.Status, now, command.By, command.Why);
    }

    public static BookingDecision Complete(BookingState booking, DateTimeOffset endedAt, DateTimeOffset now) => booking switch
    {
        { Version: 0 } => BookingDecision.Refuse(RefusalCode.BookingNotFound),
        { Status: BookingStatus.Completed } => BookingDecision.Nothing,
        { Status: BookingStatus.Confirmed } when now >= endedAt => Become(booking.Copy(), BookingStatus.Completed, now, Nobody, null),
        _ => Illegal(booking, "be completed"),
    };

    /// <summary>What the booking is, and its version, stay; who it was for goes, and what they wrote.</summary>
    public static BookingDecision Erase(BookingState booking, EraseBooking command)
    {
        var isCustomers = booking.Customer == command.Customer;
        if (booking.Version == 0 || (!isCustomers && !BookingTransfers.Names(booking, command.Customer!)))
        {
            return BookingDecision.Nothing;
        }

        var next = booking.Copy();
        if (isCustomers)
        {
            next.Customer = command.Pseudonym;
            next.Email = null;
            next.Locale = null;
            next.Attendees = null;
        }

        if (command.Customer is { } customer)
        {
            AttendeeDecisions.Forget(next, ticket => ticket.Holder == customer);
            BookingTransfers.Rename(next, customer, command.Pseudonym);
        }

        next.Audit = [.. next.Audit.Select(entry => entry.By == command.Customer ? entry with { By = command.Pseudonym!, Why = null } : entry)];
        return new BookingDecision(next);
    }

    /// <summary>Null: the booking is there, and has the version that the command speaks of.</summary>
    private static Refusal? WhyNot(BookingState booking, long? expectedVersion) =>
        booking.Version == 0 ? new Refusal(RefusalCode.BookingNotFound)
        : expectedVersion is { } version && version != booking.Version ? new Refusal(RefusalCode.StaleVersion)
        : null;

    internal static BookingDecision Illegal(BookingState booking, string what) => BookingDecision.Refuse(
        RefusalCode.BookingTransition, $"A booking that is {Name(booking.Status)} can't {what}.");

    private static string Name(BookingStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>The provider is to pay back so much more.</summary>
    internal static void Owe(BookingState booking, long amountMinor)
    {
        booking.RefundedMinor += amountMinor;
        booking.OwesMoney |= amountMinor > 0 && booking.PaymentProvider != ExternalProvider;
    }

    private static void PayBack(BookingState booking, long amountMinor)
    {
        Owe(booking, amountMinor);
        if (booking.RefundedMinor == booking.AmountMinor)
        {
            booking.PaymentStatus = PaymentStatus.Refunded;
        }
    }

    private static BookingState Facts(HoldView hold, string? customer) => new()
    {
        BookingId = BookingId.Of(hold.HoldId),
        PaymentProvider = ExternalProvider,
        SectionId = hold.SectionId,
        Quantity = hold.Quantity,
        Seats = hold.Seats,
        Customer = customer,
        AmountMinor = hold.AmountMinor,
        Prices = hold.Prices,
        Currency = hold.Currency,
        SecretHash = hold.SecretHash,
        HeldAt = hold.CreatedAt,
    };

    internal static BookingDecision Become(BookingState next, BookingStatus status, DateTimeOffset at, string by, string? why)
    {
        if (next.Status is BookingStatus.Confirmed or BookingStatus.Completed && status is BookingStatus.Cancelled or BookingStatus.Refunded)
        {
            next.Revocations.Add(new Revocation { Booking = next.BookingId, At = at });

            // After an exchange the letter may be on its way again; there was one before. What is over stays in calendars.
            next.OwesFarewell = next.Status == BookingStatus.Confirmed && (next.TicketsMailedAt is not null || next.PlacesHold is not null);
        }

        next.Version++;
        next.Status = status;
        next.UpdatedAt = at;
        next.Audit.Add(new AuditEntry { Version = next.Version, Status = status, PaymentStatus = next.PaymentStatus, RefundedMinor = next.RefundedMinor, At = at, By = by, Why = why });
        BookingReceipts.Note(next, at);
        return new BookingDecision(next);
    }
}
