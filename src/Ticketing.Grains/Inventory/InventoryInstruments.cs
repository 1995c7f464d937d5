using System.Diagnostics.Metrics;

namespace Ticketing.Inventory;

/// <summary>What the inventory measures of itself.</summary>
internal static class InventoryInstruments
{
    private static readonly Meter Meter = new("Ticketing.Inventory");

    public static readonly Counter<long> Expiries = Meter.CreateCounter<long>("expiries", "{place}", "Places whose hold ended because its time was over");

    public static readonly Histogram<double> ExpiryLag = Meter.CreateHistogram<double>(
        "ticketing.expiry.lag", "s", "How long after a hold's end its places were swept", null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300] });

    public static readonly UpDownCounter<long> Held = Meter.CreateUpDownCounter<long>(
        "ticketing.places.held", "{place}", "Places that are held, in the blocks that are in memory");
}
