using System.Globalization;
using System.Text.Json;
using Ticketing.Money;

namespace Ticketing.Http;

/// <summary>How values that several resources share are written.</summary>
internal static class Json
{
    public static void WriteTime(this Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset? time)
    {
        if (time is { } at)
        {
            Span<char> text = stackalloc char[32];
            at.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            json.WriteString(name, text[..length]);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static void WriteTexts(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    public static void WriteAmount(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long minor, string currency) =>
        json.WriteString(name, Currency.TryFind(currency, out var known) ? known.Format(minor) : minor.ToString(CultureInfo.InvariantCulture));

    public static string Snake<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
