using System.Globalization;
using System.Text;

namespace Ticketing.Events;

/// <summary>What may stand in the name of a seat: letters and digits of any script, with the marks that belong to them.</summary>
public static class Labels
{
    /// <param name="text">The label.</param>
    /// <param name="beside">Other characters that may stand in it.</param>
    public static bool IsOne(ReadOnlySpan<char> text, ReadOnlySpan<char> beside)
    {
        var isFirst = true;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsPart(Rune.GetUnicodeCategory(rune), isFirst) && !(rune.IsBmp && beside.Contains((char)rune.Value)))
            {
                return false;
            }

            isFirst = false;
        }

        return !isFirst;
    }

    private static bool IsPart(UnicodeCategory category, bool isFirst) => category switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter => true,
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber => true,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => !isFirst,
        _ => false,
    };
}
