using System.Buffers;

namespace Ticketing.Http;

/// <summary>Tables that spreadsheets read (RFC 4180), and take nothing in them for a formula.</summary>
internal static class Csv
{
    /// <summary>What parts cells somewhere: in many languages spreadsheets take a semicolon for it, and a formula may follow.</summary>
    private static readonly SearchValues<char> InQuotes = SearchValues.Create(",;\"\t\r\n");

    /// <summary>Digits, and what stands between them in numbers, dates and times.</summary>
    private static readonly SearchValues<char> InNumbers = SearchValues.Create("0123456789 .,:/-+eE");

    /// <summary>Digits of a number that a spreadsheet shows as it was written.</summary>
    private const int MostDigits = 15;

    public static string Row(IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    /// <summary>A name that a spreadsheet would take for a number or a date and write otherwise, such as 007, 1E5 or 1-2, is text.</summary>
    public static string Name(string name) =>
        name is [not 'e' and not 'E', ..] && !name.AsSpan().ContainsAnyExcept(InNumbers) && !IsPlainNumber(name) ? "'" + name : name;

    private static bool IsPlainNumber(string name) =>
        name == "0" || (name.Length <= MostDigits && name[0] != '0' && !name.AsSpan().ContainsAnyExceptInRange('0', '9'));

    /// <summary>Quoted where needed; what a spreadsheet would take for a formula is text.</summary>
    private static string Cell(string text)
    {
        text = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..] ? "'" + text : text;
        return text.AsSpan().ContainsAny(InQuotes) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
