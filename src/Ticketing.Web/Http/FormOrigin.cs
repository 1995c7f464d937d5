using Microsoft.AspNetCore.Http;

namespace Ticketing.Web.Http;

/// <summary>Where a form comes from, as the browser says it. Pages of others can't say it otherwise.</summary>
internal static class FormOrigin
{
    /// <summary>Browsers that don't say how far the page is from here (Sec-Fetch-Site, which needs https) name its origin.</summary>
    public static bool IsOurs(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site
        ? site == "same-origin"
        : Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin)
            && string.Equals(origin.IsDefaultPort ? origin.Host : origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
