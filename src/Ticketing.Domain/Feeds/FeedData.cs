using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ticketing.Money;

namespace Ticketing.Feeds;

/// <summary>The facts of an event, as JSON in the API's own form.</summary>
public static class FeedData
{
    public static string Of<T>(T facts, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json, facts);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>RFC 3339 with milliseconds, in UTC.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static string Amount(long minor, string currency) =>
        Currency.TryFind(currency, out var known) ? known.Format(minor) : minor.ToString(CultureInfo.InvariantCulture);
}
