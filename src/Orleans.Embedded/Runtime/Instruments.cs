using System.Diagnostics.Metrics;

namespace Orleans.Embedded;

/// <summary>The runtime's instruments.</summary>
internal static class Instruments
{
    private static readonly Meter Meter = new("Orleans.Embedded");

    public static readonly Counter<long> Activations = Meter.CreateCounter<long>("orleans.activations", "{activation}", "Activations made");
    public static readonly Counter<long> Deactivations = Meter.CreateCounter<long>("orleans.deactivations", "{activation}", "Activations ended");
    public static readonly Counter<long> Timeouts = Meter.CreateCounter<long>("orleans.call.timeouts", "{call}", "Calls whose caller gave up");
    public static readonly Counter<long> ReminderTicks = Meter.CreateCounter<long>("orleans.reminder.ticks", "{tick}", "Reminders that fired");
}
