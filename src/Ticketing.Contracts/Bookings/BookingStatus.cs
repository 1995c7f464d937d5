namespace Ticketing.Bookings;

/// <summary>Where a booking is in its life. Numbers are stored: never reuse one.</summary>
public enum BookingStatus
{
    Pending = 0,
    Confirmed = 1,
    Cancelled = 2,
    Expired = 3,
    Refunded = 4,
    Completed = 5,
}
