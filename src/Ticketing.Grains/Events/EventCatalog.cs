using System.Collections.Concurrent;
using Orleans;
using Ticketing.Identifiers;

namespace Ticketing.Events;

public sealed class EventCatalog(IGrainFactory grains, TimeProvider time, Outages outages) : IEventCatalog
{
    private const int MaxEvents = 1_000;
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ulong, CatalogEntry> _entries = new();

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
        if (await outages.RepeatAsync(grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key)), static found => found.Get()) is not { } view)
        {
            return null;
        }

        if (known is null && _entries.Count >= MaxEvents && _entries.FirstOrDefault() is { Value: not null } any)
        {
            _entries.TryRemove(any.Key, out _);
        }

        var isSame = known?.View.LayoutVersion == view.LayoutVersion;
        var entry = new CatalogEntry(
            view, isSame ? known!.Seats : new SeatIndex(view.Sections), isSame ? known!.Cursors : new int[view.Sections.Length], time.GetTimestamp());
        _entries[id.Key] = entry;
        return entry;
    }
}
