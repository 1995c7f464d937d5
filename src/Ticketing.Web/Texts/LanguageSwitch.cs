using Microsoft.AspNetCore.Http;
using Ticketing.Texts;
using Ticketing.Web.Http;

namespace Ticketing.Web.Texts;

/// <summary>The switch at the foot of each page.</summary>
internal static class LanguageSwitch
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static Task<IResult> ChooseAsync(PageRequest request)
    {
        if (Languages.TryFind(request.Field("language"), out var language))
        {
            request.Http.Response.Cookies.Append(PageTexts.Cookie, language.Tag(), new CookieOptions
            {
                MaxAge = Kept,
                HttpOnly = true,
                IsEssential = true,
                SameSite = SameSiteMode.Lax,
                Secure = request.Http.Request.IsHttps,
            });
        }

        return Task.FromResult(PageRequest.GoTo(IsOurs(request.Field("back")) ? request.Field("back")! : "/"));
    }

    /// <summary>A path of this service, never another site: not <c>//elsewhere</c>, nor what a browser reads as that.</summary>
    private static bool IsOurs(string? path) => path is ['/'] or ['/', not ('/' or '\\'), ..] && !path.AsSpan().ContainsAnyInRange('\0', '\x1f');
}
