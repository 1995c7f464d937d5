using Microsoft.AspNetCore.Http;

namespace Ticketing.Security;

/// <summary>Where a request comes from, as the browser says it. Pages of others can't say it otherwise.</summary>
public static class PageOrigin
{
    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>It comes from one of our pages. Browsers that don't say how far the page is from here (Sec-Fetch-Site, which needs https) name its origin.</summary>
    public static bool IsOurs(HttpRequest request) => SiteOf(request) is { } site ? site == "same-origin" : OriginOf(request) is { } origin && IsHere(request, origin);

    /// <summary>The browser says of nothing else that it would be ours: with a GET over http it says neither.</summary>
    internal static bool IsNotForeign(HttpRequest request) => SiteOf(request) is not { } site
        ? OriginOf(request) is not { } origin || IsHere(request, origin)
        : site == "same-origin";

    /// <summary>It is not from a page of another site: who follows a link there, or types the address, comes from none.</summary>
    internal static bool IsNoOthers(HttpRequest request) => SiteOf(request) is "none" || IsNotForeign(request);

    private static string? SiteOf(HttpRequest request) => request.Headers[FetchSite].ToString() is { Length: > 0 } site ? site : null;

    private static string? OriginOf(HttpRequest request) => request.Headers.Origin.ToString() is { Length: > 0 } origin ? origin : null;

    private static bool IsHere(HttpRequest request, string text) => Uri.TryCreate(text, UriKind.Absolute, out var origin)
        && string.Equals(origin.IsDefaultPort ? origin.Host : origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
