#!/usr/bin/env bash
# OpenTelemetry 1.20.1 (.NET): what an instrument that has one series takes of the memory, in a MeterProvider with one reader.
# Expected: little, and more as series come.
# Seen: room for 2,000 series at once, well over 100 KB for each instrument. A service that listens to "Orleans" and "System.Runtime" pays
# for a hundred of them before it does anything. A view with a CardinalityLimit takes as much as the limit says.
# Ends with 0 while it is so, with 1 once an instrument takes less than ten times what it takes with a limit of 64.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Program.cs <<'CODE'
#:package OpenTelemetry@1.20.1
#:property PublishAot=false
using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

Console.WriteLine($"OpenTelemetry {FileVersionInfo.GetVersionInfo(typeof(MeterProvider).Assembly.Location).ProductVersion!.Split('+')[0]}");
const int Instruments = 100;
var unlimited = Measure("Unlimited", static builder => builder);
var limited = Measure("Limited", static builder => builder.AddView("*", new MetricStreamConfiguration { CardinalityLimit = 64 }));
Console.WriteLine($"An instrument with one series takes {unlimited / 1024:F0} KB, with a limit of 64 series {limited / 1024:F0} KB");
return unlimited >= 10 * limited ? 0 : 1;

static double Measure(string name, Func<MeterProviderBuilder, MeterProviderBuilder> configure)
{
    using Meter meter = new(name);
    using var provider = configure(Sdk.CreateMeterProviderBuilder().AddMeter(name)).AddReader(new BaseExportingMetricReader(new Nowhere())).Build();
    var before = GC.GetTotalMemory(forceFullCollection: true);
    for (var i = 0; i < Instruments; i++)
    {
        meter.CreateCounter<long>($"counter.{i}").Add(1);
    }

    var taken = GC.GetTotalMemory(forceFullCollection: true) - before;
    GC.KeepAlive(provider);
    return (double)taken / Instruments;
}

internal sealed class Nowhere : BaseExporter<Metric>
{
    public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
}
CODE
dotnet run -c Release Program.cs
