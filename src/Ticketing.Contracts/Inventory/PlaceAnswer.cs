using Orleans;
using Ticketing.Holds;

namespace Ticketing.Inventory;

/// <summary>What a block says to <see cref="PlaceHold"/>.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.place-answer")]
public sealed record PlaceAnswer(
    [property: Id(0)] PlaceOutcome Outcome,
    [property: Id(1)] HoldView? Hold = null,
    [property: Id(2)] Refusal? Refusal = null)
{
    public static PlaceAnswer NeedsTerms { get; } = new(PlaceOutcome.NeedsTerms);

    public static PlaceAnswer NeedsCoordinator { get; } = new(PlaceOutcome.NeedsCoordinator);
}

/// <summary>How a block answered.</summary>
public enum PlaceOutcome
{
    Placed = 0,

    /// <summary>See the refusal.</summary>
    Refused = 1,

    /// <summary>The block was never used: fetch its terms from the event and ask again with them.</summary>
    NeedsTerms = 2,

    /// <summary>No single unit can take it, or the event limits places per customer: a hold grain must coordinate.</summary>
    NeedsCoordinator = 3,
}
