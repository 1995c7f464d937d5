#!/usr/bin/env bash
# Microsoft.Orleans 10.4.2: what a caller sees that calls a method which the silo's build lacks, as while an upgrade rolls out.
# Expected: an OrleansException that says that the other build has no such method.
# Seen: System.TypeLoadException, which looks like a broken installation and not like something that passes.
# Two programs of one source: the silo is built without the method, its client with it.
# Ends with 0 while it is so, with 1 once another exception arrives.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$folder"' EXIT
cd "$folder"
mkdir silo client
cat >Program.cs <<'CODE'
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = Host.CreateEmptyApplicationBuilder(null);
var (siloPort, gatewayPort) = (int.Parse(args[0]), int.Parse(args[1]));
#if CLIENT
builder.UseOrleansClient(client => client.UseLocalhostClustering(gatewayPort));
using var host = builder.Build();
await host.StartAsync();
var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IShopGrain>("shop");
Console.WriteLine($"Orleans {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(Grain).Assembly.Location).ProductVersion!.Split(". ")[0]}");
Console.WriteLine($"The method that both have answers {await grain.Count()}.");
try
{
    Console.WriteLine($"The method that only the caller has answers {await grain.CountAgain()}.");
    return 1;
}
catch (Exception e)
{
    Console.WriteLine($"The method that only the caller has: {e.GetType()}: {e.Message.Split('\n')[0]}");
    return e is TypeLoadException ? 0 : 1;
}
#else
builder.UseOrleans(silo => silo.UseLocalhostClustering(siloPort, gatewayPort));
using var host = builder.Build();
await host.StartAsync();
Console.WriteLine("ready");
await host.WaitForShutdownAsync();
return 0;
#endif

[Alias("shop")]
public interface IShopGrain : IGrainWithStringKey
{
    [Alias("count")]
    Task<int> Count();

#if CLIENT
    [Alias("count-again")]
    Task<int> CountAgain();
#endif
}

#if !CLIENT
public sealed class ShopGrain : Grain, IShopGrain
{
    public Task<int> Count() => Task.FromResult(1);
}
#endif
CODE
printf '#:package Microsoft.Orleans.Server@10.4.2\n#:property PublishAot=false\n' | cat - Program.cs >silo/Program.cs
printf '#:package Microsoft.Orleans.Client@10.4.2\n#:property PublishAot=false\n#:property DefineConstants=CLIENT\n' | cat - Program.cs >client/Program.cs
ports="$((20000 + RANDOM % 10000)) $((30000 + RANDOM % 2000))"
dotnet run silo/Program.cs -- $ports >silo.log &
until grep -q ready silo.log; do kill -0 $! && sleep 0.2; done
dotnet run client/Program.cs -- $ports
