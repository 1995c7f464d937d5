using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Orleans;
using Ticketing.Holds;
using Ticketing.Identifiers;
using Ticketing.Inventory;

namespace Ticketing.Events;

public sealed class EventCatalog(IGrainFactory grains, TimeProvider time, Outages outages) : IEventCatalog
{
    private const int MaxEvents = 1_000;
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ulong, CatalogEntry> _entries = new();
    private readonly ConditionalWeakTable<CatalogEntry, SharedRound<IReadOnlyDictionary<string, int>>> _asking = [];

    public ValueTask<CatalogEntry?> FindAsync(EventId id)
    {
        // The house event has no facts. A list of its bookings would ask for them once for each, of a grain that ends with each answer.
        return id.Key == 0 ? ValueTask.FromResult<CatalogEntry?>(null)
            : _entries.TryGetValue(id.Key, out var entry) && time.GetElapsedTime(entry.ReadAt) < FreshFor
                ? ValueTask.FromResult<CatalogEntry?>(entry)
                : new ValueTask<CatalogEntry?>(ReadAsync(id, entry));
    }

    public ValueTask<IReadOnlyDictionary<string, int>> LeftAsync(CatalogEntry entry, PriceBreakdown? givesBack = null) => entry.Quotas.Count == 0 ? ValueTask.FromResult(entry.Quotas)
        : givesBack is not null ? WithAsync(entry, givesBack)
        : new ValueTask<IReadOnlyDictionary<string, int>>(entry.Left is { IsFaulted: false } known ? known : entry.Left = LeftNowAsync(entry));

    private async ValueTask<IReadOnlyDictionary<string, int>> WithAsync(CatalogEntry entry, PriceBreakdown givesBack) => QuotaRules.With(await LeftAsync(entry), givesBack);

    /// <summary>Once a type is sold out all who come ask: they share what is asked.</summary>
    public Task<IReadOnlyDictionary<string, int>> LeftNowAsync(CatalogEntry entry) =>
        _asking.GetOrCreateValue(entry).Next(() => AskAsync(entry));

    private async Task<IReadOnlyDictionary<string, int>> AskAsync(CatalogEntry entry)
    {
        var left = await Task.WhenAll(entry.Quotas.Select(async quota => KeyValuePair.Create(quota.Key, Math.Max(0, quota.Value - await outages.RepeatAsync(
            grains.GetGrain<IAllowanceGrain>(GrainKeys.Quota(entry.View.EventId.Key, quota.Key)), static allowance => allowance.Taken())))));
        return new Dictionary<string, int>(left, StringComparer.Ordinal);
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
