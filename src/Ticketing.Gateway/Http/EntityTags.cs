using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Ticketing.Http;

/// <summary>What answers are known by, and what requests make depend on that (RFC 9110, 8.8.3 and 13.1).</summary>
public static class EntityTags
{
    private const int BytesOfTag = 12;

    /// <summary>No version: a change that expects it is refused.</summary>
    private const long None = -1;

    public static string OfVersion(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>For what says the same in other bytes: when it was looked at, say.</summary>
    public static string Weak(long version) => "W/" + OfVersion(version);

    public static string OfBytes(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return $"\"{Base64Url.EncodeToString(hash[..BytesOfTag])}\"";
    }

    /// <summary>Whether If-None-Match names what would be answered: weak tags do so too, and so does <c>*</c>.</summary>
    public static bool IsKnown(StringValues ifNoneMatch, string tag) => ifNoneMatch.Count > 0
        && EntityTagHeaderValue.TryParseList(ifNoneMatch, out var known)
        && known.Any(one => IsAny(one) || one.Tag.Equals(tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag, StringComparison.Ordinal));

    /// <summary>
    /// The version that a change must meet, of a thing that has <paramref name="current"/>. Null: any, since If-Match is not there or
    /// is <c>*</c>. Weak tags name no version.
    /// </summary>
    public static long? Expected(Request request, long current)
    {
        if (request.Header("If-None-Match") is { } unless && IsKnown(unless, OfVersion(current)))
        {
            return None;
        }

        if (request.Header("If-Match") is not { } match)
        {
            return null;
        }

        if (TryVersion(match.Trim(), out var bare))
        {
            // Without its quotes it is no tag, and what it means is plain all the same.
            return bare;
        }

        if (!EntityTagHeaderValue.TryParseList([match], out var wanted))
        {
            return None;
        }

        if (wanted.Any(IsAny))
        {
            return null;
        }

        long[] versions = [.. wanted
            .Where(static tag => !tag.IsWeak)
            .Select(static tag => TryVersion(tag.Tag.AsSpan().Trim('"'), out var version) ? version : None)];
        return versions.Contains(current) ? current : versions is [var only] ? only : None;
    }

    /// <summary>Whether a change expects another version than <paramref name="current"/>.</summary>
    public static bool IsStale(Request request, long current) => Expected(request, current) is { } version && version != current;

    private static bool IsAny(EntityTagHeaderValue tag) => tag.Equals(EntityTagHeaderValue.Any);

    private static bool TryVersion(ReadOnlySpan<char> text, out long version) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version);
}
