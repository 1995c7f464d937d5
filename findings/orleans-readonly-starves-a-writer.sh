#!/usr/bin/env bash
# Microsoft.Orleans 10.4.2: calls marked [ReadOnly] that overlap starve a writer.
# Expected: a call that writes waits for the readers that came before it, and then has its turn.
# Seen: a reader that comes later passes the writer that waits, so as long as readers overlap it never has its turn.
# Ends with 0 while it is so, with 1 once the writer gets through.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Microsoft.Orleans.Server@10.4.2
#:property PublishAot=false
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;

var builder = Host.CreateEmptyApplicationBuilder(null);
builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePort(), 0));
using var host = builder.Build();
await host.StartAsync();
var list = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IListGrain>("list");

// One reader after the other, each begun before the one before it has ended.
using CancellationTokenSource enough = new();
var readers = Task.Run(async () =>
{
    List<Task> begun = [];
    while (!enough.IsCancellationRequested)
    {
        begun.Add(list.Read());
        await Task.Delay(50);
    }

    await Task.WhenAll(begun);
});
await Task.Delay(500);
var write = list.Write();
var isStarved = await Task.WhenAny(write, Task.Delay(5_000)) != write;
await enough.CancelAsync();
await readers;
await write;
Console.WriteLine($"Orleans {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(Grain).Assembly.Location).ProductVersion!.Split(". ")[0]}: after 5 s of readers that take 0.2 s each the writer {(isStarved ? "still waits" : "has written")}.");
return isStarved ? 0 : 1;

static int FreePort()
{
    using System.Net.Sockets.TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
    listener.Start();
    return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
}

public interface IListGrain : IGrainWithStringKey
{
    [ReadOnly]
    Task Read();

    Task Write();
}

public sealed class ListGrain : Grain, IListGrain
{
    public Task Read() => Task.Delay(200);

    public Task Write() => Task.CompletedTask;
}
CODE
dotnet run Program.cs
