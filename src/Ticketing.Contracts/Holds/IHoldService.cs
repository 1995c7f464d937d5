namespace Ticketing.Holds;

/// <summary>Places holds: finds the block that has room, or has a <see cref="IHoldGrain"/> claim from several.</summary>
public interface IHoldService
{
    Task<PlacedHold> PlaceAsync(HoldRequest request);
}
