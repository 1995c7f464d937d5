#!/usr/bin/env bash
# Microsoft.Orleans 10.4.2: a grain that ends itself with each answer (DeactivateOnIdle), asked by many at once.
# Expected: calls that wait behind the first are sent on to the next activation, however often it takes, and all are answered.
# Seen: a call is sent on twice at most (SiloMessagingOptions.MaxForwardCount is 2); of 200 calls at once to one grain 3 are answered,
# the others rejected with OrleansMessageRejectionException "Forwarding failed". Called one after the other all are answered.
# Ends with 0 while it is so, with 1 once all of the 200 are answered.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Microsoft.Orleans.Server@10.4.2
#:package Microsoft.Orleans.TestingHost@10.4.2
#:property PublishAot=false
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.TestingHost;

Console.WriteLine($"Orleans {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(Grain).Assembly.Location).ProductVersion!.Split(". ")[0]}");
InProcessTestClusterBuilder builder = new(1);
builder.Options.ConfigureFileLogging = false;
await using var cluster = builder.Build();
await cluster.DeployAsync();
var grain = cluster.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>().GetGrain<IShortGrain>("one");
var inTurn = 0;
for (var i = 0; i < 200; i++)
{
    inTurn += await Answered(grain);
}

var atOnce = (await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Answered(grain)))).Sum();
Console.WriteLine($"Answered of 200 calls: {inTurn} in turn, {atOnce} at once.");
return inTurn == 200 && atOnce < 200 ? 0 : 1;

static async Task<int> Answered(IShortGrain grain)
{
    try
    {
        await grain.Ask();
        return 1;
    }
    catch (OrleansMessageRejectionException)
    {
        return 0;
    }
}

public interface IShortGrain : IGrainWithStringKey
{
    Task Ask();
}

public sealed class ShortGrain : Grain, IShortGrain
{
    public async Task Ask()
    {
        await Task.Yield();
        DeactivateOnIdle();
    }
}
CODE
dotnet run Program.cs
