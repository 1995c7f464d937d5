using System.Globalization;
using System.Text.RegularExpressions;

namespace Ticketing.Http;

/// <summary>
/// Times as RFC 3339 has them: with an offset, so that they mean one moment wherever they are read. A date alone, or a time of
/// a place that is not named, is none.
/// </summary>
internal static partial class Rfc3339
{
    public const string Rule = "must be a time with its offset, such as 2027-01-31T19:30:00Z or 2027-01-31T20:30:00+01:00.";

    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        return Shape().IsMatch(text) && DateTimeOffset.TryParse(text.ToUpperInvariant(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }

    /// <summary>As every answer has it: in UTC, to the millisecond.</summary>
    public static bool TryFormat(DateTimeOffset time, Span<char> text, out int length) =>
        time.UtcDateTime.TryFormat(text, out length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
