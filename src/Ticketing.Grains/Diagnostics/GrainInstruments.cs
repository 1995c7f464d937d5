using System.Diagnostics.Metrics;

namespace Ticketing.Diagnostics;

/// <summary>What all grains measure, whatever they store in.</summary>
internal static class GrainInstruments
{
    private static readonly Meter Meter = new("Ticketing.Grains");

    public static readonly Histogram<double> Writes = Meter.CreateHistogram<double>(
        "ticketing.storage.write.duration", "s", "Time from asking for a write of a grain's state to its being durable", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });

    public static readonly Counter<long> WriteFailures = Meter.CreateCounter<long>(
        "ticketing.storage.write.failures", "{write}", "Writes of a grain's state whose outcome is unknown");

    public static readonly Histogram<double> ReminderLag = Meter.CreateHistogram<double>(
        "ticketing.reminder.lag", "s", "How long after its time a reminder came", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 300, 3_600] });
}
