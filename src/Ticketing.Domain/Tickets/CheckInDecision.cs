namespace Ticketing.Tickets;

/// <summary>The answer to a scan, and what it changes.</summary>
/// <param name="Outcome">The answer.</param>
/// <param name="Pass">The pass from now on; the same object where nothing changes.</param>
/// <param name="Other">The scan that is in the way: the one that let in, or the one that no longer counts.</param>
public sealed record CheckInDecision(CheckInOutcome Outcome, TicketPass Pass, Scan? Other = null)
{
    /// <summary>Two scans claim to have let somebody in: a gate that was offline has to be told.</summary>
    public bool IsConflict { get; init; }
}
