using System.Globalization;
using System.Text;

namespace Ticketing.Documents;

/// <summary>
/// In which order the parts of a line stand side by side, where some are read from right to left. The rules of Unicode's algorithm (UAX 9) for text
/// without marks of direction; left out are pairs of brackets and signs of currency and percent, which stand as other signs do.
/// </summary>
internal static class Reading
{
    private enum Kind
    {
        Sign,
        Separator,
        Number,
        Left,
        Right,
    }

    /// <summary>The first letter decides.</summary>
    public static bool IsFromRight(string text)
    {
        foreach (var part in text.EnumerateRunes())
        {
            if (KindOf(part) is Kind.Left or Kind.Right)
            {
                return KindOf(part) == Kind.Right;
            }
        }

        return false;
    }

    /// <summary>The level of each character: even from left to right, odd from right to left, higher within lower.</summary>
    /// <param name="characters">What a line is made of, in the order in which it is spoken.</param>
    /// <param name="isFromRight">Whether the line as a whole is read from right to left.</param>
    public static int[] Levels(IReadOnlyList<string> characters, bool isFromRight)
    {
        var kinds = characters.Select(static character => KindOf(Rune.GetRuneAt(character, 0))).ToArray();
        for (var i = 1; i < kinds.Length - 1; i++)
        {
            if (kinds[i] == Kind.Separator && kinds[i - 1] == Kind.Number && kinds[i + 1] == Kind.Number)
            {
                kinds[i] = Kind.Number;
            }
        }

        // Numbers go with the letters before them, and signs with the letters on both sides where these agree, else with the line.
        var fromRight = new bool[kinds.Length];
        var last = isFromRight;
        for (var i = 0; i < kinds.Length; i++)
        {
            fromRight[i] = last = kinds[i] switch { Kind.Left => false, Kind.Right => true, _ => last };
        }

        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] is not (Kind.Sign or Kind.Separator))
            {
                continue;
            }

            var end = i;
            while (end < kinds.Length && kinds[end] is Kind.Sign or Kind.Separator)
            {
                end++;
            }

            var after = end < kinds.Length ? fromRight[end] : isFromRight;
            Array.Fill(fromRight, fromRight[i] == after ? after : isFromRight, i, end - i);
            i = end;
        }

        return [.. kinds.Select((kind, i) => !fromRight[i] ? isFromRight ? 2 : 0 : kind == Kind.Number ? 2 : 1)];
    }

    /// <summary>Parts of a line from left to right.</summary>
    public static void Arrange<T>(List<T> parts, Func<T, int> level)
    {
        for (var least = parts.Select(level).DefaultIfEmpty().Max(); least > 0; least--)
        {
            for (var i = 0; i < parts.Count; i++)
            {
                var end = i;
                while (end < parts.Count && level(parts[end]) >= least)
                {
                    end++;
                }

                parts.Reverse(i, end - i);
                i = end;
            }
        }
    }

    private static Kind KindOf(Rune part)
    {
        var category = Rune.GetUnicodeCategory(part);
        var isOfRight = part.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFE) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);
        return category switch
        {
            UnicodeCategory.DecimalDigitNumber when isOfRight || part.IsAscii => Kind.Number,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => Kind.Sign,
            _ when isOfRight => Kind.Right,
            UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber => Kind.Left,
            _ when Rune.IsLetter(part) => Kind.Left,
            _ => part.Value is '.' or ',' or ':' or '/' or '-' or '+' ? Kind.Separator : Kind.Sign,
        };
    }
}
