using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Ticketing.Events;

/// <summary>
/// Texts as they are looked for: in small letters, without accents, cut into words of letters and digits. The service runs without
/// the machine's cultures, which would know what a letter is made of; so the table of that is here.
/// </summary>
public static class SearchText
{
    /// <summary>Each group: a letter, and those that are found by it.</summary>
    private const string Alike =
        "aàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ bḃḅḇƀ cçćĉċčḉ dďḋḍḏḑḓđð eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ fḟ gĝğġģǧǵḡǥ hĥȟḣḥḧḩḫẖħ iìíîïĩīĭįǐȉȋḭḯỉịıİ jĵǰ "
        + "kķǩḱḳḵ lĺļľḷḹḻḽł mḿṁṃ nñńņňǹṅṇṉṋ oòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợøǿ pṕṗ rŕŗřȑȓṙṛṝṟ sśŝşšșṡṣṥṧṩſ tţťțṫṭṯṱẗŧ "
        + "uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự vṽṿ wŵẁẃẅẇẉẘ xẋẍ yýÿŷȳẏẙỳỵỷỹ zźżžẑẓẕ αά εέ ηή ιΐίϊ οό σς υΰϋύ ωώ еѐёӗ иѝӣӥй ії уўӯӱӳ";

    private static readonly FrozenDictionary<char, string> Bases = Alike.Split(' ')
        .SelectMany(static group => group.Skip(1).Select(letter => KeyValuePair.Create(letter, group[..1])))
        .Concat([new('ß', "ss"), new('æ', "ae"), new('ǽ', "ae"), new('ǣ', "ae"), new('œ', "oe"), new('þ', "th")])
        .ToFrozenDictionary();

    /// <summary>The words of all these texts, each behind a space: a text has a word that begins with <c>x</c> where this has <c> x</c>.</summary>
    public static string Fold(params ReadOnlySpan<string?> texts)
    {
        StringBuilder folded = new();
        foreach (var text in texts)
        {
            var isInWord = false;
            foreach (var letter in text ?? "")
            {
                if (CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark)
                {
                    continue;
                }

                if (!char.IsLetterOrDigit(letter) && !char.IsSurrogate(letter))
                {
                    isInWord = false;
                    continue;
                }

                if (!isInWord)
                {
                    folded.Append(' ');
                    isInWord = true;
                }

                var small = char.ToLowerInvariant(letter);
                _ = Bases.TryGetValue(small, out var plain) ? folded.Append(plain) : folded.Append(small);
            }
        }

        return folded.ToString();
    }

    /// <summary>What a text is looked for by: the beginnings of words, each behind a space.</summary>
    public static string[] Beginnings(string text) => [.. Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().Select(static word => " " + word)];
}
