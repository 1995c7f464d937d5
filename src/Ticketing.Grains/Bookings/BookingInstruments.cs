using System.Diagnostics.Metrics;

namespace Ticketing.Bookings;

/// <summary>What bookings measure of themselves.</summary>
internal static class BookingInstruments
{
    private static readonly Meter Meter = new("Ticketing.Bookings");

    public static readonly Counter<long> Confirmed = Meter.CreateCounter<long>("bookings", "{booking}", "Bookings confirmed");
}
