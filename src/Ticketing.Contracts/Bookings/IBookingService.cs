using Ticketing.Attendees;
using Ticketing.Events;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Payments;

namespace Ticketing.Bookings;

/// <summary>
/// The life of bookings. As long as a booking is pending its hold's home decides, so what confirms or cancels it asks there
/// first; the booking is told, and would be told without it.
/// </summary>
public interface IBookingService
{
    /// <summary>
    /// Holds the places for as long as a payment may take, and opens a booking that waits for it; one that costs nothing is
    /// confirmed. And the token that its holder shows, who may be a guest.
    /// </summary>
    Task<(BookingAnswer Answer, string? Token)> StartAsync(HoldRequest request, string? customer, string? paymentMethod, string? email = null, string? locale = null, GivenAttendees? given = null);

    /// <summary>
    /// Opens a booking over a hold of the customer's own, or one whose token is shown; it lasts for as long as a booking waits
    /// for its payment. One that costs nothing is confirmed.
    /// </summary>
    /// <param name="hold">The hold.</param>
    /// <param name="customer">Whose it is. Null: the token says that it is the caller's.</param>
    /// <param name="paymentMethod">How it is to be paid.</param>
    /// <param name="token">The hold's token, where the caller shows one.</param>
    /// <param name="email">Where a guest can be written to.</param>
    /// <param name="locale">What who buys reads (BCP 47). Null: nobody said.</param>
    /// <param name="by">Staff who do it for the customer. Null: nobody does.</param>
    /// <param name="given">Who comes, where the event asks. Refused while something required is missing; the hold stays.</param>
    /// <param name="seen">The hold, as the caller has just read it. Null: it is read.</param>
    Task<BookingAnswer> StartAsync(
        HoldId hold, string? customer, string? paymentMethod, string? token = null, string? email = null, string? locale = null, string? by = null, GivenAttendees? given = null, HoldView? seen = null);

    /// <summary>Confirms a hold.</summary>
    /// <param name="command">By the holder, who has the token, or by staff who saw the payment.</param>
    /// <param name="customer">Who asks. They find it among their own as soon as they are told of it; its home hands it over a moment later.</param>
    /// <param name="given">Who comes, where the event asks.</param>
    Task<BookedHold> BookAsync(BookHold command, string? customer, GivenAttendees? given = null);

    /// <summary>Holds places and books them. Where they cost something and nobody vouches for a payment, the hold stays.</summary>
    Task<BookedHold> BookAsync(HoldRequest request, PaymentVoucher? voucher, string? email, string? locale, string? customer, GivenAttendees? given = null);

    /// <summary>Null when there is none. What time has decided meanwhile is settled on the way.</summary>
    Task<BookingView?> FindAsync(BookingId id);

    /// <summary>Somebody saw the payment: the places are sold if their hold is still good.</summary>
    Task<BookingAnswer> ConfirmAsync(BookingView booking, string by, string? why, string? paymentReference);

    /// <summary>By the customer as the event's policy says, or by staff, who are not bound by it.</summary>
    Task<BookingAnswer> CancelAsync(BookingView booking, CancelBooking command, bool isStaff);

    /// <summary>Gives some tickets back, and leaves the others: by the customer as the event's policy says, or by staff, who are not bound by it.</summary>
    Task<BookingAnswer> GiveBackAsync(BookingView booking, GiveBackTickets command, bool isStaff);

    /// <summary>Others for its attendees and answers: by its customer until the doors open, by staff at any time.</summary>
    Task<BookingAnswer> SetAttendeesAsync(BookingView booking, SetAttendees command);

    Task<BookingAnswer> RefundAsync(BookingView booking, RefundBooking command);

    /// <summary>
    /// Other places for those that it has: the new ones are held as any others are, and from there on the booking's payment sees
    /// to it, whatever becomes of the request. A hold that nothing comes of ends by itself.
    /// </summary>
    Task<PaymentAnswer> ExchangeAsync(BookingView booking, HoldRequest wish, ExchangeTerms terms);

    /// <summary>What <see cref="ExchangeAsync"/> would come to now, to the minor unit. Nothing is held or changed.</summary>
    Task<ExchangePreview> PreviewExchangeAsync(BookingView booking, HoldRequest wish, ExchangeTerms terms);

    /// <summary>Why its customer can't exchange it now, whatever for. Null: they can.</summary>
    Refusal? WhyNotExchange(BookingView booking, EventView view);

    /// <summary>
    /// Where a guest can be written to is forgotten, and the name that they gave, in this booking alone: others may have given the same one. By the home first,
    /// so that nothing which it says later brings it back.
    /// </summary>
    Task ForgetGuestAsync(BookingId booking);
}

/// <summary>A hold that was confirmed, or why it was not.</summary>
/// <param name="Answer">The hold. With a refusal: the hold that stays, if one does.</param>
/// <param name="Booking">What was booked before, as it is now: it may have been paid by a provider, or have other places.</param>
/// <param name="Token">What its holder shows. Null: they know it already.</param>
public sealed record BookedHold(HoldAnswer Answer, BookingView? Booking, string? Token = null);

/// <summary>What is configured for bookings.</summary>
public sealed record BookingOptions
{
    /// <summary>How long the places of a booking wait for its payment.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(15);
}
