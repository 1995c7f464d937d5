namespace Ticketing.Holds;

/// <summary>Where a coordinated hold is. Numbers are stored: never reuse one.</summary>
public enum HoldPhase
{
    None = 0,

    /// <summary>Asking for places. Nothing was acknowledged.</summary>
    Placing = 1,
    Active = 2,
    Confirmed = 3,
    Expired = 4,
    Released = 5,

    /// <summary>The places were not to be had; remembered only for a request with an idempotency key.</summary>
    Refused = 6,
}
