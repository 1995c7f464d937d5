namespace Ticketing.Doors;

/// <summary>The answer to a scan, and what it changes.</summary>
/// <param name="Refusal">The answer; <see cref="RefusalCode.None"/>: admitted.</param>
/// <param name="Pass">The pass from now on; the same object where nothing changes.</param>
public sealed record CheckInDecision(RefusalCode Refusal, TicketPass Pass)
{
    /// <summary>The scan that is in the way, or that no longer counts.</summary>
    public Scan? Other { get; init; }

    /// <summary>Somebody is in who should not be: a gate that was offline has to be told.</summary>
    public bool IsConflict { get; init; }
}
