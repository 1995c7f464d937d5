using System.Collections.Concurrent;
using Orleans;
using Ticketing.Http;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>
/// What this process knows of events: facts of at most a second ago, and where each seat is, which never changes.
/// Whether an event is on sale is decided by its blocks, so that stale facts can't sell anything.
/// </summary>
public sealed class EventCatalog(IGrainFactory grains, TimeProvider time, Outages? outages = null)
{
    private const int MaxEvents = 1_000;
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly Outages _outages = outages ?? new Outages();
    private readonly ConcurrentDictionary<ulong, CatalogEntry> _entries = new();

    /// <summary>Null when there is no such event.</summary>
    public ValueTask<CatalogEntry?> FindAsync(EventId id)
    {
        // The house event has no facts. A list of its bookings would ask for them once for each, of a grain that ends with each answer.
        return id.Key == 0 ? ValueTask.FromResult<CatalogEntry?>(null)
            : _entries.TryGetValue(id.Key, out var entry) && time.GetElapsedTime(entry.ReadAt) < FreshFor
                ? ValueTask.FromResult<CatalogEntry?>(entry)
                : new ValueTask<CatalogEntry?>(ReadAsync(id, entry));
    }

    private async Task<CatalogEntry?> ReadAsync(EventId id, CatalogEntry? known)
    {
        if (await _outages.RepeatAsync(grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)), static found => found.Get()) is not { } view)
        {
            return null;
        }

        if (known is null && _entries.Count >= MaxEvents && _entries.FirstOrDefault() is { Value: not null } any)
        {
            _entries.TryRemove(any.Key, out _);
        }

        var entry = new CatalogEntry(view, known?.Seats ?? new SeatIndex(view.Sections), known?.Cursors ?? new int[view.Sections.Length], time.GetTimestamp());
        _entries[id.Key] = entry;
        return entry;
    }
}

/// <summary>An event as this process last saw it.</summary>
/// <param name="View">Its facts.</param>
/// <param name="Seats">Where each seat is.</param>
/// <param name="Cursors">For each section, the block (counted from its first) that last had room.</param>
/// <param name="ReadAt">When, in timestamp ticks.</param>
public sealed record CatalogEntry(EventView View, SeatIndex Seats, int[] Cursors, long ReadAt);
