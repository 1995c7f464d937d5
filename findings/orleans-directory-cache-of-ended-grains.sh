#!/usr/bin/env bash
# Microsoft.Orleans 10.4.2: what a silo remembers of grains that have ended.
# Expected: when a grain has ended on the silo that asked for it, nothing of it is left in memory.
# Seen: the cache of the grain directory keeps where each was until GrainDirectoryOptions.CacheSize entries are full, 1,000,000 by
# default: 100,000 grains that were asked once leave 24 MB, with a CacheSize of 1,000 they leave 1 MB.
# Ends with 0 while it is so, with 1 once they leave less than 10 MB more than with the small cache.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Microsoft.Orleans.Server@10.4.2
#:package Microsoft.Orleans.TestingHost@10.4.2
#:property PublishAot=false
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.TestingHost;

Console.WriteLine($"Orleans {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(Grain).Assembly.Location).ProductVersion!.Split(". ")[0]}");
var (usual, small) = (await LeftAsync(null), await LeftAsync(1_000));
Console.WriteLine($"100,000 grains that were asked once and have ended leave {usual:F0} MB, with a CacheSize of 1,000 {small:F0} MB.");
return usual - small > 10 ? 0 : 1;

static async Task<double> LeftAsync(int? cacheSize)
{
    InProcessTestClusterBuilder builder = new(1);
    builder.Options.ConfigureFileLogging = false;
    builder.ConfigureSilo((_, silo) => silo.Configure<GrainDirectoryOptions>(options => options.CacheSize = cacheSize ?? options.CacheSize));
    await using var cluster = builder.Build();
    await cluster.DeployAsync();
    var grains = cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>();
    await AskAsync(0, 2_000);
    var before = await MemoryAsync();
    await AskAsync(2_000, 100_000);
    return (await MemoryAsync() - before) / 1e6;

    async Task AskAsync(int first, int count)
    {
        foreach (var some in Enumerable.Range(first, count).Chunk(500))
        {
            await Task.WhenAll(some.Select(i => grains.GetGrain<IShortGrain>($"an id of some length {i}").Ask()));
        }
    }

    async Task<long> MemoryAsync()
    {
        while ((await grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics()).Where(static one => one.GrainType.Contains("ShortGrain")).Sum(static one => one.ActivationCount) > 0)
        {
            await Task.Delay(100);
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}

public interface IShortGrain : IGrainWithStringKey
{
    Task Ask();
}

public sealed class ShortGrain : Grain, IShortGrain
{
    public Task Ask()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
CODE
dotnet run Program.cs
