using System.Diagnostics.Metrics;

namespace Ticketing.Inventory;

/// <summary>What the inventory measures of itself.</summary>
internal static class InventoryInstruments
{
    private static readonly Meter Meter = new("Ticketing.Inventory");

    public static readonly Counter<long> Expiries = Meter.CreateCounter<long>("expiries", "{place}", "Places whose hold ended because its time was over");
}
