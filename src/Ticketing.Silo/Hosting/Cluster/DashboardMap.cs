using Orleans;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Runtime;
using Ticketing.Configuration;
using Ticketing.Security;

namespace Ticketing.Hosting;

/// <summary>The Orleans Dashboard under /dashboard. It knows no users, so the service's own gate stands before it.</summary>
internal sealed class DashboardMap : IEndpointMap
{
    private const string Prefix = "/dashboard";

    public static void Add(ISiloBuilder silo, TicketingSettings settings)
    {
        if (!settings.HasDashboard)
        {
            return;
        }

        HashSet<ServiceDescriptor> before = [.. silo.Services];
        silo.AddDashboard();
        silo.Services.AddSingleton<IEndpointMap>(new DashboardMap());
        if (!settings.IsProfiled)
        {
            // With a filter, even one that does nothing, Orleans takes a longer way to every grain.
            var filter = silo.Services.Single(one => one.ServiceType == typeof(IIncomingGrainCallFilter) && !before.Contains(one));
            silo.Services.Remove(filter);
        }
    }

    public void Map(WebApplication app)
    {
        AdminGate.Protect(app, Prefix);

        // Mapping it reads, compresses and keeps all its files, which is a sixth of the memory of a service that nobody uses. So once somebody looks.
        Lazy<RequestDelegate> pages = new(() => Pages(app.Services));
        app.Map(Prefix + "/{**path}", http =>
        {
            http.SetEndpoint(null);
            return pages.Value(http);
        });
    }

    private static RequestDelegate Pages(IServiceProvider services)
    {
        var silos = services.GetRequiredService<ISiloStatusOracle>();
        return new ApplicationBuilder(services)
            .UseRouting()
            .UseEndpoints(routes => routes.MapOrleansDashboard(Prefix).AddEndpointFilter((context, next) =>
                SiloOf(context.HttpContext.Request) is { } address && !IsActive(silos, address) ? ValueTask.FromResult<object?>(TypedResults.NotFound()) : next(context)))
            .Build();
    }

    /// <summary>The silo that is asked about. Null: none is. Of an address that is none, the dashboard's grains can't be made.</summary>
    private static string? SiloOf(HttpRequest request) =>
        (string?)request.RouteValues["address"] ?? (request.Path.StartsWithSegments(Prefix + "/HistoricalStats") ? (string?)request.RouteValues["path"] : null);

    private static bool IsActive(ISiloStatusOracle silos, string address) =>
        silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Any(silo => silo.ToParsableString() == address);
}
