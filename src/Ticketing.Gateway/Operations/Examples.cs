using System.Text.Json.Nodes;

namespace Ticketing.Operations;

/// <summary>What the members of requests and answers look like, by their names: one thing looks the same wherever it is shown.</summary>
internal static class Examples
{
    private static readonly Dictionary<string, object> Known = new(StringComparer.Ordinal)
    {
        ["event_id"] = "4242d34d-8040-8000-8000-000000000000",
        ["hold_id"] = "8242d34d-8040-8000-8000-000000000001",
        ["booking_id"] = "c242d34d-8040-8000-8000-000000000001",
        ["booking_reference"] = "K7QF2MPX4T",
        ["hold_token"] = "3q2-7wAAAAAAAAAAAAAAAA",
        ["payment_token"] = "3q2-7wAAAAAAAAAAAAAAAA",
        ["customer_id"] = "ann",
        ["user_id"] = "ann",
        ["email"] = "ann@example.org",
        ["currency"] = "USD",
        ["total_amount"] = "50.00",
        ["refunded_amount"] = "0.00",
        ["price"] = "25.00",
        ["amount"] = "12.50",
        ["type_name"] = "Adult",
        ["unit_price"] = "20.00",
        ["unit_fee"] = "1.50",
        ["places_amount"] = "49.99",
        ["fees_amount"] = "4.75",
        ["fixed"] = "1.00",
        ["percent"] = "2.5",
        ["min_per_order"] = 1,
        ["max_per_order"] = 3,
        ["seat_id"] = "stalls-A-1",
        ["section"] = "stalls",
        ["locale"] = "en",
        ["venue"] = "Town Hall",
        ["reason"] = "asked for at the counter",
        ["payment_reference"] = "TX-4711",
        ["expires_in_seconds"] = 120,
        ["total_seats"] = 1000,
        ["quantity"] = 2,
        ["qty"] = 2,
        ["version"] = 1,
    };

    public static JsonNode? Of(string name) => Known.TryGetValue(name, out var example)
        ? example is int number ? JsonValue.Create(number) : JsonValue.Create((string)example)
        : null;
}
