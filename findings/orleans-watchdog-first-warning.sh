#!/usr/bin/env bash
# Microsoft.Orleans 10.4.2: the watchdog of a silo that has just started.
# Expected: it warns of what took long since the silo started.
# Seen: its first look warns that the check of participants "has not completed for" as long as the machine is up, hours or days,
# "potentially indicating lock contention or deadlock": it is measured from the clock's zero.
# Ends with 0 while it is so, with 1 once the first look is quiet.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package Microsoft.Orleans.Server@10.4.2
#:property PublishAot=false
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

Lines lines = new();
var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Logging.AddProvider(lines);
builder.UseOrleans(silo => silo.UseLocalhostClustering(FreePort(), 0));
using var host = builder.Build();
var age = System.Diagnostics.Stopwatch.StartNew();
await host.StartAsync();
await Task.Delay(TimeSpan.FromSeconds(12));
var told = lines.Warnings.Select(static line => Regex.Match(line, @"not completed for (\d[\d.:]*)")).FirstOrDefault(static match => match.Success);
Console.WriteLine($"Orleans {System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(Grain).Assembly.Location).ProductVersion!.Split(". ")[0]}, {age.Elapsed.TotalSeconds:0} s after the start of a silo: {(told is null ? "no warning" : "a check has not completed for " + told.Groups[1].Value)}.");
return told is not null && TimeSpan.Parse(told.Groups[1].Value, CultureInfo.InvariantCulture) > 10 * age.Elapsed ? 0 : 1;

static int FreePort()
{
    using System.Net.Sockets.TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
    listener.Start();
    return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
}

public sealed class Lines : ILoggerProvider
{
    public ConcurrentQueue<string> Warnings { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Line(Warnings);

    public void Dispose()
    {
    }

    private sealed class Line(ConcurrentQueue<string> warnings) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                warnings.Enqueue(formatter(state, exception));
            }
        }
    }
}
CODE
dotnet run Program.cs
