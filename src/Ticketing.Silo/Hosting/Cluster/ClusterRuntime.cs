using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using StackExchange.Redis;
using Ticketing.Configuration;
using Ticketing.Persistence;

namespace Ticketing.Hosting;

/// <summary>The Cluster edition: an Orleans silo that finds the others, keeps state and reminders in Redis.</summary>
internal static class ClusterRuntime
{
    public static void AddActorRuntime(this WebApplicationBuilder builder, TicketingSettings settings)
    {
        builder.Services
            .AddSingleton<Readiness>()
            .AddSingleton<IReadiness>(services => services.GetRequiredService<Readiness>());
        var redis = ConfigurationOptions.Parse(settings.RedisUrl);
        redis.AbortOnConnectFail = false;
        builder.Host.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(static options =>
            {
                options.ClusterId = "ticketing";
                options.ServiceId = "ticketing";
            });
            silo.UseRedisClustering(options => options.ConfigurationOptions = redis);
            silo.AddRedisGrainStorageAsDefault(options =>
            {
                options.ConfigurationOptions = redis;
                options.DeleteStateOnClear = true;
                options.GrainStorageSerializer = new StateSerializer();
            });
            silo.UseRedisReminderService(options => options.ConfigurationOptions = redis);
        });
    }
}
