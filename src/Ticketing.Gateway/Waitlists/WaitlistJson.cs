using System.Globalization;
using System.Text.Json;
using Ticketing.Http;
using Ticketing.Identifiers;

namespace Ticketing.Waitlists;

/// <summary>An entry as JSON.</summary>
internal static class WaitlistJson
{
    public const string Example = """{"id":"0242d34d-8040-8000-8000-000000000001","user_id":"ann","event_id":"4242d34d-8040-8000-8000-000000000000","section":null,"quantity":2,"priority":0,"status":"pending","position":3,"estimated_wait_seconds":5400,"hold_id":null,"booking_id":null,"joined_at":"2027-01-31T19:30:00.000Z","notified_at":null,"expires_at":null,"booked_at":null,"created_at":"2027-01-31T19:30:00.000Z","updated_at":"2027-01-31T19:30:00.000Z","is_active":true,"is_notification_expired":false,"version":1,"history":[{"status":"pending","at":"2027-01-31T19:30:00.000Z","by":"ann","why":null}]}""";

    public const string ListExample = $$"""{"items":[{{Example}}],"next_cursor":null}""";

    public static Answer Show(WaitlistView view, int status, DateTimeOffset now) =>
        Answer.Of(status, (view, now), static (json, shown) => Write(json, shown.view, shown.now)) with
        {
            ETag = string.Create(CultureInfo.InvariantCulture, $"\"{view.Entry.Version}\""),
        };

    public static void Write(Utf8JsonWriter json, WaitlistView view, DateTimeOffset now)
    {
        var entry = view.Entry;
        var isOver = entry.Status == WaitlistStatus.Expired || (entry.Status == WaitlistStatus.Notified && now >= entry.ExpiresAt);
        json.WriteString("id"u8, entry.Id.Value);
        json.WriteString("user_id"u8, entry.Customer);
        json.WriteString("event_id"u8, entry.Id.Event.Value);
        json.WriteString("section"u8, entry.SectionId);
        json.WriteNumber("quantity"u8, entry.Quantity);
        json.WriteNumber("priority"u8, entry.Priority);
        json.WriteString("status"u8, Json.Snake(entry.Status));
        WriteNumber(json, "position"u8, view.Position);
        WriteNumber(json, "estimated_wait_seconds"u8, (long?)view.Estimate?.TotalSeconds);
        WriteId(json, "hold_id"u8, view.Hold?.Value);
        WriteId(json, "booking_id"u8, entry.BookedAt is not null && view.Hold is { } hold ? BookingId.Of(hold).Value : null);
        json.WriteTime("joined_at"u8, entry.JoinedAt);
        json.WriteTime("notified_at"u8, entry.NotifiedAt);
        json.WriteTime("expires_at"u8, entry.ExpiresAt);
        if (entry is { Status: WaitlistStatus.Notified, ExpiresAt: { } end })
        {
            json.WriteNumber("expires_in_seconds"u8, Math.Max(0, (long)(end - now).TotalSeconds));
        }

        json.WriteTime("booked_at"u8, entry.BookedAt);
        json.WriteTime("created_at"u8, entry.JoinedAt);
        json.WriteTime("updated_at"u8, entry.UpdatedAt);
        json.WriteBoolean("is_active"u8, entry.IsActive && !isOver);
        json.WriteBoolean("is_notification_expired"u8, isOver && entry.NotifiedAt is not null);
        json.WriteNumber("version"u8, entry.Version);
        json.WriteStartArray("history"u8);
        foreach (var step in entry.Steps)
        {
            json.WriteStartObject();
            json.WriteString("status"u8, Json.Snake(step.Status));
            json.WriteTime("at"u8, step.At);
            json.WriteString("by"u8, step.By);
            json.WriteString("why"u8, step.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteId(Utf8JsonWriter json, ReadOnlySpan<byte> name, Guid? id)
    {
        if (id is { } value)
        {
            json.WriteString(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
