using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Identifiers;
using Ticketing.Security;

namespace Ticketing.Bookings;

/// <summary>Looking at bookings.</summary>
public sealed class BookingsApi(BookingDesk desk, Ownership ownership)
{
    public IEnumerable<Route> Routes =>
    [
        new("GET", "/api/v1/bookings/{id}", "Look at a booking", GetAsync)
        {
            Access = Access.Anyone,
            AnswerExample = """{"booking_id":"c242d34d-8040-8000-8000-000000000001","booking_reference":"K7QF2MPX4T","status":"confirmed","payment_status":"completed","qty":2,"seats":[],"total_amount":"0.00","currency":"USD","version":1}""",
            Refusals = [RefusalCode.BookingNotFound],
        },
    ];

    /// <summary>A booking as the confirmation of its hold tells it.</summary>
    public static Answer Show(HoldView hold, int status) => Show(new BookingView
    {
        BookingId = BookingId.Of(hold.HoldId),
        SectionId = hold.SectionId,
        Quantity = hold.Quantity,
        Seats = hold.Seats,
        Customer = hold.Customer,
        AmountMinor = hold.AmountMinor,
        Currency = hold.Currency,
        Status = BookingStatus.Confirmed,
        PaymentStatus = PaymentStatus.Completed,
        PaymentProvider = "external",
        CreatedAt = hold.ConfirmedAt ?? hold.CreatedAt,
        UpdatedAt = hold.ConfirmedAt ?? hold.CreatedAt,
        Version = 1,
    }, status);

    private async Task<Answer> GetAsync(Request request)
    {
        return Guid.TryParseExact(request.Route("id"), "D", out var id) && BookingId.TryFrom(id, out var booking)
            && await desk.FindBookingAsync(booking) is { } found && ownership.MaySee(request.Caller, found.Customer)
                ? Show(found, 200)
                : Problems.From(RefusalCode.BookingNotFound);
    }

    private static Answer Show(BookingView booking, int status) => Answer.Of(status, booking, static (json, booking) =>
    {
        json.WriteString("booking_id"u8, booking.BookingId.Value);
        json.WriteString("booking_reference"u8, BookingReference.Of(booking.BookingId));
        json.WriteString("hold_id"u8, booking.BookingId.Hold.Value);
        json.WriteString("event_id"u8, booking.BookingId.Hold.Event.Value);
        json.WriteString("section"u8, booking.SectionId);
        json.WriteNumber("qty"u8, booking.Quantity);
        json.WriteTexts("seats"u8, booking.Seats);
        json.WriteString("status"u8, Json.Snake(booking.Status));
        json.WriteString("payment_status"u8, Json.Snake(booking.PaymentStatus));
        json.WriteString("payment_provider"u8, booking.PaymentProvider);
        json.WriteAmount("total_amount"u8, booking.AmountMinor, booking.Currency);
        json.WriteString("currency"u8, booking.Currency);
        json.WriteTime("created_at"u8, booking.CreatedAt);
        json.WriteTime("updated_at"u8, booking.UpdatedAt);
        json.WriteNumber("version"u8, booking.Version);
        if (booking.Customer is not null)
        {
            json.WriteString("customer_id"u8, booking.Customer);
        }
    });
}
