using Microsoft.AspNetCore.Http;
using Ticketing.Identifiers;

namespace Ticketing.Web.Holds;

/// <summary>
/// Keeps the holder's token in the browser, for the pages of one hold and its booking alone: their paths are the cookie's, so that no other
/// request carries it, and however many there are, none gets longer.
/// </summary>
internal static class HolderCookie
{
    private const string Name = "ticketing-holder";

    /// <summary>Longer than most tickets are bought ahead. After it the link in the mail, or the one that was kept, leads back.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    public static void Give(HttpContext http, HoldId hold, string token)
    {
        foreach (var path in (string[])[$"/checkout/{hold}", $"/my/{BookingId.Of(hold)}"])
        {
            http.Response.Cookies.Append(Name, token, new CookieOptions
            {
                Path = path,
                HttpOnly = true,
                IsEssential = true,
                MaxAge = Kept,
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
            });
        }
    }

    /// <summary>The token that the browser has for this page. Null: none.</summary>
    public static string? Shown(HttpContext http) => http.Request.Cookies[Name];
}
