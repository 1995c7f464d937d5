namespace Ticketing.Inventory;

/// <summary>What a decision changes in a unit: leases to lapse, and one claim to put at an index (-1: a new one).</summary>
public readonly record struct UnitChange
{
    public long NowMs { get; init; }

    /// <summary>When not 0: every lease that is over at this moment lapses first.</summary>
    public long LapsesMs { get; init; }

    public int Index { get; init; }

    public Claim? Claim { get; init; }

    /// <summary>
    /// The change is not written by itself, so it may be lost with the activation; it must not count as a revision, or
    /// answers of the next activation would look older than they are.
    /// </summary>
    public bool Unwritten { get; init; }

    /// <summary>The claim command whose facts about the unit are to be kept.</summary>
    public ClaimUnit? Terms { get; init; }
}
