using System.Collections.Immutable;

namespace Ticketing.Events;

/// <summary>What lists of events look for in one of them.</summary>
public sealed class ListedEvent
{
    private readonly EventView _facts;
    private readonly DateTimeOffset? _end;
    private readonly DateOnly? _day;
    private readonly string _venue;
    private readonly string _organizer;
    private readonly string _words;

    private ListedEvent(EventView view, int position)
    {
        Position = position;

        // What it is made of is not looked for, and may be much.
        _facts = view with { Sections = [], Details = null, Moved = null, Fees = null };
        _end = EventEnd.Of(view.StartsAt, view.EndsAt);
        _day = view.StartsAt is { } start ? DateOnly.FromDateTime(VenueClock.At(start, view.Details?.TimeZone).DateTime) : null;
        StartKey = view.StartsAt is { } at ? at.UtcTicks.ToString("D19", System.Globalization.CultureInfo.InvariantCulture) : "";
        NameKey = SearchText.Fold(view.Name);
        (_venue, _organizer) = (SearchText.Fold(view.Venue), SearchText.Fold(view.Details?.Organizer));
        _words = string.Concat(NameKey, _organizer, _venue, SearchText.Fold(view.Details?.Address));
    }

    public Identifiers.EventId EventId => _facts.EventId;

    public long Version => _facts.Version;

    /// <summary>Its number among all that were ever created, from 0.</summary>
    public int Position { get; }

    /// <summary>Empty: nobody knows when it starts.</summary>
    public string StartKey { get; }

    public string NameKey { get; }

    public static ListedEvent Of(EventView view, int position) => new(view, position);

    public string KeyIn(EventOrder order) => order switch
    {
        EventOrder.Start => StartKey,
        EventOrder.Name => NameKey,
        _ => "",
    };

    internal bool Fits(in EventFit fit)
    {
        var query = fit.Query;
        if ((!query.IsForStaff && (_facts.Status == EventStatus.Draft || _facts.Visibility == EventVisibility.Unlisted || query.IsArchived))
            || (_facts.ArchivedAt is not null) != query.IsArchived
            || (query.Status is { } status && _facts.Status != status)
            || (query.From is { } from && !(_facts.StartsAt >= from))
            || (query.To is { } to && !(_facts.StartsAt < to))
            || (query.FirstDay is { } first && !(_day >= first))
            || (query.LastDay is { } last && !(_day <= last))
            || (query.GoesOnAt is { } now && _end <= now)
            || (query.OrganizationId is { } organization && _facts.OrganizationId != organization)
            || (query.VenueId is { } venue && _facts.VenueId != venue)
            || (fit.Venue is { } place && place != _venue)
            || (fit.Organizer is { } giver && giver != _organizer)
            || (query.Currency is { } currency && _facts.Currency != currency))
        {
            return false;
        }

        foreach (var word in fit.Words ?? [])
        {
            if (!_words.Contains(word, StringComparison.Ordinal))
            {
                return false;
            }
        }

        return fit.Words is not { Length: 0 };
    }
}

/// <summary>A question, its texts made ready to be looked for.</summary>
public readonly struct EventFit
{
    public EventFit(EventQuery query)
    {
        Query = query;
        Words = query.Text is { } text ? SearchText.Beginnings(text) : null;
        Venue = query.Venue is { } venue ? SearchText.Fold(venue) : null;
        Organizer = query.Organizer is { } organizer ? SearchText.Fold(organizer) : null;
    }

    internal EventQuery Query { get; }

    /// <summary>Null: none are wanted. None: it was asked for a text without a word, which nothing has.</summary>
    internal string[]? Words { get; }

    internal string? Venue { get; }

    internal string? Organizer { get; }

    public bool Wants(EventView view) => ListedEvent.Of(view, position: 0).Fits(this);
}

/// <summary>All events as they were at one moment, in each order that was asked for. Immutable; safe for concurrent use.</summary>
public sealed class EventIndex
{
    /// <summary>From so many changes on, sorting anew is less work than putting each where it belongs.</summary>
    private const int Many = 100;

    /// <summary>In the order in which they were created. Null: there is nothing.</summary>
    private readonly ImmutableArray<ListedEvent?> _rows;

    /// <summary>By order and direction, as far as they were asked for. Two callers may sort the same at once; either is right.</summary>
    private readonly ListedEvent[]?[] _sorted = new ListedEvent[]?[6];

    private EventIndex(ImmutableArray<ListedEvent?> rows) => _rows = rows;

    public static EventIndex Empty { get; } = new([]);

    public int Count => _rows.Length;

    /// <summary>The same with these as they are now, each at its position; new ones at the end.</summary>
    public EventIndex With(IReadOnlyCollection<(int Position, EventView? View)> read)
    {
        var changes = read.Where(one => one.Position >= Count || one.View?.Version != _rows[one.Position]?.Version)
            .Select(static one => (one.Position, Row: one.View is { } view ? ListedEvent.Of(view, one.Position) : null)).ToArray();
        if (changes.Length == 0)
        {
            return this;
        }

        var rows = _rows.ToBuilder();
        rows.Count = Math.Max(Count, changes.Max(static change => change.Position) + 1);
        foreach (var (position, row) in changes)
        {
            rows[position] = row;
        }

        var next = new EventIndex(rows.ToImmutable());
        for (var i = 0; changes.Length < Many && i < _sorted.Length; i++)
        {
            next._sorted[i] = _sorted[i] is { } sorted ? Patched(sorted, changes, Comparer((EventOrder)(i / 2), i % 2 == 1)) : null;
        }

        return next;
    }

    /// <summary>The first that fit behind a place, where the list goes on, and how many fit in all.</summary>
    /// <param name="fit">The question.</param>
    /// <param name="after">Where an earlier part ended.</param>
    /// <param name="skip">How many are passed over.</param>
    /// <param name="limit">How many are wanted.</param>
    public (IReadOnlyList<ListedEvent> Rows, EventPlace? Next, int Total) Find(EventFit fit, EventPlace? after, int skip, int limit)
    {
        var (order, isDescending) = (fit.Query.Order, fit.Query.IsDescending);
        List<ListedEvent> found = [];
        var (total, isMore) = (0, false);
        foreach (var row in Sorted(order, isDescending))
        {
            if (!row.Fits(fit))
            {
                continue;
            }

            total++;
            if (after is { } place && Compare(row.KeyIn(order), row.Position, place.Key, place.Position, order, isDescending) <= 0)
            {
                continue;
            }

            if (skip > 0)
            {
                skip--;
            }
            else if (found.Count < limit)
            {
                found.Add(row);
            }
            else
            {
                isMore = true;
            }
        }

        return (found, isMore ? new EventPlace(found[^1].KeyIn(order), found[^1].Position) : null, total);
    }

    private ListedEvent[] Sorted(EventOrder order, bool isDescending)
    {
        ref var sorted = ref _sorted[((int)order * 2) + (isDescending ? 1 : 0)];
        if (sorted is null)
        {
            ListedEvent[] all = [.. _rows.OfType<ListedEvent>()];
            Array.Sort(all, Comparer(order, isDescending));
            sorted = all;
        }

        return sorted;
    }

    private static ListedEvent[] Patched(ListedEvent[] sorted, (int Position, ListedEvent? Row)[] changes, Comparer<ListedEvent> comparer)
    {
        var gone = changes.Select(static change => change.Position).ToHashSet();
        List<ListedEvent> patched = new(sorted.Length + changes.Length);
        patched.AddRange(sorted.Where(row => !gone.Contains(row.Position)));
        foreach (var row in changes.Select(static change => change.Row).OfType<ListedEvent>())
        {
            patched.Insert(~patched.BinarySearch(row, comparer), row);
        }

        return [.. patched];
    }

    private static Comparer<ListedEvent> Comparer(EventOrder order, bool isDescending) => Comparer<ListedEvent>.Create(
        (one, other) => Compare(one.KeyIn(order), one.Position, other.KeyIn(order), other.Position, order, isDescending));

    /// <summary>Those without a start come last. Of equals the one that was created first comes first.</summary>
    private static int Compare(string key, int position, string otherKey, int otherPosition, EventOrder order, bool isDescending)
    {
        if (order == EventOrder.Created)
        {
            return isDescending ? otherPosition.CompareTo(position) : position.CompareTo(otherPosition);
        }

        if (order == EventOrder.Start && key.Length == 0 != (otherKey.Length == 0))
        {
            return key.Length == 0 ? 1 : -1;
        }

        var keys = string.CompareOrdinal(key, otherKey);
        return keys == 0 ? position.CompareTo(otherPosition) : isDescending ? -keys : keys;
    }
}
