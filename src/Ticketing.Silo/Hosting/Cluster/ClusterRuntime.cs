using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Storage;
using Ticketing.Configuration;
using Ticketing.Feeds;
using Ticketing.Http;
using Ticketing.Moving;
using Ticketing.Persistence;

namespace Ticketing.Hosting;

/// <summary>The Cluster edition: an Orleans silo that finds the others, keeps state and reminders in Redis.</summary>
internal static class ClusterRuntime
{
    public static void AddActorRuntime(this WebApplicationBuilder builder, TicketingSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var cluster = ClusterSettings.From(builder.Configuration);
        builder.Services
            .AddSingleton<Readiness>()
            .AddSingleton<IReadiness, ClusterReadiness>()
            .AddSingleton<Outages, ClusterOutages>()
            .AddSingleton<IStartCondition>(new RedisAtStart(cluster))
            .Configure<HostOptions>(options => options.ShutdownTimeout = cluster.DrainTime);
        if (cluster.Events)
        {
            builder.Services
                .AddSingleton(cluster)
                .AddSingleton<RedisBroadcast>()
                .AddSingleton<IFeedBroadcast>(static services => services.GetRequiredService<RedisBroadcast>())
                .AddHostedService(static services => services.GetRequiredService<RedisBroadcast>());
        }

        builder.Host.UseOrleans(silo =>
        {
            silo.AddMembership(cluster);
            silo.AddTicketingSilo(cluster.ReminderPeriod, cluster.CollectionAge, cluster.ResponseTimeout);
            silo.AddRedis(cluster.Redis, new StateSerializer());
            if (cluster.Dashboard)
            {
                silo.AddDashboard();
                silo.Services.AddSingleton<IEndpointMap>(new DashboardMap());
            }
        });
    }

    /// <summary>The host that is built here is never started: it brings Orleans' providers.</summary>
    public static Task<IStoppedService> OpenStoppedAsync(this WebApplicationBuilder builder, bool toImport)
    {
        var cluster = ClusterSettings.From(builder.Configuration);
        builder.Host.UseOrleans(silo =>
        {
            silo.Name(cluster);
            silo.AddRedis(cluster.Redis, new BytesAsTheyAre());
        });
        return StoppedCluster.OpenAsync(builder.Build(), cluster);
    }

    /// <summary>What every silo has, in production and in tests, whatever it stores in.</summary>
    public static ISiloBuilder AddTicketingSilo(this ISiloBuilder silo, TimeSpan reminderPeriod, TimeSpan collectionAge, TimeSpan responseTimeout)
    {
        silo.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = reminderPeriod);
        silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = collectionAge);
        silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = responseTimeout);

        // One activation of a grain in the cluster, also while silos come and go. The default directory may have two for
        // a while; ETags refuse the second one's writes, but it would answer reads. Marked experimental for its interface,
        // of which this line is all that is used.
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
            if (!cluster.Kubernetes && cluster.Address is { } address)
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
        });

        // The directory can let the grains of a dead silo wait, in case it lives on, cut off; its default of 30 s would be
        // an outage as long. ETags refuse what such a silo writes. Bound by name: the option is the experimental
        // directory's and came with a minor release.
        var lease = new ConfigurationBuilder()
            .AddInMemoryCollection([new("RangeLeaseDuration", cluster.RangeLease.ToString())])
            .Build();
        silo.Configure<GrainDirectoryOptions>(options => lease.Bind(options));
        if (cluster.Kubernetes)
        {
            // Name and address of the pod; ORLEANS_SERVICE_ID and ORLEANS_CLUSTER_ID win over the settings.
            silo.UseKubernetesHosting();
        }
    }

    private static void AddRedis(this ISiloBuilder silo, RedisAddress redis, IGrainStorageSerializer serializer)
    {
        // A connection each, so that probes and reminders don't queue behind state. Keys begin with the service id.
        silo.UseRedisClustering(options => options.ConfigurationOptions = redis.Options.Clone());
        silo.UseRedisReminderService(options => options.ConfigurationOptions = redis.Options.Clone());
        silo.AddRedisGrainStorageAsDefault(options =>
        {
            options.ConfigurationOptions = redis.Options.Clone();
            options.DeleteStateOnClear = true;
            options.GrainStorageSerializer = serializer;
        });
    }
}
