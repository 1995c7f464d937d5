using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Orleans.Hosting;
using Ticketing.Configuration;
using Ticketing.Http;
using Ticketing.Storage.Sqlite;

namespace Ticketing.Hosting;

/// <summary>Without Redis: one silo, which keeps everything in a SQLite file.</summary>
internal static class LocalRuntime
{
    private const string Name = "ticketing";
    private const int FirstPort = 20_000;
    private const int Ports = 10_000;
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan CollectionAge = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Less than the ten seconds that Docker gives.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(9);

    private static int _ports;

    public static void AddLocalSilo(this WebApplicationBuilder builder, TicketingSettings settings)
    {
        var place = LocalStore.Of(builder.Configuration);
        builder.Services
            .AddSingleton<Readiness>()
            .AddSingleton<IReadiness, SiloReadiness>()
            .AddSingleton<Outages, SiloOutages>()
            .AddSingleton(place)
            .AddSingleton(new StoreName($"the SQLite file {place.File} (Storage:Path)"))
            .AddSingleton(static services => services.GetRequiredService<LocalStore>().Open(services.GetRequiredService<IMeterFactory>()))
            .AddSingleton<IStartCondition, SqliteAtStart>()
            .Configure<HostOptions>(static options => options.ShutdownTimeout = DrainTime);
        builder.Host.UseOrleans(silo =>
        {
            silo.AddTicketingOverSqlite();
            DashboardMap.Add(silo, settings);
        });
    }

    /// <summary>One silo over the store among its services.</summary>
    public static ISiloBuilder AddTicketingOverSqlite(this ISiloBuilder silo)
    {
        silo.UseLocalhostClustering(FreePort(), gatewayPort: 0, serviceId: Name, clusterId: Name);
        silo.AddTicketingSilo(ReminderPeriod, CollectionAge, ResponseTimeout);
        silo.AddSqliteGrainStorage();
        return silo.UseSqliteReminderService();
    }

    /// <summary>
    /// The silo talks to itself alone; no two checkouts get in each other's way. Not one of the ports that systems give to outgoing connections: until
    /// the silo listens, somebody's connection could have it.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = FirstPort + ((Environment.ProcessId + Interlocked.Increment(ref _ports)) % Ports);
            try
            {
                using TcpListener listener = new(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException) when (_ports < Ports)
            {
                // Somebody listens there.
            }
        }
    }
}
