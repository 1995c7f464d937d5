namespace Ticketing.Bookings;

/// <summary>What becomes of a booking when its tickets are made out: no transition, so its version stays.</summary>
public static class BookingFinalization
{
    /// <summary>Null: it has none.</summary>
    public static TicketStatus? StatusOf(BookingState booking) =>
        booking is not { Version: > 0, Status: BookingStatus.Confirmed or BookingStatus.Completed } ? null
        : booking is { OwesTickets: true, FinalizedVersion: 0 } ? TicketStatus.Pending
        : TicketStatus.Finalized;

    public static BookingDecision Finalize(BookingState booking, DateTimeOffset now)
    {
        switch (StatusOf(booking))
        {
            case null:
                return BookingDecision.Refuse(booking.Version == 0 ? RefusalCode.BookingNotFound : RefusalCode.NoTickets);
            case TicketStatus.Finalized:
                return BookingDecision.Nothing;
            default:
                var next = booking.Copy();
                (next.FinalizedAt, next.FinalizedVersion) = (now, booking.Version);
                return new BookingDecision(next);
        }
    }
}
