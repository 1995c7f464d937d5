using Orleans;
using Ticketing.Directories;
using Ticketing.Identifiers;

namespace Ticketing.Events;

/// <summary>
/// Keeps all events in memory, as far as lists look at them: which are new says the directory, which are changed their grain. When
/// nothing is known yet, all are read once.
/// </summary>
public sealed class EventListService(IGrainFactory grains, IEventCatalog catalog, TimeProvider time) : IEventListService
{
    private const int IdsAtOnce = 500;
    private const int EventsAtOnce = 200;

    /// <summary>Events that each round reads again in their turn, should a word of a change ever be lost.</summary>
    private const int InTurn = 4;

    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(1);

    private readonly SharedRound<Known> _rounds = new();
    private readonly List<Guid> _ids = [];
    private readonly Dictionary<Guid, int> _positions = [];
    private Known? _known;
    private UInt128 _term;
    private long _place;
    private int _turn;

    public async Task<EventList> ListAsync(EventQuery query, EventPlace? after, int skip, int limit)
    {
        var known = _known is { } last && !query.IsForStaff && time.GetElapsedTime(last.ReadAt) < FreshFor ? last : await FreshAsync(query.IsForStaff);
        EventFit fit = new(query);
        var (rows, next, total) = known.Index.Find(fit, after, skip, limit);
        var views = await Task.WhenAll(rows.Select(async row => query.IsForStaff
            ? await Grain(row.EventId).Get()
            : (await catalog.FindAsync(row.EventId))?.View));
        return new EventList([.. views.OfType<EventView>().Where(view => fit.Wants(view))], next, total);
    }

    /// <summary>While events can't be asked, the public sees what was there before.</summary>
    private async Task<Known> FreshAsync(bool isForStaff)
    {
        try
        {
            return await _rounds.Next(ReadAsync);
        }
        catch (Exception) when (!isForStaff && _known is not null)
        {
            return _known;
        }
    }

    /// <summary>What was noted is asked for first: what changes meanwhile is told the next time.</summary>
    private async Task<Known> ReadAsync()
    {
        var changed = await grains.GetGrain<IChangedEventsGrain>(IChangedEventsGrain.All).Since(_term, _place);
        var index = _known?.Index ?? EventIndex.Empty;
        await ReadIdsAsync();
        SortedSet<int> stale = [.. Enumerable.Range(index.Count, _ids.Count - index.Count)];
        stale.UnionWith(changed.Ids is { } ids ? ids.Where(_positions.ContainsKey).Select(id => _positions[id]) : Enumerable.Range(0, index.Count));
        for (var i = 0; i < InTurn && index.Count > 0; i++)
        {
            stale.Add(_turn++ % index.Count);
        }

        List<(int, EventView?)> read = [];
        foreach (var some in stale.Chunk(EventsAtOnce))
        {
            read.AddRange(await Task.WhenAll(some.Select(async at => (at, await Grain(new EventId(_ids[at])).Get()))));
        }

        (_term, _place) = (changed.Term, changed.Place);
        return _known = new Known(index.With(read), time.GetTimestamp());
    }

    /// <summary>Those that were not there before.</summary>
    private async Task ReadIdsAsync()
    {
        var directory = grains.GetGrain<IDirectoryGrain>("events");
        for (int? at = _ids.Count; at is { } start;)
        {
            var page = await directory.List(start, IdsAtOnce);
            foreach (var id in page.Ids)
            {
                _positions[id] = _ids.Count;
                _ids.Add(id);
            }

            at = page.Next;
        }
    }

    private IEventGrain Grain(EventId id) => grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key));

    private sealed record Known(EventIndex Index, long ReadAt);
}
