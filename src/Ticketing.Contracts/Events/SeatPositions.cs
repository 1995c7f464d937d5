using System.Globalization;

namespace Ticketing.Events;

/// <summary>Places in a row, ascending, as a text such as <c>4,12</c>.</summary>
public static class SeatPositions
{
    /// <summary>Null: there are none.</summary>
    public static string? Pack(IEnumerable<int> positions) =>
        string.Join(',', positions.Select(static position => position.ToString(CultureInfo.InvariantCulture))) is { Length: > 0 } text ? text : null;

    public static IEnumerable<int> Of(string? text) =>
        text is null ? [] : text.Split(',').Select(static position => int.Parse(position, NumberStyles.None, CultureInfo.InvariantCulture));
}
