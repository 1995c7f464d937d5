using System.Globalization;
using System.Text.Json;
using Ticketing.Holds;
using Ticketing.Http;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>A booking as JSON.</summary>
internal static class BookingJson
{
    public const string Example = """{"id":"c242d34d-8040-8000-8000-000000000001","booking_id":"c242d34d-8040-8000-8000-000000000001","booking_reference":"K7QF2MPX4T","hold_id":"8242d34d-8040-8000-8000-000000000001","event_id":"4242d34d-8040-8000-8000-000000000000","section":"stalls","quantity":2,"qty":2,"seats":["stalls-A-1","stalls-A-2"],"status":"pending","payment_status":"pending","payment_provider":"external","payment_method":"card","payment_reference":null,"ticket_status":null,"tickets_mailed_at":null,"total_amount":"50.00","refunded_amount":"0.00","refund_pending":false,"currency":"USD","booking_date":"2027-01-31T19:30:00.000Z","expires_at":"2027-01-31T19:45:00.000Z","expires_in_seconds":900,"confirmed_at":null,"cancelled_at":null,"created_at":"2027-01-31T19:30:00.000Z","updated_at":"2027-01-31T19:30:00.000Z","is_active":true,"is_expired":false,"version":1,"user_id":"ann","email":null,"customer_id":"ann"}""";

    public const string ListExample = $$"""{"items":[{{Example}}],"next_cursor":null}""";

    public static Answer Show(BookingView booking, int status, DateTimeOffset now) =>
        Answer.Of(status, (booking, now), static (json, shown) => Write(json, shown.booking, shown.now)) with
        {
            ETag = string.Create(CultureInfo.InvariantCulture, $"\"{booking.Version}\""),
        };

    /// <summary>A booking as the confirmation of its hold tells it.</summary>
    public static Answer Show(HoldView hold, int status, DateTimeOffset now) => Show(new BookingView
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
        ConfirmedAt = hold.ConfirmedAt ?? hold.CreatedAt,
        Version = 1,
        Email = hold.Email,
        TicketStatus = TicketStatus.Pending,
    }, status, now);

    public static void Write(Utf8JsonWriter json, BookingView booking, DateTimeOffset now)
    {
        var id = booking.BookingId;
        json.WriteString("id"u8, id.Value);
        json.WriteString("booking_id"u8, id.Value);
        json.WriteString("booking_reference"u8, BookingReference.Of(id));
        json.WriteString("hold_id"u8, id.Hold.Value);
        json.WriteString("event_id"u8, id.Hold.Event.Value);
        json.WriteString("section"u8, booking.SectionId);
        json.WriteNumber("quantity"u8, booking.Quantity);
        json.WriteNumber("qty"u8, booking.Quantity);
        json.WriteTexts("seats"u8, booking.Seats);
        json.WriteString("status"u8, Json.Snake(booking.Status));
        json.WriteString("payment_status"u8, Json.Snake(booking.PaymentStatus));
        json.WriteString("payment_provider"u8, booking.PaymentProvider);
        json.WriteString("payment_method"u8, booking.PaymentMethod);
        json.WriteString("payment_reference"u8, booking.PaymentReference);
        json.WriteString("ticket_status"u8, NameOf(booking.TicketStatus));
        json.WriteTime("tickets_mailed_at"u8, booking.TicketsMailedAt);
        json.WriteAmount("total_amount"u8, booking.AmountMinor, booking.Currency);
        json.WriteAmount("refunded_amount"u8, booking.RefundedMinor, booking.Currency);
        json.WriteBoolean("refund_pending"u8, booking.RefundPending);
        json.WriteString("currency"u8, booking.Currency);
        json.WriteTime("booking_date"u8, booking.CreatedAt);
        json.WriteTime("expires_at"u8, booking.ExpiresAt);
        if (booking.Status == BookingStatus.Pending && booking.ExpiresAt is { } end)
        {
            json.WriteNumber("expires_in_seconds"u8, Math.Max(0, (long)(end - now).TotalSeconds));
        }

        json.WriteTime("confirmed_at"u8, booking.ConfirmedAt);
        json.WriteTime("cancelled_at"u8, booking.CancelledAt);
        json.WriteTime("created_at"u8, booking.CreatedAt);
        json.WriteTime("updated_at"u8, booking.UpdatedAt);
        json.WriteBoolean("is_active"u8, booking.Status is BookingStatus.Pending or BookingStatus.Confirmed);
        json.WriteBoolean("is_expired"u8, booking.Status == BookingStatus.Expired);
        json.WriteNumber("version"u8, booking.Version);
        json.WriteString("user_id"u8, booking.Customer);
        json.WriteString("email"u8, booking.Email);
        if (booking.Customer is not null)
        {
            json.WriteString("customer_id"u8, booking.Customer);
        }
    }

    /// <summary>In capitals, unlike other names.</summary>
    public static string? NameOf(TicketStatus? status) => status?.ToString().ToUpperInvariant();

    public static Answer Steps(IEnumerable<BookingStep> steps) => Listing.Show(next: null, steps, WriteStep);

    public static void WriteStep(Utf8JsonWriter json, BookingStep step)
    {
        json.WriteNumber("version"u8, step.Version);
        json.WriteString("status"u8, Json.Snake(step.Status));
        json.WriteString("payment_status"u8, Json.Snake(step.PaymentStatus));
        json.WriteTime("at"u8, step.At);
        json.WriteString("by"u8, step.By);
        json.WriteString("why"u8, step.Why);
        if (step.Exchanged is { } before)
        {
            json.WriteString("former_section"u8, before.SectionId);
            json.WriteTexts("former_seats"u8, before.Seats);
        }

        if (step.Transferred is { } ticket)
        {
            json.WriteNumber("ticket_number"u8, ticket.Place);
            json.WriteString("from_user_id"u8, ticket.From);
            json.WriteString("to_user_id"u8, ticket.To);
        }
    }
}
