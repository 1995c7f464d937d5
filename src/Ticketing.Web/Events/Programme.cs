using Orleans;
using Ticketing.Directories;
using Ticketing.Events;
using Ticketing.Identifiers;

namespace Ticketing.Web.Events;

/// <summary>
/// What is on, for the list of events: what this process read a few seconds ago. A new event shows up after some seconds, a change of
/// one after half a minute; the event's own page is of now.
/// </summary>
public sealed class Programme(IGrainFactory grains, TimeProvider time)
{
    /// <summary>Of more, the youngest are shown.</summary>
    private const int MostEvents = 1_000;
    private const int IdsAtOnce = 200;
    private const int EventsAtOnce = 50;

    private static readonly TimeSpan ListFreshFor = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FactsFreshFor = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private Dictionary<Guid, Known> _known = [];
    private Task<Listed>? _listing;

    /// <summary>Events that are published and not over, the next first; those without a date come last.</summary>
    public async Task<IReadOnlyList<EventView>> ListAsync()
    {
        var now = time.GetUtcNow();
        return
        [
            .. (await ReadAsync()).Events
                .Where(view => view.Status != EventStatus.Draft && !(EventEnd.Of(view.StartsAt, view.EndsAt) <= now))
                .OrderBy(static view => view.StartsAt ?? DateTimeOffset.MaxValue).ThenByDescending(static view => view.CreatedAt),
        ];
    }

    /// <summary>One reads for all who ask meanwhile, and all share what becomes of that.</summary>
    private Task<Listed> ReadAsync()
    {
        lock (_gate)
        {
            if (_listing is not { } listing || (listing.IsCompleted && !(listing.IsCompletedSuccessfully && time.GetElapsedTime(listing.Result.ReadAt) < ListFreshFor)))
            {
                _listing = ReadAllAsync();
            }

            return _listing!;
        }
    }

    private async Task<Listed> ReadAllAsync()
    {
        var ids = await IdsAsync();
        Dictionary<Guid, Known> known = [];
        foreach (var some in ids.Chunk(EventsAtOnce))
        {
            foreach (var (id, facts) in await Task.WhenAll(some.Select(ReadAsync)))
            {
                known[id] = facts;
            }
        }

        _known = known;
        return new Listed([.. ids.Select(id => known[id].View).OfType<EventView>()], time.GetTimestamp());
    }

    private async Task<(Guid Id, Known Facts)> ReadAsync(Guid id) =>
        (id, _known.TryGetValue(id, out var facts) && time.GetElapsedTime(facts.ReadAt) < FactsFreshFor
            ? facts
            : new Known(await grains.GetGrain<IEventGrain>(GrainKeys.Event(new EventId(id).Key)).Get(), time.GetTimestamp()));

    private async Task<List<Guid>> IdsAsync()
    {
        var directory = grains.GetGrain<IDirectoryGrain>("events");
        List<Guid> ids = [];
        for (int? at = 0; at is { } start;)
        {
            var page = await directory.List(start, IdsAtOnce);
            ids.AddRange(page.Ids);
            at = page.Next;
        }

        return ids.Count > MostEvents ? ids[^MostEvents..] : ids;
    }

    private sealed record Known(EventView? View, long ReadAt);

    private sealed record Listed(IReadOnlyList<EventView> Events, long ReadAt);
}
