using Orleans;

namespace Ticketing.Holds;

/// <summary>
/// A hold over several units, or one that must be found again by an idempotency key. Keyed by
/// <see cref="Identifiers.HoldId.CoordinatorKey"/>.
/// </summary>
[Alias("ticketing.hold")]
public interface IHoldGrain : IHoldHome
{
    /// <summary>Claims all places or none. Again with the same request: the same answer.</summary>
    [Alias("place")]
    Task<HoldAnswer> Place(PlaceParts command);

    /// <summary>
    /// A unit has a pin that grew old: the hold tells its units the verdict once more. One-way, since the block that
    /// asks may be the one that the hold is waiting for.
    /// </summary>
    [Alias("tell-again"), Orleans.Concurrency.OneWay]
    Task TellAgain();
}
