using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Ticketing.Web.Texts;

/// <summary>The languages that pages are written in.</summary>
public enum Language
{
    English,
    German,
}

/// <summary>Which language somebody reads.</summary>
public static class Languages
{
    /// <summary>Keeps what was chosen with the switch.</summary>
    public const string Cookie = "ticketing-language";

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

    /// <summary>What was chosen; else the first that the browser asks for and that there is; else English.</summary>
    public static Language Of(HttpRequest request)
    {
        if (TryFind(request.Cookies[Cookie], out var chosen))
        {
            return chosen;
        }

        if (StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var wanted))
        {
            foreach (var tag in wanted.Where(static one => one.Quality is not 0).OrderByDescending(static one => one.Quality ?? 1).Select(static one => one.Value.Value))
            {
                if (TryFind(tag?.Split('-')[0], out var language))
                {
                    return language;
                }
            }
        }

        return Language.English;
    }
}
