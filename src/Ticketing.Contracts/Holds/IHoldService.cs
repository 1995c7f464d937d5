namespace Ticketing.Holds;

/// <summary>Places holds: finds the block that has room, or has a <see cref="IHoldGrain"/> claim from several.</summary>
public interface IHoldService
{
    Task<PlacedHold> PlaceAsync(HoldRequest request);

    /// <summary>What <see cref="PlaceAsync"/> would ask for the places, or why they can't be had, as far as looking tells. Nothing is held.</summary>
    Task<PricedPlaces> PriceAsync(HoldRequest request);
}

/// <summary>What places cost now, with fees and taxes, or why they can't be had.</summary>
public sealed record PricedPlaces(PriceBreakdown? Prices, Refusal? Refusal = null);
