namespace Ticketing.Simulation;

/// <summary>What a customer knows of an entry on the waitlist.</summary>
public sealed class EntryRecord
{
    public required EventRecord Event { get; init; }

    public required string Customer { get; init; }

    public required int Quantity { get; init; }

    /// <summary>Null: any section.</summary>
    public string? Section { get; init; }

    public required int Priority { get; init; }

    public required long Asked { get; init; }

    /// <summary>When the customer learned that it waits.</summary>
    public long Joined { get; set; } = HoldRecord.Never;

    public string? Id { get; set; }

    /// <summary>
    /// Its customer asked to leave the line and does not know what came of it: the offered places may be back already while
    /// the entry still tells of the offer.
    /// </summary>
    public bool MayBeCancelled { get; init; }

    public override string ToString() => $"entry {Id ?? "?"} of {Customer} for {Quantity} in {Section ?? "any section"} with priority {Priority}";
}
