namespace Ticketing.Holds;

/// <summary>Where a hold is in its life. Numbers are stored: never reuse one.</summary>
public enum HoldStatus
{
    Active = 0,
    Confirmed = 1,
    Expired = 2,
    Released = 3,
}
