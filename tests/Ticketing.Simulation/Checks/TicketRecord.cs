namespace Ticketing.Simulation;

/// <summary>What the town knows of a ticket.</summary>
public sealed class TicketRecord
{
    public required string Id { get; init; }

    public required int Number { get; init; }

    public required HoldRecord Hold { get; init; }

    /// <summary>Every code that it had, and its revision.</summary>
    public List<(int Revision, string Code)> Codes { get; } = [];

    /// <summary>When it was first asked to be made out anew, and when that was acknowledged, by the revision that was meant to end.</summary>
    public List<(int Revision, long Asked, long Done)> Reissues { get; } = [];

    public List<ScanRecord> Scans { get; } = [];
}
