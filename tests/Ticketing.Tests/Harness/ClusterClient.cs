using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using StackExchange.Redis;

namespace Ticketing.Tests.Harness;

/// <summary>An Orleans client outside the silos, which finds them in Redis.</summary>
internal sealed class ClusterClient : IAsyncDisposable
{
    private readonly IHost _host;

    private ClusterClient(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IClusterClient>();

    public static async Task<ClusterClient> ConnectAsync(RedisServer redis)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(static options => (options.ServiceId, options.ClusterId) = ("ticketing", "ticketing"))
            .UseRedisClustering(options => options.ConfigurationOptions = ConfigurationOptions.Parse(redis.Address)));
        var host = builder.Build();
        await host.StartAsync();
        return new ClusterClient(host);
    }

    /// <summary>The silo that has the grain in memory. Null: none.</summary>
    public async Task<SiloAddress?> WhereIsAsync(IAddressable grain) => await Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);

    /// <summary>How many activations of a type each silo has.</summary>
    public async Task<Dictionary<SiloAddress, int>> CountAsync(string type) =>
        (await Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics())
            .Where(grain => grain.GrainId.Type.ToString() == type)
            .CountBy(static grain => grain.SiloAddress)
            .ToDictionary();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
