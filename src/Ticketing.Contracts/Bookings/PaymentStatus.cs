namespace Ticketing.Bookings;

/// <summary>Where a booking's payment is. Numbers are stored: never reuse one.</summary>
public enum PaymentStatus
{
    Pending = 0,
    Processing = 1,
    Completed = 2,
    Failed = 3,
    Refunded = 4,
}
