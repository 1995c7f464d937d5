using Ticketing.Http;
using Ticketing.Identifiers;

namespace Ticketing.Holds;

/// <summary>Reads what is to be held from a request's body: an event, and a number of places or named seats.</summary>
internal static class HoldWish
{
    private const int MaxSeats = 1_000;

    /// <summary>The wish without a customer, or the answer that says what is wrong.</summary>
    /// <param name="body">The body.</param>
    /// <param name="quantityName">The member that has the number of places.</param>
    public static (HoldRequest? Wish, Answer? Problem) Read(RequestBody body, string quantityName)
    {
        var id = body.Uuid("event_id", required: true);
        var seats = body.Texts("seats", MaxSeats);
        var quantity = body.Integer(quantityName, 1, 100_000, required: !body.Has("seats"));
        var section = body.Text("section", 32);
        if (seats is not null && quantity is { } number && number != seats.Count)
        {
            body.Wrong<string>(quantityName, "must be the number of seats, or be left out.");
        }

        if (!body.IsValid)
        {
            return (null, Problems.Invalid(body.Errors));
        }

        return EventId.TryFrom(id!.Value, out var eventId)
            ? (new HoldRequest
            {
                Event = eventId,
                Quantity = quantity ?? 0,
                Section = section,
                Seats = seats is null ? [] : [.. seats],
            }, null)
            : (null, Problems.From(RefusalCode.EventNotFound));
    }
}
