#!/usr/bin/env bash
# Microsoft.Orleans.Dashboard 10.4.2: what it costs a silo that does nothing but keep its activations, while nobody looks at it.
# Expected: nothing, or the same however many grains are active.
# Seen: it reads all meters each second for its history of metrics, and Orleans' gauges of activations count all of them one by one
# at each reading: with 200,000 idle activations it takes several times the processor time that it takes with none.
# Ends with 0 while it is so, with 1 once it takes less than twice as much.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Microsoft.Orleans.Server@10.4.2
#:package Microsoft.Orleans.Dashboard@10.4.2
#:package Microsoft.Orleans.TestingHost@10.4.2
#:property PublishAot=false
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;
using Orleans.TestingHost;

Console.WriteLine($"Orleans {FileVersionInfo.GetVersionInfo(typeof(Grain).Assembly.Location).ProductVersion!.Split(". ")[0]}");
const int Many = 200_000;
var without = await IdleAsync(static _ => { });
var with = await IdleAsync(static silo => silo.AddDashboard());
Console.WriteLine("Processor time in milliseconds of 10 s in which nobody asks for anything:");
Console.WriteLine($"  without the Dashboard {without.None:F0} with no grain active, {without.Many:F0} with {Many:N0}");
Console.WriteLine($"  with it               {with.None:F0} with no grain active, {with.Many:F0} with {Many:N0}");
return with.Many - without.Many > 2 * Math.Max(with.None - without.None, 20) ? 0 : 1;

static async Task<(double None, double Many)> IdleAsync(Action<ISiloBuilder> configure)
{
    InProcessTestClusterBuilder builder = new(1);
    builder.Options.ConfigureFileLogging = false;
    builder.ConfigureSilo((_, silo) => configure(silo));
    await using var cluster = builder.Build();
    await cluster.DeployAsync();
    var none = await TenSecondsAsync();
    var grains = cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>();
    foreach (var some in Enumerable.Range(0, Many).Chunk(1_000))
    {
        await Task.WhenAll(some.Select(number => grains.GetGrain<IIdleGrain>(number).Wake()));
    }

    return (none, await TenSecondsAsync());
}

static async Task<double> TenSecondsAsync()
{
    GC.Collect();
    await Task.Delay(3_000);
    var before = Process.GetCurrentProcess().TotalProcessorTime;
    await Task.Delay(10_000);
    return (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds;
}

public interface IIdleGrain : IGrainWithIntegerKey
{
    Task Wake();
}

public sealed class IdleGrain : Grain, IIdleGrain
{
    public Task Wake() => Task.CompletedTask;
}
CODE
dotnet run Program.cs
