using System.Net;
using Orleans.Dashboard;
using Ticketing.Http;

namespace Ticketing.Hosting;

/// <summary>
/// The Orleans Dashboard under /dashboard. It knows no users: unless it is opened by the setting, it answers this
/// machine alone, and nobody who comes through a proxy.
/// </summary>
internal sealed class DashboardMap(bool open) : IEndpointMap
{
    private const string Prefix = "/dashboard";

    public void Map(WebApplication app)
    {
        if (!open)
        {
            app.UseWhen(
                static http => http.Request.Path.StartsWithSegments(Prefix, StringComparison.OrdinalIgnoreCase) && !IsLocal(http),
                static branch => branch.Run(static http =>
                    RouteServer.SendAsync(http, Problems.Write(404, "not_found", "There is nothing here."))));
        }

        app.MapOrleansDashboard(Prefix);
    }

    private static bool IsLocal(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote)
        && !http.Request.Headers.ContainsKey("Forwarded") && !http.Request.Headers.ContainsKey("X-Forwarded-For");
}
