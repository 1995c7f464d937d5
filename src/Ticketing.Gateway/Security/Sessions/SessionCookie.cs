using Microsoft.AspNetCore.Http;

namespace Ticketing.Security;

/// <summary>The cookie of a session, and when it counts.</summary>
public static class SessionCookie
{
    /// <summary>
    /// What our pages' scripts send along so that the API looks at the cookie. No page of another site can: a header that it makes up needs our consent,
    /// which CORS never gives for this one.
    /// </summary>
    public const string Header = "X-Session";

    private const string Plain = "ticketing-session";

    /// <summary>So named, a browser takes it over TLS alone, and from no neighbour under the same domain.</summary>
    private const string Locked = "__Host-" + Plain;

    internal static string? Of(HttpRequest request) => request.Cookies[NameFor(request)];

    internal static void Give(HttpContext http, string text, TimeSpan lifetime) => http.Response.Cookies.Append(NameFor(http.Request), text, OptionsFor(http.Request, lifetime));

    internal static void Take(HttpContext http) => http.Response.Cookies.Delete(NameFor(http.Request), OptionsFor(http.Request, null));

    /// <summary>A call of the API by a script of one of our pages, for whoever is signed in there. A token that comes along is what counts instead.</summary>
    internal static bool IsShown(HttpRequest request) =>
        request.Headers.ContainsKey(Header) && request.Headers.Authorization.Count == 0 && Of(request) is not null && PageOrigin.IsNotForeign(request);

    private static string NameFor(HttpRequest request) => request.IsHttps ? Locked : Plain;

    private static CookieOptions OptionsFor(HttpRequest request, TimeSpan? lifetime) => new()
    {
        Path = "/",
        HttpOnly = true,
        IsEssential = true,
        MaxAge = lifetime,

        // Not Strict: who comes from a letter, or from where they signed in, is known on the first page already. A GET changes nothing.
        SameSite = SameSiteMode.Lax,
        Secure = request.IsHttps,
    };
}
