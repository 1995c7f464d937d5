using Orleans;

namespace Ticketing.Inventory;

/// <summary>
/// The one protocol of everything that can be held and sold: a seat, a pool of places, a customer's allowance. Each
/// command is idempotent by its hold, so a retry after a lost reply is safe. Answers rest on durable state only.
/// </summary>
public interface IInventoryUnit : IGrainWithStringKey
{
    /// <summary>Grants a lease on places, or refuses.</summary>
    [Alias("claim")]
    Task<UnitAnswer> Claim(ClaimUnit command);

    /// <summary>Moves the end of a live claim.</summary>
    [Alias("extend")]
    Task<UnitAnswer> Extend(Identifiers.HoldId hold, DateTimeOffset until);

    /// <summary>Keeps a claim from lapsing until its coordinator's verdict.</summary>
    [Alias("pin")]
    Task<UnitAnswer> Pin(Identifiers.HoldId hold);

    /// <summary>Sells what is claimed. A direct claim must be in time and the proof right; a pinned one is told.</summary>
    [Alias("confirm")]
    Task<UnitAnswer> Confirm(ConfirmUnit command);

    /// <summary>Ends a claim that is not confirmed.</summary>
    [Alias("release")]
    Task<UnitAnswer> Release(ReleaseUnit command);

    /// <summary>Gives the places of a booking back.</summary>
    [Alias("return")]
    Task<UnitAnswer> Return(Identifiers.BookingId booking, EndReason reason);

    /// <summary>Takes a customer's name out of a claim.</summary>
    [Alias("rename")]
    Task<UnitAnswer> Rename(Holds.RenameHolder command);

    /// <summary>One claim, and the counts.</summary>
    [Alias("find")]
    Task<UnitAnswer> Find(Identifiers.HoldId hold);

    /// <summary>The counts, for a block that builds its picture anew.</summary>
    [Alias("survey")]
    Task<UnitAnswer> Survey();

    /// <summary>Ends every claim that is due, and asks the coordinator of every pin that grew old.</summary>
    [Alias("sweep")]
    Task<UnitAnswer> Sweep();
}

/// <summary>One seat. Keyed by <see cref="Identifiers.GrainKeys.Unit"/>.</summary>
[Alias("ticketing.seat")]
public interface ISeatGrain : IInventoryUnit;

/// <summary>At most a few hundred places of a general section. Keyed by <see cref="Identifiers.GrainKeys.Unit"/>.</summary>
[Alias("ticketing.pool")]
public interface IPoolGrain : IInventoryUnit;

/// <summary>How many places a customer may still take of an event. Keyed by event and customer.</summary>
[Alias("ticketing.allowance")]
public interface IAllowanceGrain : IInventoryUnit;
