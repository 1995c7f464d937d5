using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Ticketing.Texts;

namespace Ticketing.Web.Texts;

/// <summary>What pages say, and in which language.</summary>
public static class PageTexts
{
    /// <summary>The cookie with what was chosen with the switch.</summary>
    public const string Cookie = "ticketing-language";

    private static readonly FrozenDictionary<Language, TextBook> Books = TextBook.AllOf(typeof(PageTexts).Assembly);

    public static TextBook Of(Language language) => Books[language];

    /// <summary>In what was chosen; else the first that the browser asks for and that there is; else English.</summary>
    public static TextBook Of(HttpRequest request) => Of(LanguageOf(request));

    private static Language LanguageOf(HttpRequest request)
    {
        if (Languages.TryFind(request.Cookies[Cookie], out var chosen))
        {
            return chosen;
        }

        if (StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var wanted))
        {
            foreach (var tag in wanted.Where(static one => one.Quality is not 0).OrderByDescending(static one => one.Quality ?? 1).Select(static one => one.Value.Value))
            {
                if (Languages.Of(tag) is { } language)
                {
                    return language;
                }
            }
        }

        return Language.English;
    }
}
