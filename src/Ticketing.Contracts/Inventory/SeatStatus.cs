namespace Ticketing.Inventory;

/// <summary>What anybody may know of a seat.</summary>
public enum SeatStatus : byte
{
    Available = 0,
    Held = 1,
    Sold = 2,
}
