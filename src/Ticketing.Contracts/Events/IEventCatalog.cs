using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>
/// What this process knows of events: facts of at most a second ago, and where each seat is: what is known of that stays so, and others may come.
/// Whether an event is on sale is decided by its blocks, so that stale facts can't sell anything.
/// </summary>
public interface IEventCatalog
{
    /// <summary>Null when there is no such event.</summary>
    ValueTask<CatalogEntry?> FindAsync(EventId id);
}

/// <summary>An event as this process last saw it.</summary>
/// <param name="View">Its facts.</param>
/// <param name="Seats">Where each seat is.</param>
/// <param name="Cursors">For each section, the block (by its number within the section) that last had room.</param>
/// <param name="ReadAt">When, in timestamp ticks.</param>
public sealed record CatalogEntry(EventView View, SeatIndex Seats, int[] Cursors, long ReadAt)
{
    /// <summary>False: a place costs what its section asks, and there is nothing else to tell of it.</summary>
    public bool KeepsPrices { get; } = View.KeepsPrices;
}
