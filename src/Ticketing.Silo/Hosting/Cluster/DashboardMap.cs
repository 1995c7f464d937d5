using Orleans.Dashboard;
using Orleans.Runtime;
using Ticketing.Security;

namespace Ticketing.Hosting;

/// <summary>The Orleans Dashboard under /dashboard. It knows no users, so the service's own gate stands before it.</summary>
internal sealed class DashboardMap : IEndpointMap
{
    private const string Prefix = "/dashboard";

    public void Map(WebApplication app)
    {
        AdminGate.Protect(app, Prefix);
        var silos = app.Services.GetRequiredService<ISiloStatusOracle>();
        app.MapOrleansDashboard(Prefix).AddEndpointFilter((context, next) =>
            SiloOf(context.HttpContext.Request) is { } address && !IsActive(silos, address) ? ValueTask.FromResult<object?>(TypedResults.NotFound()) : next(context));
    }

    /// <summary>The silo that is asked about. Null: none is. Of an address that is none, the dashboard's grains can't be made.</summary>
    private static string? SiloOf(HttpRequest request) =>
        (string?)request.RouteValues["address"] ?? (request.Path.StartsWithSegments(Prefix + "/HistoricalStats") ? (string?)request.RouteValues["path"] : null);

    private static bool IsActive(ISiloStatusOracle silos, string address) =>
        silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Any(silo => silo.ToParsableString() == address);
}
