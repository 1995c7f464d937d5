namespace Ticketing.Bookings;

/// <summary>Whether the tickets of a booking that counts were made out.</summary>
public enum TicketStatus
{
    Pending,
    Finalized,
}
