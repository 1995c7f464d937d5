using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ticketing.Http;

/// <summary>What problems write beside their types.</summary>
internal static class Json
{
    public static void WriteTime(this Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<char> text = stackalloc char[32];
        Rfc3339.TryFormat(time, text, out var length);
        json.WriteString(name, text[..length]);
    }

    /// <summary>The names of an enum's values, in their order.</summary>
    public static IEnumerable<string> NamesOf(Type type) => Enum.GetNames(type).Select(name =>
        type.GetField(name)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(name));

    public static string Snake<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
