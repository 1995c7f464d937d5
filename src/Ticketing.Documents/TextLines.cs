using System.Globalization;
using System.Text;

namespace Ticketing.Documents;

/// <summary>Texts of any length in a place of a given width: broken into lines, then made smaller, never cut.</summary>
/// <param name="Size">The size in which they are written.</param>
/// <param name="Lines">The lines, none of them wider than the place.</param>
internal sealed record TextLines(double Size, IReadOnlyList<string> Lines)
{
    private const double Step = 1;

    /// <param name="font">What is written with.</param>
    /// <param name="text">What is written.</param>
    /// <param name="width">The width of the place, in points.</param>
    /// <param name="largest">The size that is wished for.</param>
    /// <param name="smallest">The least size; at that size there are as many lines as are needed.</param>
    /// <param name="most">Lines that there is room for.</param>
    public static TextLines Fit(TrueTypeFont font, string text, double width, double largest, double smallest, int most)
    {
        var clean = Clean(text);
        for (var size = largest; ; size -= Step)
        {
            var lines = Break(font, clean, width, size);
            if (lines.Count <= most || size - Step < smallest)
            {
                return new TextLines(size, lines);
            }
        }
    }

    /// <summary>Without what has no shape of its own: controls, marks of direction, invisible joints. Every blank is a blank.</summary>
    public static string Clean(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (var character in text.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(character))
            {
                case UnicodeCategory.Format:
                    break;
                case UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    clean.Append(' ');
                    break;
                default:
                    clean.Append(character.ToString());
                    break;
            }
        }

        return clean.ToString().Trim();
    }

    private static List<string> Break(TrueTypeFont font, string text, double width, double size)
    {
        List<string> lines = [];
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (font.Measure(longer, size) <= width)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
            {
                lines.Add(line);
            }

            line = BreakWord(font, word, width, size, lines);
        }

        lines.Add(line);
        return lines;
    }

    /// <summary>A word that is wider than the place goes on in the next line; what is left of it is given back.</summary>
    private static string BreakWord(TrueTypeFont font, string word, double width, double size, List<string> lines)
    {
        var start = 0;
        var at = 0;
        foreach (var character in word.EnumerateRunes())
        {
            var next = at + character.Utf16SequenceLength;
            var isMark = Rune.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
            if (at > start && !isMark && font.Measure(word[start..next], size) > width)
            {
                lines.Add(word[start..at]);
                start = at;
            }

            at = next;
        }

        return word[start..];
    }
}
