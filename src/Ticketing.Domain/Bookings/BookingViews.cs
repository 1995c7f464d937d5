using System.Collections.Immutable;

namespace Ticketing.Bookings;

/// <summary>A booking as callers see it.</summary>
public static class BookingViews
{
    public static BookingView View(BookingState booking) => new()
    {
        BookingId = booking.BookingId,
        SectionId = booking.SectionId,
        Quantity = booking.Quantity,
        Seats = booking.Seats,
        Customer = booking.Customer,
        AmountMinor = booking.AmountMinor,
        Currency = booking.Currency,
        Status = booking.Status,
        PaymentStatus = booking.PaymentStatus,
        PaymentProvider = booking.PaymentProvider,
        CreatedAt = booking.CreatedAt,
        UpdatedAt = booking.UpdatedAt,
        Version = booking.Version,
        ExpiresAt = booking.ExpiresAt,
        ConfirmedAt = booking.ConfirmedAt,
        HeldAt = booking.HeldAt,
        CancelledAt = booking.CancelledAt,
        PaymentMethod = booking.PaymentMethod,
        PaymentReference = booking.PaymentReference,
        RefundedMinor = booking.RefundedMinor,
        IndexPosition = booking.IndexSlot - 1,
        Email = booking.Email,
        Locale = booking.Locale,
        Revisions = [.. booking.Revisions],
        TicketStatus = BookingFinalization.StatusOf(booking),
        FinalizedAt = booking.FinalizedAt,
        TicketsMailedAt = booking.TicketsMailedAt,
        PlacesHold = booking.PlacesHold,
        PlacesMinor = booking.PlacesMinor,
        IsAttended = BookingTickets.IsAttended(booking),
        Passed = [.. booking.Passed],
        Attendances = [.. booking.Attendances],
        OwedLetters = [.. booking.OwedLetters],
        RefundPending = booking.OwesMoney,
        SecretHash = booking.SecretHash,
        OwesFarewell = booking.OwesFarewell,
        Prices = booking.Prices,
        NoticeVersion = booking.NoticeVersion,
        Receipts = [.. booking.Receipts],
        Messages = booking.Messages,
        Attendees = booking.Attendees,
        GivenBack = [.. booking.GivenBack],
        PricesLeft = booking.GivenBack.Count == 0 ? null : BookingGiveBacks.PricesLeft(booking),
        CancelRefundMinor = booking.CancelledAt is null ? 0 : CancelRefundMinor(booking.Audit),
    };

    private static long CancelRefundMinor(List<AuditEntry> audit)
    {
        var step = audit.FindIndex(static entry => entry.Status == BookingStatus.Cancelled);
        return step <= 0 ? 0 : audit[step].RefundedMinor - audit[step - 1].RefundedMinor;
    }

    public static ImmutableArray<BookingStep> Steps(BookingState booking) =>
    [
        .. booking.Audit.Select(entry => new BookingStep
        {
            Version = entry.Version,
            Status = entry.Status,
            PaymentStatus = entry.PaymentStatus,
            At = entry.At,
            By = entry.By,
            Why = entry.Why,
            Exchanged = entry.Exchanged,
            Transferred = entry.Transferred,
            GaveBack = entry.GaveBack,
            NamesAttendees = entry.NamesAttendees,
        }),
    ];
}
