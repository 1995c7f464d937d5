#!/usr/bin/env bash
# Microsoft.Orleans 10.4.2: what [ActivationCountBasedPlacement] counts.
# Expected: a silo that is added beside two with 150 activations each gets nearly all new ones until it has as many.
# Seen: only activations that were called within the last seconds count. Where the 300 have rested for 20 s, the added silo gets
# a third of 90 new ones, as if the other two were empty; where they were called just now, two thirds.
# Ends with 0 while it is so, with 1 once resting activations count.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Microsoft.Orleans.Server@10.4.2
#:package Microsoft.Orleans.TestingHost@10.4.2
#:property PublishAot=false
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.TestingHost;

Console.WriteLine($"Orleans {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(Grain).Assembly.Location).ProductVersion!.Split(". ")[0]}");
var (afterUse, afterRest) = (await AddedAsync(rest: TimeSpan.Zero), await AddedAsync(rest: TimeSpan.FromSeconds(20)));
Console.WriteLine($"Of 90 new activations the added silo gets {afterUse} where 300 others were just called, {afterRest} where they have rested for 20 s.");
return afterRest is > 20 and < 40 && afterUse > 45 ? 0 : 1;

static async Task<int> AddedAsync(TimeSpan rest)
{
    InProcessTestClusterBuilder builder = new(2);
    builder.Options.ConfigureFileLogging = false;
    await using var cluster = builder.Build();
    await cluster.DeployAsync();
    await TouchAsync(cluster, "old", 300);
    await Task.Delay(rest);
    var added = await cluster.StartAdditionalSiloAsync();
    await Task.Delay(3_000); // its load is reported every second
    await TouchAsync(cluster, "new", 90);
    var grains = await cluster.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
    return grains.Count(grain => grain.SiloAddress.Equals(added.SiloAddress) && grain.GrainId.Key.ToString()!.StartsWith("new"));
}

static Task TouchAsync(InProcessTestCluster cluster, string name, int count) =>
    Task.WhenAll(Enumerable.Range(0, count).Select(i => cluster.Client.GetGrain<IBlockGrain>($"{name} {i}").Touch()));

public interface IBlockGrain : IGrainWithStringKey
{
    Task Touch();
}

[ActivationCountBasedPlacement]
public sealed class BlockGrain : Grain, IBlockGrain
{
    public Task Touch() => Task.CompletedTask;
}
CODE
dotnet run Program.cs
