namespace Ticketing.Bookings;

/// <summary>A booking that was opened over places that were held for it, or why it was not.</summary>
/// <param name="Booking">The booking. Null: refused.</param>
/// <param name="Refusal">Why not.</param>
/// <param name="Repeated">It was opened before.</param>
/// <param name="Token">What its holder shows, who may be a guest.</param>
public sealed record StartedBooking(BookingView? Booking, Refusal? Refusal, bool Repeated, string? Token);
