#!/usr/bin/env bash
# Microsoft.Orleans.Reminders 10.4.2: a reminder that is registered with a due time of zero.
# Expected: it ticks at once, and then once a period.
# Seen: its first tick comes a whole period later; with a due time of one second it comes after a second.
# Ends with 0 while it is so, with 1 once the first tick comes at once.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Microsoft.Orleans.Server@10.4.2
#:package Microsoft.Orleans.Reminders@10.4.2
#:property PublishAot=false
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

var builder = Host.CreateEmptyApplicationBuilder(null);
builder.UseOrleans(silo =>
{
    silo.UseLocalhostClustering(FreePort(), 0);
    silo.UseInMemoryReminderService();
    silo.Configure<ReminderOptions>(static options => options.MinimumReminderPeriod = TimeSpan.FromSeconds(1));
});
using var host = builder.Build();
await host.StartAsync();
var grains = host.Services.GetRequiredService<IGrainFactory>();
var period = TimeSpan.FromSeconds(12);
var atOnce = grains.GetGrain<IBellGrain>("at once").Ring(TimeSpan.Zero, period);
var soon = grains.GetGrain<IBellGrain>("soon").Ring(TimeSpan.FromSeconds(1), period);
var (first, second) = (await atOnce, await soon);
Console.WriteLine($"Orleans {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(Grain).Assembly.Location).ProductVersion!.Split(". ")[0]}, period 12 s: due at once, the first tick came after {first.TotalSeconds:0.0} s; due in 1 s, after {second.TotalSeconds:0.0} s.");
return first > period * 0.9 && second < period / 2 ? 0 : 1;

static int FreePort()
{
    using System.Net.Sockets.TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
    listener.Start();
    return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
}

public interface IBellGrain : IGrainWithStringKey
{
    Task<TimeSpan> Ring(TimeSpan due, TimeSpan period);
}

[Orleans.Concurrency.Reentrant]
public sealed class BellGrain : Grain, IBellGrain, IRemindable
{
    private readonly TaskCompletionSource _rang = new();

    public async Task<TimeSpan> Ring(TimeSpan due, TimeSpan period)
    {
        var reminder = await this.RegisterOrUpdateReminder("bell", due, period);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await _rang.Task;
        var elapsed = clock.Elapsed;
        await this.UnregisterReminder(reminder);
        return elapsed;
    }

    public Task ReceiveReminder(string reminderName, Orleans.Runtime.TickStatus status)
    {
        _rang.TrySetResult();
        return Task.CompletedTask;
    }
}
CODE
dotnet run Program.cs
