using Ticketing.Http;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>Which bookings are wanted of a list.</summary>
public sealed record BookingFilter
{
    /// <summary>What a customer may narrow a list down by.</summary>
    internal static readonly QueryParameter OfStatus = new("status", "Only bookings that are this now.") { Values = NamesOf<BookingStatus>() };

    internal static readonly QueryParameter OfEvent = new("event_id", "Only bookings of this event.") { Format = "uuid" };

    /// <summary>What everybody's bookings may be narrowed down by.</summary>
    internal static readonly QueryParameter[] Parameters =
    [
        OfStatus,
        new("payment_status", "Only bookings whose payment is this now.") { Values = NamesOf<PaymentStatus>() },
        OfEvent,
        new("customer_id", "Only this customer's bookings."),
        new("reference", "The booking with this reference, in capitals or not."),
        new("from", "Only bookings that were made then or later.") { Format = "date-time" },
        new("to", "Only bookings that were made before then.") { Format = "date-time" },
    ];

    public BookingStatus? Status { get; init; }

    public PaymentStatus? PaymentStatus { get; init; }

    public EventId? Event { get; init; }

    public string? Customer { get; init; }

    public string? Reference { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public static (BookingFilter? Filter, Problem? Problem) Read(Request request)
    {
        List<FieldError> errors = [];
        var filter = new BookingFilter
        {
            Status = ReadStatus<BookingStatus>(request, "status", errors),
            PaymentStatus = ReadStatus<PaymentStatus>(request, "payment_status", errors),
            Event = ReadEvent(request, errors),
            Customer = request.Query("customer_id"),
            Reference = request.Query("reference")?.ToUpperInvariant(),
            From = Query.Time(request, "from", errors),
            To = Query.Time(request, "to", errors),
        };
        return errors.Count > 0 ? (null, Problems.Invalid(errors)) : (filter, null);
    }

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

    internal static T? ReadStatus<T>(Request request, string name, List<FieldError> errors)
        where T : struct, Enum
    {
        if (request.Query(name) is not { Length: > 0 } text)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (Json.Snake(value) == text)
            {
                return value;
            }
        }

        errors.Add(new FieldError(name, $"{name} must be one of {string.Join(", ", NamesOf<T>())}."));
        return null;
    }

    internal static EventId? ReadEvent(Request request, List<FieldError> errors)
    {
        if (request.Query("event_id") is not { Length: > 0 } text)
        {
            return null;
        }

        if (Guid.TryParseExact(text, "D", out var value) && EventId.TryFrom(value, out var id))
        {
            return id;
        }

        errors.Add(new FieldError("event_id", "event_id must be an event's id."));
        return null;
    }

    private static string[] NamesOf<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Json.Snake)];

    /// <summary>Time makes a pending booking expire and a confirmed one complete before the index hears of it.</summary>
    private static bool MayBecome(BookingStatus known, BookingStatus wanted) => (known, wanted) is
        (BookingStatus.Pending, BookingStatus.Expired or BookingStatus.Confirmed) or (BookingStatus.Confirmed, BookingStatus.Completed);

    private bool WantsIt(BookingId id, DateTimeOffset createdAt) =>
        (Event is not { } wanted || id.Hold.EventKey == wanted.Key)
        && (From is not { } from || createdAt >= from)
        && (To is not { } to || createdAt < to)
        && (Reference is null || BookingReference.Of(id) == Reference);
}
