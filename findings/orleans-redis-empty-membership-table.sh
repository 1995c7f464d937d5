#!/usr/bin/env bash
# Microsoft.Orleans.Clustering.Redis 10.4.2: a membership table that no silo has begun can't be read.
# Expected: ReadAllAsync answers that there are no members, as after InitializeMembershipTableAsync(true).
# Seen: RedisClusteringException, "membership table version is missing", so a tool that looks whether silos run must look for
# the key first.
# Needs redis-server. Ends with 0 while it is so, with 1 once the empty table is read.
set -euo pipefail
folder=$(mktemp -d)
redis-server --port 0 --unixsocket "$folder/redis" --save "" >"$folder/redis.log" &
redis=$!
trap 'kill $redis; wait $redis || true; rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Microsoft.Orleans.Server@10.4.2
#:package Microsoft.Orleans.Clustering.Redis@10.4.2
#:package StackExchange.Redis@2.13.17
#:property PublishAot=false
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Clustering.Redis;
using Orleans.Configuration;
using StackExchange.Redis;

var builder = Host.CreateEmptyApplicationBuilder(null);
builder.UseOrleans(silo => silo.UseRedisClustering(options => options.ConfigurationOptions = new ConfigurationOptions
{
    EndPoints = { new System.Net.Sockets.UnixDomainSocketEndPoint(args[0]) },
}));
using var host = builder.Build();
var table = host.Services.GetRequiredService<IMembershipTable>();
await table.InitializeMembershipTableAsync(tryInitTableVersion: false, CancellationToken.None);
var version = System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(RedisClusteringOptions).Assembly.Location).ProductVersion!.Split(". ")[0];
try
{
    Console.WriteLine($"Orleans {version}: {(await table.ReadAllAsync(CancellationToken.None)).Members.Count} members were read.");
    return 1;
}
catch (RedisClusteringException e)
{
    Console.WriteLine($"Orleans {version}: {e.GetType().Name}: {e.Message}");
    return 0;
}
CODE
dotnet run Program.cs -- "$folder/redis"
