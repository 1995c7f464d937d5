using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Ticketing.Http;

namespace Ticketing.Security;

/// <summary>JSON objects that every reader understands alike: text throughout, no name twice, no comments, little depth.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>The object, to be disposed of; null when it is none.</summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> bytes)
    {
        // First, since finding names that are there twice looks at them all.
        if (!JsonText.IsText(bytes.Span))
        {
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(bytes, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The text of that name; null when there is none, or it is no text.</summary>
    public static string? Text(this JsonElement json, ReadOnlySpan<byte> name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>
/// Base64url with one spelling for each value: no padding, no white space, no bits beyond the last byte. The framework's
/// decoder is more generous.
/// </summary>
internal static class StrictBase64Url
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly SearchValues<byte> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> target, out int length)
    {
        length = 0;
        return text.Length > 0 && text.Length % 4 != 1 && !text.ContainsAnyExcept(Alphabet) && EndsClean(text)
            && Base64Url.DecodeFromUtf8(text, target, out var consumed, out length) == OperationStatus.Done && consumed == text.Length;
    }

    public static byte[]? Decode(string? text)
    {
        if (text is null || !System.Text.Ascii.IsValid(text))
        {
            return null;
        }

        var ascii = System.Text.Encoding.ASCII.GetBytes(text);
        var target = new byte[Base64Url.GetMaxDecodedLength(ascii.Length)];
        return TryDecode(ascii, target, out var length) ? target[..length] : null;
    }

    private static bool EndsClean(ReadOnlySpan<byte> text)
    {
        var value = Letters.IndexOf((char)text[^1], StringComparison.Ordinal);
        return (text.Length % 4) switch
        {
            2 => (value & 0b1111) == 0,
            3 => (value & 0b11) == 0,
            _ => true,
        };
    }
}
