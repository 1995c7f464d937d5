using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;
using Ticketing.Configuration;
using Ticketing.Storage.Sqlite;
using Ticketing.Feeds;
using Ticketing.Http;
using Ticketing.Moving;

namespace Ticketing.Hosting;

/// <summary>With Redis: a silo that finds the others, and keeps state and reminders there.</summary>
internal static class ClusterRuntime
{
    public static void AddCluster(this WebApplicationBuilder builder, TicketingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var cluster = ClusterSettings.From(builder.Configuration);
        builder.Services
            .AddSingleton<Readiness>()
            .AddSingleton<IReadiness, SiloReadiness>()
            .AddSingleton<Outages, SiloOutages>()
            .AddSingleton(new StoreName($"Redis at {cluster.Redis.Places}, as the service '{cluster.ServiceId}'"))
            .AddSingleton<IStartCondition>(new OneTruth(LocalStore.Of(builder.Configuration)))
            .AddSingleton(cluster)
            .AddSingleton<IStartCondition, RedisAtStart>()
            .Configure<HostOptions>(options => options.ShutdownTimeout = cluster.DrainTime);
        if (cluster.Events)
        {
            builder.Services
                .AddSingleton<RedisBroadcast>()
                .AddSingleton<IFeedBroadcast>(static services => services.GetRequiredService<RedisBroadcast>())
                .AddHostedService(static services => services.GetRequiredService<RedisBroadcast>());
        }

        builder.Host.UseOrleans(silo =>
        {
            silo.AddMembership(cluster);
            silo.AddTicketingSilo(cluster.ReminderPeriod, cluster.CollectionAge, cluster.ResponseTimeout);
            silo.AddTicketingDirectory();
            silo.AddRedis(cluster.Redis, static services => new ExactSerializer(services.GetRequiredService<Serializer>()));
            DashboardMap.Add(silo, settings);
        });
    }

    /// <summary>The host that is built here is never started: it brings Orleans' providers.</summary>
    public static Task<IStoppedService> OpenStoppedClusterAsync(this WebApplicationBuilder builder)
    {
        var cluster = ClusterSettings.From(builder.Configuration);
        builder.Host.UseOrleans(silo =>
        {
            silo.Name(cluster);
            silo.AddRedis(cluster.Redis, static _ => new BytesAsTheyAre());
        });
        return StoppedCluster.OpenAsync(builder.Build(), cluster);
    }

    /// <summary>What every silo has, in production and in tests, whatever it stores in.</summary>
    public static ISiloBuilder AddTicketingSilo(this ISiloBuilder silo, TimeSpan reminderPeriod, TimeSpan collectionAge, TimeSpan responseTimeout)
    {
        silo.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = reminderPeriod);
        silo.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionAge = collectionAge;

            // Rather slower than killed: grains that were not asked lately are let go when little memory is left.
            options.EnableActivationSheddingOnMemoryPressure = true;
        });
        // Where grains are is remembered also when they are gone. Orleans' default of a million is 350 MB, which reads of made-up ids fill.
        silo.Configure<GrainDirectoryOptions>(options => options.CacheSize = 100_000);
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = responseTimeout);
        silo.Services.Insert(0, ServiceDescriptor.Singleton<IGrainInterfaceTypeProvider, KnownInterfaceTypes>());
        return silo;
    }

    /// <summary>
    /// One activation of a grain in the cluster, also while silos come and go. The default directory, which a lone silo has,
    /// may have two for a while; ETags refuse the second one's writes, but it would answer reads.
    /// </summary>
    public static ISiloBuilder AddTicketingDirectory(this ISiloBuilder silo)
    {
        // Marked experimental for its interface, of which this line is all that is used.
#pragma warning disable ORLEANSEXP003
        return silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
    }

    private static void Name(this ISiloBuilder silo, ClusterSettings cluster) => silo.Configure<ClusterOptions>(options =>
    {
        options.ServiceId = cluster.ServiceId;
        options.ClusterId = cluster.ClusterId;
    });

    private static void AddMembership(this ISiloBuilder silo, ClusterSettings cluster)
    {
        silo.Name(cluster);
        silo.Configure<EndpointOptions>(options =>
        {
            options.SiloPort = cluster.SiloPort;
            options.GatewayPort = cluster.GatewayPort;
            if (cluster.Address is { } address)
            {
                options.AdvertisedIPAddress = address;
            }
        });

        // A process that died refuses connections and is found out after ProbeTimeout * MissedProbes at most. One that
        // hangs, or is cut off, takes four times that: silence on open connections counts for more than a lost probe.
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = cluster.ProbeTimeout;
            options.NumMissedProbesLimit = cluster.MissedProbes;

            // Where no silo lives to probe the others, a row of one that was killed counts as alive for three of these (Orleans'
            // default is 30 s), and a silo that starts at another address waits for it.
            options.IAmAliveTablePublishTimeout = cluster.AlivePeriod;
        });

        // The directory can let the grains of a dead silo wait, in case it lives on, cut off; its default of 30 s would be
        // an outage as long. ETags refuse what such a silo writes. Bound by name: the option is the experimental
        // directory's and came with a minor release.
        var lease = new ConfigurationBuilder()
            .AddInMemoryCollection([new("RangeLeaseDuration", cluster.RangeLease.ToString())])
            .Build();
        silo.Configure<GrainDirectoryOptions>(options => lease.Bind(options));
    }

    private static void AddRedis(this ISiloBuilder silo, RedisAddress redis, Func<IServiceProvider, IGrainStorageSerializer> serializer)
    {
        // A connection each, so that probes and reminders don't queue behind state. Keys begin with the service id.
        silo.UseRedisClustering(options => options.ConfigurationOptions = redis.Options.Clone());
        silo.UseRedisReminderService(options => options.ConfigurationOptions = redis.Options.Clone());
        silo.AddRedisGrainStorageAsDefault(storage => storage.Configure<IServiceProvider>((options, services) =>
        {
            options.ConfigurationOptions = redis.Options.Clone();
            options.DeleteStateOnClear = true;
            options.GrainStorageSerializer = serializer(services);
        }));
    }
}
