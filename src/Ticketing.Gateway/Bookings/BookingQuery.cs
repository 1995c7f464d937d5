using Ticketing.Http;
using Ticketing.Identifiers;

namespace Ticketing.Bookings;

/// <summary>Reads which bookings are wanted of a list.</summary>
internal static class BookingQuery
{
    /// <summary>What a customer may narrow a list down by.</summary>
    public static readonly QueryParameter OfStatus = new("status", "Only bookings that are this now.") { Values = NamesOf<BookingStatus>() };

    public static readonly QueryParameter OfEvent = new("event_id", "Only bookings of this event.") { Format = "uuid" };

    /// <summary>What everybody's bookings may be narrowed down by.</summary>
    public static readonly QueryParameter[] Parameters =
    [
        OfStatus,
        new("payment_status", "Only bookings whose payment is this now.") { Values = NamesOf<PaymentStatus>() },
        OfEvent,
        new("customer_id", "Only this customer's bookings."),
        new("reference", "The booking with this reference, in capitals or not."),
        new("from", "Only bookings that were made then or later.") { Format = "date-time" },
        new("to", "Only bookings that were made before then.") { Format = "date-time" },
    ];

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

    public static T? ReadStatus<T>(Request request, string name, List<FieldError> errors)
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

    public static EventId? ReadEvent(Request request, List<FieldError> errors) =>
        Query.Id(request, "event_id", "an event's id", errors, static text => EventId.TryParse(text, out var id) ? id : (EventId?)null);

    private static string[] NamesOf<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Json.Snake)];
}
