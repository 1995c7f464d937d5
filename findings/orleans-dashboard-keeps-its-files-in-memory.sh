#!/usr/bin/env bash
# Microsoft.Orleans.Dashboard 10.4.2: what MapOrleansDashboard costs a silo before anybody opens the Dashboard.
# Expected: next to nothing; a file is read when a browser asks for it.
# Seen: it reads every file that the assembly carries, compresses each, and keeps both forms for good: tens of megabytes of the heap and
# part of a second of the processor at each start.
# Ends with 0 while it is so, with 1 once it keeps less than 8 MB.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:sdk Microsoft.NET.Sdk.Web
#:package Microsoft.Orleans.Server@10.4.2
#:package Microsoft.Orleans.Dashboard@10.4.2
#:property PublishAot=false
using System.Diagnostics;
using Orleans.Dashboard;

Console.WriteLine($"Orleans {FileVersionInfo.GetVersionInfo(typeof(Grain).Assembly.Location).ProductVersion!.Split(". ")[0]}");
var builder = WebApplication.CreateSlimBuilder();
builder.UseOrleans(static silo => silo.UseLocalhostClustering().AddDashboard());
var app = builder.Build();

// The silo is not even started.
var (memory, processor) = (GC.GetTotalMemory(forceFullCollection: true), Process.GetCurrentProcess().TotalProcessorTime);
app.MapOrleansDashboard("/dashboard");
processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
var kept = (GC.GetTotalMemory(forceFullCollection: true) - memory) / 1e6;
Console.WriteLine($"MapOrleansDashboard took {processor.TotalMilliseconds:F0} ms of the processor and keeps {kept:F1} MB of the heap; "
    + $"the assembly is {new FileInfo(typeof(DashboardOptions).Assembly.Location).Length / 1e6:F1} MB");
GC.KeepAlive(app);
return kept >= 8 ? 0 : 1;
CODE
dotnet run -c Release Program.cs
