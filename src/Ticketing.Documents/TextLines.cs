using System.Globalization;
using System.Text;

namespace Ticketing.Documents;

/// <summary>Texts of any length in a place of a given width: broken into lines, then made smaller, never cut.</summary>
/// <param name="Size">The size in which they are written.</param>
/// <param name="Lines">The lines, none of them wider than the place.</param>
/// <param name="IsFromRight">Whether they are read from right to left.</param>
internal sealed record TextLines(double Size, IReadOnlyList<string> Lines, bool IsFromRight)
{
    private const double Step = 1;

    /// <param name="family">What is written with.</param>
    /// <param name="text">What is written.</param>
    /// <param name="width">The width of the place, in points.</param>
    /// <param name="largest">The size that is wished for.</param>
    /// <param name="smallest">The least size; at that size there are as many lines as are needed.</param>
    /// <param name="most">Lines that there is room for.</param>
    public static TextLines Fit(FontFamily family, string text, double width, double largest, double smallest, int most)
    {
        var clean = Clean(text);
        Ruler ruler = new(family);
        for (var size = largest; ; size -= Step)
        {
            var lines = Break(ruler, clean, width / size);
            if (lines.Count <= most || size - Step < smallest)
            {
                return new TextLines(size, lines, Reading.IsFromRight(clean));
            }
        }
    }

    /// <summary>Without what has no shape of its own: controls, marks of direction. Every blank is a blank. The joiners stay, with which Persian and Hindi are spelt.</summary>
    public static string Clean(string text)
    {
        StringBuilder clean = new(text.Length);
        foreach (var character in text.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(character))
            {
                case UnicodeCategory.Format when character.Value is not (0x200C or 0x200D):
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

    /// <param name="ruler">How wide texts are.</param>
    /// <param name="text">The text.</param>
    /// <param name="width">The width of the place, in ems.</param>
    private static List<string> Break(Ruler ruler, string text, double width)
    {
        List<string> lines = [];
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (ruler.Measure(longer) <= width)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
            {
                lines.Add(line);
            }

            line = BreakWord(ruler, word, width, lines);
        }

        lines.Add(line);
        return lines;
    }

    /// <summary>A word that is wider than the place goes on in the next line; what is left of it is given back.</summary>
    private static string BreakWord(Ruler ruler, string word, double width, List<string> lines)
    {
        var start = 0;
        for (var at = 0; at < word.Length;)
        {
            var next = at + StringInfo.GetNextTextElementLength(word, at);
            if (at > start && ruler.Measure(word[start..next]) > width)
            {
                lines.Add(word[start..at]);
                start = at;
            }

            at = next;
        }

        return word[start..];
    }

    /// <summary>Widths in ems. They are the same in all sizes, so each text is measured once.</summary>
    private sealed class Ruler(FontFamily family)
    {
        private readonly Dictionary<string, double> _widths = [];

        public double Measure(string text)
        {
            if (!_widths.TryGetValue(text, out var width))
            {
                _widths[text] = width = new ShapedText(text, family, isFromRight: false).Width;
            }

            return width;
        }
    }
}
