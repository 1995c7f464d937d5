using System.Buffers;
using System.Text.Json;
using Ticketing.Feeds;

namespace Ticketing.Webhooks;

/// <summary>An event as CloudEvents 1.0 has it, in JSON.</summary>
public static class CloudEvent
{
    public static ReadOnlyMemory<byte> Of(FeedEvent told, string source)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("specversion"u8, "1.0"u8);
            json.WriteString("id"u8, told.Id);
            json.WriteString("source"u8, source);
            json.WriteString("type"u8, told.Type);
            json.WriteString("subject"u8, told.Subject);
            json.WriteString("time"u8, FeedData.Time(told.At));
            json.WriteString("datacontenttype"u8, "application/json"u8);
            json.WritePropertyName("data"u8);
            json.WriteRawValue(told.Data);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
