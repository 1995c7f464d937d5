#!/usr/bin/env bash
# Microsoft.Orleans 10.4.2 with logging at Information, the level that hosts have by default.
# Expected: activating a grain, which a busy service does thousands of times a second, logs nothing at that level.
# Seen: two lines for each activation, in the category "Polly", from the retries around its placement.
# Ends with 0 while it is so, with 1 once activations are quiet.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Microsoft.Orleans.Server@10.4.2
#:property PublishAot=false
using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

const int Grains = 100;
Lines lines = new();
var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Logging.SetMinimumLevel(LogLevel.Information).AddProvider(lines);
builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePort(), 0));
using var host = builder.Build();
await host.StartAsync();
var grains = host.Services.GetRequiredService<IGrainFactory>();
await grains.GetGrain<IQuietGrain>("first").Rest();
lines.Categories.Clear();
for (var i = 0; i < Grains; i++)
{
    await grains.GetGrain<IQuietGrain>($"{i}").Rest();
}

var told = lines.Categories.Count(static category => category == "Polly");
Console.WriteLine($"Orleans {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(Grain).Assembly.Location).ProductVersion!.Split(". ")[0]}: {Grains} grains were activated, and Polly logged {told} lines.");
return told >= 2 * Grains ? 0 : 1;

static int FreePort()
{
    using System.Net.Sockets.TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
    listener.Start();
    return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
}

public sealed class Lines : ILoggerProvider
{
    public ConcurrentQueue<string> Categories { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Line(categoryName, Categories);

    public void Dispose()
    {
    }

    private sealed class Line(string category, ConcurrentQueue<string> categories) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                categories.Enqueue(category);
            }
        }
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
