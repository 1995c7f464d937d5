using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Orleans;
using Ticketing.Directories;

namespace Ticketing.Http;

/// <summary>Pages of a directory: <c>limit</c> and an opaque <c>cursor</c>, <c>next_cursor</c> in the body.</summary>
internal static class Listing
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public static async Task<(DirectoryPage? Page, Answer? Problem)> PageAsync(IGrainFactory grains, string directory, Request request)
    {
        var limit = DefaultLimit;
        if (request.Query("limit") is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
        {
            return (null, Problems.Invalid([new FieldError("limit", $"limit must be from 1 to {MaxLimit}.")]));
        }

        var start = 0;
        if (request.Query("cursor") is { Length: > 0 } cursor && !TryDecode(cursor, out start))
        {
            return (null, Problems.Invalid([new FieldError("cursor", "cursor must be the next_cursor of an earlier answer.")]));
        }

        return (await grains.GetGrain<IDirectoryGrain>(directory).List(start, limit), null);
    }

    public static Answer Show<T>(DirectoryPage page, IEnumerable<T> items, Action<Utf8JsonWriter, T> write) =>
        Answer.Of(200, (page, items, write), static (json, shown) =>
        {
            json.WriteStartArray("items"u8);
            foreach (var item in shown.items)
            {
                json.WriteStartObject();
                shown.write(json, item);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (shown.page.Next is { } next)
            {
                json.WriteString("next_cursor"u8, Encode(next));
            }
            else
            {
                json.WriteNull("next_cursor"u8);
            }
        });

    private static string Encode(int start) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(start.ToString(CultureInfo.InvariantCulture)));

    private static bool TryDecode(string cursor, out int start)
    {
        start = 0;
        Span<byte> bytes = stackalloc byte[16];
        return cursor.Length <= 16 && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var length)
            && int.TryParse(bytes[..length], NumberStyles.None, CultureInfo.InvariantCulture, out start);
    }
}
