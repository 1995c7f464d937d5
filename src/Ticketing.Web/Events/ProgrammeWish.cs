using System.Globalization;
using Ticketing.Web.Http;

namespace Ticketing.Web.Events;

/// <summary>What somebody looks for on the list of events. Null: anything.</summary>
/// <param name="Text">Words of its name, organizer, venue or address.</param>
/// <param name="From">The first day, as it was typed.</param>
/// <param name="To">The last day, as it was typed.</param>
public sealed record ProgrammeWish(string? Text, string? From, string? To)
{
    private const int LongestText = 100;

    public DateOnly? FirstDay => Day(From);

    public DateOnly? LastDay => Day(To);

    public bool IsAny => Text is null && FirstDay is null && LastDay is null;

    public static ProgrammeWish Of(PageRequest request) => new(
        request.Query("q")?.Trim() is { Length: > 0 and <= LongestText } text ? text : null, request.Query("from"), request.Query("to"));

    /// <summary>Something was typed that is no day.</summary>
    public static bool IsWrong(string? typed) => typed is not null && Day(typed) is null;

    private static DateOnly? Day(string? typed) =>
        DateOnly.TryParseExact(typed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
