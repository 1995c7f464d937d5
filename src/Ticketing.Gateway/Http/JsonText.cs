using System.Text.Json;
using System.Text.Unicode;

namespace Ticketing.Http;

/// <summary>
/// Whether JSON is text throughout. A reader takes bytes that are no UTF-8, and half of a surrogate pair, until somebody
/// looks at that very name or value: then it throws.
/// </summary>
internal static class JsonText
{
    public const string WrongName = "The name of a member is no text: its bytes are no UTF-8, or it has half of a surrogate pair.";

    /// <summary>Every name and every value is text. What is no JSON is judged by whoever reads it.</summary>
    public static bool IsText(ReadOnlySpan<byte> json) => IsPlain(json) || Walk(json);

    /// <summary>The name or text that a reader is at.</summary>
    public static bool IsText(in Utf8JsonReader json)
    {
        if (!Utf8.IsValid(json.ValueSpan))
        {
            return false;
        }

        if (!json.ValueIsEscaped)
        {
            return true;
        }

        try
        {
            return json.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>UTF-8, and no escape that might be half of a pair.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> json) => json.IndexOf("\\u"u8) < 0 && Utf8.IsValid(json);

    private static bool Walk(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && !IsText(reader))
                {
                    return false;
                }
            }
        }
        catch (JsonException)
        {
            // It is no JSON from here on.
        }

        return true;
    }
}
