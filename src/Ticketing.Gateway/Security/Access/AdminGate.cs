using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Ticketing.Customers;
using Ticketing.Http;

namespace Ticketing.Security;

/// <summary>
/// Stands before pages that know no users, such as a dashboard. Who signed in as an admin is known by their session, for reading alone. An
/// admin's token comes as a bearer token, or as the password that a browser asks for (RFC 7617), since a browser can't be told to send a bearer token.
/// </summary>
public static class AdminGate
{
    private const string Basic = "Basic ";

    /// <summary>What these pages load is all from here; they set styles inline, as charts do.</summary>
    private const string Pages =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Protect(WebApplication app, PathString prefix)
    {
        var desk = app.Services.GetRequiredService<TokenDesk>();
        var sessions = app.Services.GetRequiredService<SessionDesk>();
        var blocked = app.Services.GetRequiredService<BlockedCustomers>();
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase),
            branch => branch.Use(async (http, next) =>
            {
                var caller = await CallerAsync(http, desk, sessions);
                if (caller?.Subject is { } subject && await blocked.ContainsAsync(subject))
                {
                    await RouteServer.SendAsync(http, Refusals.Blocked());
                    return;
                }

                if (caller is { IsAdmin: true })
                {
                    http.Response.Headers.CacheControl = "no-store";
                    http.Response.Headers.ContentSecurityPolicy = Pages;
                    await next(http);
                    return;
                }

                await RouteServer.SendAsync(http, caller is null
                    ? Problems.Write(401, "unauthenticated", "Say who you are: this needs an admin's token or session.") with
                    {
                        Challenge = "Basic realm=\"an admin's token as the password\", charset=\"UTF-8\"",
                    }
                    : Problems.Write(403, "forbidden", "You may not do this.", "This needs the role admin."));
            }));
    }

    private static async Task<Caller?> CallerAsync(HttpContext http, TokenDesk desk, SessionDesk sessions)
    {
        if (http.User is CallerPrincipal known)
        {
            return known.Caller;
        }

        var header = http.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            // Its scripts know no header of ours, so what changes something is not theirs to do.
            var mayRead = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
            return mayRead && PageOrigin.IsNoOthers(http.Request) ? (await sessions.OfAsync(http))?.Caller : null;
        }

        if (!header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) || header.Length > 2 * TokenValidator.MaxBytes)
        {
            return null;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64Chars(header.AsSpan(Basic.Length).Trim(), bytes, out var length))
        {
            return null;
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var result = await desk.CheckAsync(pair.AsSpan(pair.IndexOf(':', StringComparison.Ordinal) + 1));
        return (result.Principal as CallerPrincipal)?.Caller;
    }
}
