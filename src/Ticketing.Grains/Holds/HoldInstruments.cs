using System.Diagnostics.Metrics;

namespace Ticketing.Holds;

/// <summary>What holds measure of themselves.</summary>
internal static class HoldInstruments
{
    private static readonly Meter Meter = new("Ticketing.Holds");

    public static readonly Counter<long> Placed = Meter.CreateCounter<long>("holds", "{hold}", "Holds placed");
}
