using Ticketing.Configuration;
using Ticketing.Moving;

namespace Ticketing.Hosting;

/// <summary>Where actors run and what they know is kept: one silo and a SQLite file, or silos over Redis.</summary>
internal static class ActorRuntime
{
    public static void AddActorRuntime(this WebApplicationBuilder builder, TicketingSettings settings)
    {
        if (StoreChoice.IsRedis(builder.Configuration))
        {
            builder.AddCluster(settings);
        }
        else
        {
            builder.AddLocalSilo(settings);
        }

        builder.AddProtectionKeys();
        builder.Services.AddSingleton(OperatorPlace.Of(builder.Configuration)).AddHostedService<OperatorSocket>();
    }

    /// <summary>What a service that does not run keeps.</summary>
    public static Task<IStoppedService> OpenStoppedAsync(this WebApplicationBuilder builder, bool toImport) =>
        StoreChoice.IsRedis(builder.Configuration)
            ? builder.OpenStoppedClusterAsync()
            : Task.FromResult<IStoppedService>(StoppedStore.Open(LocalStore.Of(builder.Configuration), toImport));
}
