using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Ticketing.Storage.Sqlite;

/// <summary>
/// Lets a silo keep its state in the <see cref="SqliteStore"/> among its services. Added as an instance, the store can be shared
/// by several silos of a process, and stays open when they end.
/// </summary>
public static class SqliteSiloBuilderExtensions
{
    /// <summary>Keeps grain states in the store, as Orleans' own serializer writes them unless another one is given.</summary>
    public static ISiloBuilder AddSqliteGrainStorage(
        this ISiloBuilder silo, string name = ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, IGrainStorageSerializer? serializer = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.Services.AddGrainStorage(name, (services, _) => new SqliteGrainStorage(
            services.GetRequiredService<SqliteStore>(),
            serializer ?? new ExactSerializer(services.GetRequiredService<Serializer>()),
            services.GetRequiredService<IActivatorProvider>()));
        return silo;
    }

    /// <summary>Keeps reminders in the store.</summary>
    public static ISiloBuilder UseSqliteReminderService(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        silo.AddReminders();
        silo.Services.AddSingleton<IReminderTable, SqliteReminderTable>();
        return silo;
    }
}
