namespace Ticketing.Bookings;

/// <summary>What becomes of a booking when its tickets are made out: no transition, so its version stays.</summary>
public static class BookingFinalization
{
    /// <summary>Null: it has none.</summary>
    public static TicketStatus? StatusOf(BookingState booking) =>
        booking is not { Version: > 0, Status: BookingStatus.Confirmed or BookingStatus.Completed } ? null
        : booking is { OwesTickets: true, FinalizedVersion: 0 } ? TicketStatus.Pending
        : TicketStatus.Finalized;

    /// <summary>
    /// It may yet become confirmed, or be known so to another activation only. For whoever knows of a confirmation it says
    /// nothing about tickets.
    /// </summary>
    public static bool IsOpen(BookingStatus status) => status is BookingStatus.Pending or BookingStatus.Expired;

    public static BookingDecision Finalize(BookingState booking, DateTimeOffset now)
    {
        switch (StatusOf(booking))
        {
            case null:
                return BookingDecision.Refuse(
                    booking.Version == 0 ? RefusalCode.BookingNotFound
                    : IsOpen(booking.Status) ? RefusalCode.BookingTransition
                    : RefusalCode.NoTickets);
            case TicketStatus.Finalized:
                return BookingDecision.Nothing;
            default:
                var next = booking.Copy();
                (next.FinalizedAt, next.FinalizedVersion) = (now, booking.Version);
                return new BookingDecision(next);
        }
    }
}
