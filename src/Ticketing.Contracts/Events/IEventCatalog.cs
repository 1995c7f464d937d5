using Ticketing.Holds;
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

    /// <summary>How many places can still be had as each ticket type that has a quota, by its id; as it was when the entry was first asked for it.</summary>
    /// <param name="entry">The event.</param>
    /// <param name="givesBack">Places that are given back with the question, and can be had again. Null: none.</param>
    ValueTask<IReadOnlyDictionary<string, int>> LeftAsync(CatalogEntry entry, PriceBreakdown? givesBack = null);

    /// <summary>As <see cref="LeftAsync"/>, as it is now.</summary>
    Task<IReadOnlyDictionary<string, int>> LeftNowAsync(CatalogEntry entry);
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

    /// <summary>The quotas of its ticket types, by their ids. Empty: none has one.</summary>
    public IReadOnlyDictionary<string, int> Quotas { get; } = View.Quotas();

    /// <summary>What is left of the quotas, once somebody has asked for it.</summary>
    public Task<IReadOnlyDictionary<string, int>>? Left { get; set; }
}
