using System.Text.Json;

namespace Ticketing.Operations;

/// <summary>The schema of what an example shows: its members, and of what kind each is.</summary>
internal static class ExampleSchema
{
    public static void Write(Utf8JsonWriter json, string example)
    {
        using var document = JsonDocument.Parse(example);
        Write(json, document.RootElement);
    }

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        json.WriteStartObject();
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteString("type", "object");
                json.WriteStartObject("properties");
                foreach (var member in value.EnumerateObject())
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteString("type", "array");
                json.WritePropertyName("items");
                if (value.GetArrayLength() > 0)
                {
                    Write(json, value[0]);
                }
                else
                {
                    json.WriteStartObject();
                    json.WriteEndObject();
                }

                break;
            case JsonValueKind.String:
                json.WriteString("type", "string");
                WriteFormat(json, value);
                break;
            case JsonValueKind.Number:
                json.WriteString("type", value.TryGetInt64(out _) ? "integer" : "number");
                break;
            case JsonValueKind.True or JsonValueKind.False:
                json.WriteString("type", "boolean");
                break;
            case JsonValueKind.Null:
                json.WriteStartArray("type");
                json.WriteStringValue("string");
                json.WriteStringValue("null");
                json.WriteEndArray();
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteFormat(Utf8JsonWriter json, JsonElement value)
    {
        if (value.TryGetGuid(out _))
        {
            json.WriteString("format", "uuid");
        }
        else if (value.TryGetDateTimeOffset(out _))
        {
            json.WriteString("format", "date-time");
        }
    }
}
