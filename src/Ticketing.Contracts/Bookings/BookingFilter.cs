using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>Which bookings are wanted of a list.</summary>
public sealed record BookingFilter
{
    public BookingStatus? Status { get; init; }

    public PaymentStatus? PaymentStatus { get; init; }

    public EventId? Event { get; init; }

    public string? Customer { get; init; }

    public string? Reference { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public bool Wants(BookingView booking) =>
        (Status is not { } status || booking.Status == status)
        && (PaymentStatus is not { } payment || booking.PaymentStatus == payment)
        && (Customer is null || booking.Customer == Customer)
        && WantsIt(booking.BookingId, booking.CreatedAt);

    /// <summary>Rows that can't be wanted are passed over. What changes with time is left to the booking.</summary>
    public bool MayWant(BookingRow row) =>
        (Status is not { } status || row.Status == status || MayBecome(row.Status, status))
        && (PaymentStatus is not { } payment || row.PaymentStatus == payment)
        && WantsIt(row.BookingId, row.CreatedAt);

    /// <summary>Some rows can be told from others by what the index knows of them.</summary>
    public bool IsNarrow => (Status, PaymentStatus, Event, Reference, From, To) is not (null, null, null, null, null, null);

    /// <summary>A page that can't have any such row is passed over.</summary>
    public bool MayWant(PageSummary page) =>
        (Status is not { } status || Enum.GetValues<BookingStatus>().Any(known => page.MayHave(known) && (known == status || MayBecome(known, status))))
        && (PaymentStatus is not { } payment || page.MayHave(payment))
        && (Event is not { } wanted || page.MayHave(wanted))
        && (Reference is null || page.MayHave(Reference))
        && (From is not { } from || page.Youngest >= from)
        && (To is not { } to || page.Oldest < to);

    /// <summary>The row may be wanted only if its event is over.</summary>
    public bool WantsOver(BookingRow row) => Status == BookingStatus.Completed && row.Status == BookingStatus.Confirmed;

    /// <summary>Time makes a pending booking expire and a confirmed one complete before the index hears of it.</summary>
    private static bool MayBecome(BookingStatus known, BookingStatus wanted) => (known, wanted) is
        (BookingStatus.Pending, BookingStatus.Expired or BookingStatus.Confirmed) or (BookingStatus.Confirmed, BookingStatus.Completed);

    private bool WantsIt(BookingId id, DateTimeOffset createdAt) =>
        (Event is not { } wanted || id.Hold.EventKey == wanted.Key)
        && (From is not { } from || createdAt >= from)
        && (To is not { } to || createdAt < to)
        && (Reference is null || BookingReference.Of(id) == Reference);
}
