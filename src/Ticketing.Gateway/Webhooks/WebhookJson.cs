using System.Globalization;
using System.Text.Json;
using Ticketing.Http;

namespace Ticketing.Webhooks;

/// <summary>A subscription as JSON. Its secret is in the answer that made it and in no other.</summary>
internal static class WebhookJson
{
    public const string BodyExample = """{"url":"https://shop.example/hooks/tickets","types":["booking.confirmed","booking.cancelled"],"event_id":null,"description":"the shop","enabled":true}""";

    private const string Members = """ "id":"0042d34d-8040-8000-8000-000000000007","url":"https://shop.example/hooks/tickets","types":["booking.confirmed","booking.cancelled"],"event_id":null,"description":"the shop","enabled":true,"disabled_reason":null,"disabled_at":null,"failing_since":null,"waiting_events":0,"missed_events":0,"given_up_events":0,"old_secret_until":null,"created_at":"2027-01-31T19:30:00.000Z","updated_at":"2027-01-31T19:30:00.000Z","version":1 """;

    public const string Example = "{" + Members + "}";

    public const string ExampleWithSecret = "{" + Members + """, "secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}""";

    public const string DeliveryExample = """{"number":17,"event_id":"c242d34d-8040-8000-8000-000000000001-1","type":"booking.confirmed","subject":"bookings/c242d34d-8040-8000-8000-000000000001","attempt":1,"at":"2027-01-31T19:30:00.000Z","duration_ms":42,"status":204,"error":null,"outcome":"delivered","next_at":null}""";

    public static Answer Show(WebhookAnswer answer, int status = 200) => answer.Refusal is { } refusal
        ? Problems.From(refusal)
        : Answer.Of(status, answer, static (json, answer) =>
        {
            Write(json, answer.Webhook!);
            if (answer.Secret is { } secret)
            {
                json.WriteString("secret"u8, secret);
            }
        }) with
        {
            ETag = string.Create(CultureInfo.InvariantCulture, $"\"{answer.Webhook!.Version}\""),
        };

    public static void Write(Utf8JsonWriter json, WebhookView hook)
    {
        json.WriteString("id"u8, hook.WebhookId);
        json.WriteString("url"u8, hook.Spec.Url);
        json.WriteTexts("types"u8, hook.Spec.Types);
        if (hook.Spec.EventId is { } id)
        {
            json.WriteString("event_id"u8, id.Value);
        }
        else
        {
            json.WriteNull("event_id"u8);
        }

        json.WriteString("description"u8, hook.Spec.Description);
        json.WriteBoolean("enabled"u8, hook.Stop == WebhookStop.None);
        json.WriteString("disabled_reason"u8, hook.Stop == WebhookStop.None ? null : Json.Snake(hook.Stop));
        json.WriteTime("disabled_at"u8, hook.StoppedAt);
        json.WriteTime("failing_since"u8, hook.FailingSince);
        json.WriteNumber("waiting_events"u8, hook.Waiting);
        json.WriteNumber("missed_events"u8, hook.Missed);
        json.WriteNumber("given_up_events"u8, hook.GivenUp);
        json.WriteTime("old_secret_until"u8, hook.OldSecretUntil);
        json.WriteTime("created_at"u8, hook.CreatedAt);
        json.WriteTime("updated_at"u8, hook.UpdatedAt);
        json.WriteNumber("version"u8, hook.Version);
    }

    public static void Write(Utf8JsonWriter json, Delivery delivery)
    {
        json.WriteNumber("number"u8, delivery.Number);
        json.WriteString("event_id"u8, delivery.EventId);
        json.WriteString("type"u8, delivery.Type);
        json.WriteString("subject"u8, delivery.Subject);
        json.WriteNumber("attempt"u8, delivery.Attempt);
        json.WriteTime("at"u8, delivery.At);
        json.WriteNumber("duration_ms"u8, delivery.DurationMs);
        json.WriteNumber("status"u8, delivery.Status);
        json.WriteString("error"u8, delivery.Error);
        json.WriteString("outcome"u8, Json.Snake(delivery.Outcome));
        json.WriteTime("next_at"u8, delivery.NextAt);
    }
}
