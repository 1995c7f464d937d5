using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>The rules of a booking's life.</summary>
public static class BookingDecisions
{
    /// <summary>The provider of a payment that was settled elsewhere: the payment token is its proof.</summary>
    public const string ExternalProvider = "external";

    /// <summary>A confirmed hold becomes a booking. Null: it already is one.</summary>
    public static BookingState? Open(BookingState booking, HoldView confirmed)
    {
        if (booking.Version > 0)
        {
            return null;
        }

        if (confirmed.Status != HoldStatus.Confirmed || confirmed.ConfirmedAt is not { } at)
        {
            throw new ArgumentException($"Hold {confirmed.HoldId} is not confirmed.", nameof(confirmed));
        }

        return new BookingState
        {
            BookingId = BookingId.Of(confirmed.HoldId),
            Version = 1,
            Status = BookingStatus.Confirmed,
            PaymentStatus = PaymentStatus.Completed,
            PaymentProvider = ExternalProvider,
            SectionId = confirmed.SectionId,
            Quantity = confirmed.Quantity,
            Seats = confirmed.Seats,
            Customer = confirmed.Customer,
            AmountMinor = confirmed.AmountMinor,
            Currency = confirmed.Currency,
            CreatedAt = at,
            UpdatedAt = at,
            Audit = [new AuditEntry { Version = 1, Status = BookingStatus.Confirmed, At = at, By = confirmed.Customer ?? "guest" }],
        };
    }

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
    };
}
