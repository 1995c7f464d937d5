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
    /// <summary>What every list looks at in the query.</summary>
    public static readonly QueryParameter[] Parameters = [QueryParameter.Limit, QueryParameter.Cursor];

    private const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    public static async Task<(DirectoryPage? Page, Problem? Problem)> PageAsync(IGrainFactory grains, string directory, Request request)
    {
        var (limit, start, problem) = Read(request, 0);
        return problem is null ? (await grains.GetGrain<IDirectoryGrain>(directory).List((int)start, limit), null) : (null, problem);
    }

    /// <summary>How many are wanted, and from where on; <paramref name="most"/> is the last place to begin at.</summary>
    public static (int Limit, long Start, Problem? Problem) Read(Request request, long first, long most = int.MaxValue)
    {
        var (limit, wrong) = ReadLimit(request);
        if (wrong is not null)
        {
            return (0, 0, wrong);
        }

        var (start, problem) = ReadStart(request, first, most);
        return (limit, start, problem);
    }

    /// <summary>How many are wanted.</summary>
    public static (int Limit, Problem? Problem) ReadLimit(Request request)
    {
        var limit = DefaultLimit;
        return request.Query("limit") is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit)
                ? (0, Problems.Invalid([new FieldError("limit", $"limit must be from 1 to {MaxLimit}.")]))
                : (limit, null);
    }

    /// <summary>From where on, where the caller does not say how many.</summary>
    public static (long Start, Problem? Problem) ReadStart(Request request, long first, long most = int.MaxValue)
    {
        var start = first;
        return request.Query("cursor") is { Length: > 0 } cursor && !TryDecode(cursor, most, out start)
            ? (0, Problems.Invalid([new FieldError("cursor", "cursor must be the next_cursor of an earlier answer.")]))
            : (start, null);
    }

    public static Page<T> Of<T>(long? next, IEnumerable<T> items) => new([.. items], next is { } start ? Encode(start) : null);

    public static string Encode(long start) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(start.ToString(CultureInfo.InvariantCulture)));

    private static bool TryDecode(string cursor, long most, out long start)
    {
        start = 0;
        Span<byte> bytes = stackalloc byte[16];
        return cursor.Length <= 21 && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var length)
            && long.TryParse(bytes[..length], NumberStyles.None, CultureInfo.InvariantCulture, out start) && start <= most;
    }
}

/// <summary>A part of a list.</summary>
/// <param name="Items">In order.</param>
/// <param name="NextCursor">Null: this is the last part.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
