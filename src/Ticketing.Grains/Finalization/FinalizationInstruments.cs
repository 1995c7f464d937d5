using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Ticketing.Finalization;

/// <summary>What the background work on tickets measures of itself.</summary>
internal static class FinalizationInstruments
{
    private static readonly Meter Meter = new("Ticketing.Finalization");

    public static readonly Counter<long> Attempts = Meter.CreateCounter<long>(
        "ticketing.finalization.attempts", "{attempt}", "Tries to make out or mail a booking's tickets, by what came of them");

    public static TagList Tags(FinalizationResult result) => new()
    {
        new("step", result.Step == FinalizationStep.Tickets ? "tickets" : "letter"),
        new("outcome", result.Outcome switch
        {
            FinalizationOutcome.Done => "done",
            FinalizationOutcome.Kept => "kept",
            FinalizationOutcome.Repeated => "repeated",
            FinalizationOutcome.NotWanted => "not_wanted",
            FinalizationOutcome.Failed => "failed",
            FinalizationOutcome.TooMany => "too_many",
            _ => "hopeless",
        }),
    };
}
