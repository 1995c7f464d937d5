using Orleans.Dashboard;
using Ticketing.Security;

namespace Ticketing.Hosting;

/// <summary>The Orleans Dashboard under /dashboard. It knows no users, so the service's own gate stands before it.</summary>
internal sealed class DashboardMap : IEndpointMap
{
    private const string Prefix = "/dashboard";

    public void Map(WebApplication app)
    {
        AdminGate.Protect(app, Prefix);
        app.MapOrleansDashboard(Prefix);
    }
}
