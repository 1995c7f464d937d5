using System.Text.RegularExpressions;

namespace Ticketing.Texts;

/// <summary>The languages that pages, letters and documents are written in.</summary>
public enum Language
{
    English,
    German,
}

/// <summary>Which language somebody reads.</summary>
public static partial class Languages
{
    public static IReadOnlyList<Language> All { get; } = [Language.English, Language.German];

    /// <summary>As HTML and Accept-Language name it.</summary>
    public static string Tag(this Language language) => language switch
    {
        Language.German => "de",
        _ => "en",
    };

    public static bool TryFind(string? tag, out Language language)
    {
        foreach (var one in All)
        {
            if (string.Equals(one.Tag(), tag, StringComparison.OrdinalIgnoreCase))
            {
                language = one;
                return true;
            }
        }

        language = Language.English;
        return false;
    }

    /// <summary>The language of a language tag, such as de-AT. Null: none was given, or there are no texts in it.</summary>
    public static Language? Of(string? locale) => TryFind(locale?.Split('-')[0], out var language) ? language : null;

    /// <summary>It is a language tag (RFC 5646, 2.1), whether there are texts in its language or not.</summary>
    public static bool IsTag(string locale) => LanguageTag().IsMatch(locale);

    /// <summary>Language, script, region, variants, extensions and private use, in this order.</summary>
    [GeneratedRegex(
        """
        ^(?: (?: [a-z]{2,3} (?:-[a-z]{3}){0,3} | [a-z]{4,8} )
        (?:-[a-z]{4})? (?:-(?:[a-z]{2}|[0-9]{3}))? (?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*
        (?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)* (?:-x(?:-[a-z0-9]{1,8})+)?
        | x(?:-[a-z0-9]{1,8})+ )\z
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex LanguageTag();
}
