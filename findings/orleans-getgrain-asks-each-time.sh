#!/usr/bin/env bash
# Microsoft.Orleans 10.4.2: GetGrain and the name of a grain's interface.
# Expected: the name of an interface does not change while a process runs, so Orleans finds it out once.
# Seen: each call of GetGrain asks the providers of names again; the one that is registered by default reads the interface's attributes
# by reflection, and the name is put together anew. A provider of one's own that remembers, registered before it, ends both.
# Ends with 0 while it is so, with 1 once the name is remembered.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Microsoft.Orleans.Server@10.4.2
#:property PublishAot=false
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Metadata;
using Orleans.Runtime;

const int Calls = 1_000;
CountingProvider provider = new();
var builder = Host.CreateEmptyApplicationBuilder(null);
builder.UseOrleans(silo =>
{
    silo.UseLocalhostClustering(FreePort(), 0);
    silo.Services.Insert(0, ServiceDescriptor.Singleton<IGrainInterfaceTypeProvider>(provider));
});
using var host = builder.Build();
await host.StartAsync();
var grains = host.Services.GetRequiredService<IGrainFactory>();
grains.GetGrain<IQuietGrain>("first");
provider.Asked = 0;
for (var i = 0; i < Calls; i++)
{
    grains.GetGrain<IQuietGrain>("same");
}

Console.WriteLine($"Orleans {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(Grain).Assembly.Location).ProductVersion!.Split(". ")[0]}: {Calls} calls of GetGrain for one interface asked for its name {provider.Asked} times.");
return provider.Asked >= Calls ? 0 : 1;

static int FreePort()
{
    using System.Net.Sockets.TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
    listener.Start();
    return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
}

public sealed class CountingProvider : IGrainInterfaceTypeProvider
{
    public int Asked { get; set; }

    public bool TryGetGrainInterfaceType(Type type, out GrainInterfaceType grainInterfaceType)
    {
        Asked += type == typeof(IQuietGrain) ? 1 : 0;
        grainInterfaceType = default;
        return false;
    }
}

public interface IQuietGrain : IGrainWithStringKey
{
    Task Rest();
}

public sealed class QuietGrain : Grain, IQuietGrain
{
    public Task Rest() => Task.CompletedTask;
}
CODE
dotnet run Program.cs
