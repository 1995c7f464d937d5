using Orleans;

namespace Ticketing.Venues;

/// <summary>A venue's facts. Keyed by its UUID in "N" form.</summary>
[Alias("ticketing.venue")]
public interface IVenueGrain : IGrainWithStringKey
{
    /// <summary>Null when another request drew the same id: draw another.</summary>
    [Alias("create")]
    Task<VenueView?> Create(CreateVenue command);

    /// <summary>Null when there is no such venue.</summary>
    [Alias("get")]
    Task<VenueView?> Get();
}
