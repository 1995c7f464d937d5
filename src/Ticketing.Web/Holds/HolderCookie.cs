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
    private const string ExchangeName = "ticketing-exchange";

    /// <summary>Longer than most tickets are bought ahead. After it the link in the mail, or the one that was kept, leads back.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>Longer than a payment may be under way.</summary>
    private static readonly TimeSpan KeptForExchange = TimeSpan.FromDays(1);

    public static void Give(HttpContext http, HoldId hold, string token)
    {
        foreach (var path in (string[])[$"/checkout/{hold}", $"/my/{BookingId.Of(hold)}"])
        {
            Append(http, Name, path, token, Kept);
        }
    }

    /// <summary>What opens the booking once it has other places, for the page of its exchange.</summary>
    public static void GiveForExchange(HttpContext http, BookingId booking, string token) => Append(http, ExchangeName, $"/my/{booking}/exchange", token, KeptForExchange);

    /// <summary>The token that the browser has for this page. Null: none.</summary>
    public static string? Shown(HttpContext http) => http.Request.Cookies[Name];

    /// <summary>The token that the browser has for when the exchange of this page is done. Null: none.</summary>
    public static string? ShownForExchange(HttpContext http) => http.Request.Cookies[ExchangeName];

    private static void Append(HttpContext http, string name, string path, string token, TimeSpan kept) => http.Response.Cookies.Append(name, token, new CookieOptions
    {
        Path = path,
        HttpOnly = true,
        IsEssential = true,
        MaxAge = kept,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
    });
}
