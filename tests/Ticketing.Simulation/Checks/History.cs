namespace Ticketing.Simulation;

/// <summary>Everything that clients asked for and learned, and every promise that was seen broken.</summary>
public sealed class History(World world)
{
    public List<EventRecord> Events { get; } = [];

    public List<HoldRecord> Holds { get; } = [];

    public List<HouseRecord> House { get; } = [];

    /// <summary>What staff asked to be kept from sale.</summary>
    public List<WithholdingRecord> Withholdings { get; } = [];

    /// <summary>What staff asked to be taken away for good.</summary>
    public List<WithholdingRecord> Removals { get; } = [];

    public List<EntryRecord> Entries { get; } = [];

    public List<Violation> Violations { get; } = [];

    /// <summary>When somebody began to follow what becomes of holds.</summary>
    public long FollowsHoldsFrom { get; set; } = HoldRecord.Never;

    /// <summary>Operations that were acknowledged.</summary>
    public long Acknowledged { get; set; }

    /// <summary>Operations that were asked for.</summary>
    public long Asked { get; set; }

    /// <summary>Whether an event may not have the seat at some time between the two moments: it is not there yet, or was taken away.</summary>
    public bool MayBeMissing(EventRecord @event, string seat, long from, long until) =>
        @event.Added.Exists(added => added.Seats.Contains(seat) && added.Done > from - (world.Counts.Of("active twice") > 0 ? Spans.UntilGone : Spans.UntilHeard))
        || Removals.Exists(removal => removal.Event == @event && removal.Wanted.Contains(seat) && removal.Asked <= until);

    public void Break(string invariant, string what)
    {
        world.Tell(() => $"BROKEN {invariant}: {what}");
        Violations.Add(new Violation(invariant, what));
    }

    public void Require(bool holds, string invariant, Func<string> what)
    {
        if (!holds)
        {
            Break(invariant, what());
        }
    }
}

/// <summary>What a customer knows of a seat of the house event.</summary>
public sealed class HouseRecord
{
    public required string Seat { get; init; }

    public required string User { get; init; }

    public required long Asked { get; init; }

    public long Reserved { get; set; } = HoldRecord.Never;

    public long BuyAsked { get; set; } = HoldRecord.Never;

    public long Bought { get; set; } = HoldRecord.Never;
}
