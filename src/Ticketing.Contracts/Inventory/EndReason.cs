namespace Ticketing.Inventory;

/// <summary>Why a claim ended without a booking, or a booking gave its places back. Numbers are stored.</summary>
public enum EndReason
{
    None = 0,
    Expired = 1,
    Released = 2,

    /// <summary>Another part of the same hold was refused; the claim never counted as a hold.</summary>
    Withdrawn = 3,
    Cancelled = 4,
}
