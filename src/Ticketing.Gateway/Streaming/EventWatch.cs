using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Inventory;
using EventId = Ticketing.Identifiers.EventId;

namespace Ticketing.Streaming;

/// <summary>
/// Follows one event for all who listen to it here. It looks at the event from time to time: no claim waits for that, and
/// it costs the same whatever the number of listeners. What is new is encoded once and handed to all of them.
/// </summary>
internal sealed partial class EventWatch(
    EventId id, IGrainFactory grains, IIdSource ids, StreamOptions options, StreamMetrics metrics, TimeProvider time, ILogger log) : IDisposable
{
    private readonly IEventGrain _event = grains.GetGrain<IEventGrain>(GrainKeys.Event(id.Key));
    private readonly HashSet<Listener> _listeners = [];
    private readonly ILogger _log = log;

    /// <summary>One at a time looks or joins.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    private Dictionary<string, SeatPicture> _seats = [];
    private RecentParcels _recent = new(0);
    private Shown? _shown;
    private uint _name;
    private PeriodicTimer? _timer;
    private ITimer? _heart;

    /// <summary>How many use this watch, or are about to; kept by <see cref="EventStreams"/>.</summary>
    public int Users { get; set; }

    /// <summary>From here on the listener misses nothing: it begins with what is new since it was here last, or with all there is.</summary>
    public async Task JoinAsync(Listener listener, StreamPosition? last, Parcel greeting, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            // A later version than is known here may well be, where the listener comes from another process.
            if (_shown is null || last?.Version > _shown.Version || listener.Sections.Any(plan => !_seats.ContainsKey(plan.SectionId)))
            {
                await LookAsync(listener.Sections);
            }

            lock (_listeners)
            {
                listener.Begin([greeting, .. Opening(listener.Sections, last)]);
                _listeners.Add(listener);
            }

            Start();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Leave(Listener listener)
    {
        lock (_listeners)
        {
            _listeners.Remove(listener);
        }
    }

    /// <summary>Does the same to every listener.</summary>
    public void ForAll(Action<Listener> act)
    {
        lock (_listeners)
        {
            foreach (var listener in _listeners)
            {
                act(listener);
            }
        }
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _heart?.Dispose();
    }

    private IReadOnlyList<Parcel> Opening(ImmutableArray<SectionPlan> sections, StreamPosition? last)
    {
        var shown = _shown!;
        if (last is not { } position)
        {
            return [Snapshot(shown, sections, isResync: false)];
        }

        var isOfHere = sections.IsEmpty
            || (position.Watch == _name && sections.All(plan => _seats[plan.SectionId].Since <= position.Version));
        return (isOfHere ? _recent.After(position.Version) : null) switch
        {
            null => [Snapshot(shown, sections, isResync: true)],

            // Who is up to date is told so.
            { Count: 0 } => [StreamText.Pack(shown.Version, _name, [shown.Status])],
            var missed => missed,
        };
    }

    private Parcel Snapshot(Shown shown, IEnumerable<SectionPlan> sections, bool isResync) => StreamText.Pack(shown.Version, _name,
    [
        .. isResync ? [shown.Resync ??= StreamText.Resync(shown.Counts)] : Array.Empty<StreamMessage>(),
        shown.Facts,
        .. sections.SelectMany(plan => _seats[plan.SectionId].Snapshot),
        shown.Status,
    ]);

    private void Start()
    {
        if (_timer is not null)
        {
            return;
        }

        // What is looked at from now on belongs to nobody's request.
        using (ExecutionContext.SuppressFlow())
        {
            _timer = new PeriodicTimer(options.Interval, time);
            _heart = time.CreateTimer(static watch => ((EventWatch)watch!).Hand(StreamText.Heartbeat), this, options.Heartbeat, options.Heartbeat);
            _ = RunAsync(_timer);
        }
    }

    private async Task RunAsync(PeriodicTimer timer)
    {
        var (failed, before) = (false, TimeSpan.Zero);
        while (await timer.WaitForNextTickAsync())
        {
            var began = time.GetTimestamp();
            var changed = false;
            await _turn.WaitAsync();
            try
            {
                changed = await LookAsync([]);
                failed = false;
            }
            catch (Exception e)
            {
                if (!failed)
                {
                    LogLookFailed(e, id);
                }

                failed = true;
            }
            finally
            {
                _turn.Release();
            }

            try
            {
                var took = time.GetElapsedTime(began);
                timer.Period = Pace.Next(options.Interval, timer.Period, took, before, changed);
                before = took;
            }
            catch (ObjectDisposedException)
            {
                // The last listener left during this look.
                return;
            }
        }
    }

    private void Hand(Parcel parcel) => ForAll(listener =>
    {
        if (!listener.TryHand(parcel) && listener.Cut())
        {
            metrics.Dropped();
        }
    });

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking at event {EventId} for its listeners failed; trying again")]
    private partial void LogLookFailed(Exception exception, EventId eventId);

    // Looking. All that a look costs is a roll-up of counts, as GET …/status does; only what that says has changed is asked for: the facts, the seats
    // of a section that somebody asked for, and of those the blocks that have changed.

    /// <summary>How long an older state than was shown is taken for a late answer, and not for what storage has lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private long? _behindSince;

    /// <summary>The sections as they are laid out: those of a listener are from when it came.</summary>
    private ImmutableArray<SectionPlan> _sections = [];

    /// <summary>True when it saw something new. Keeps nothing of a look that failed.</summary>
    private async Task<bool> LookAsync(ImmutableArray<SectionPlan> joining)
    {
        var counts = await _event.Counts() ?? throw new InvalidOperationException($"There is no event {id}.");
        var isAnew = _shown is null || IsLost(counts);
        if (!isAnew && counts.Version < _shown!.Version)
        {
            return false;
        }

        var facts = isAnew || _shown!.FactsVersion < counts.FactsVersion ? await _event.Get() : null;
        _sections = facts?.Sections ?? _sections;
        List<StreamMessage> changes = facts is null ? [] : [StreamText.Facts(facts)];
        var seats = await LookAtSeatsAsync(counts, joining, isAnew ? [] : _seats, changes);
        if (!isAnew && changes.Count == 0 && IsSame(counts.Sections, _shown!.Counts.Sections))
        {
            if (counts.Version != _shown.Version)
            {
                _recent.Add(new Parcel(counts.Version, []));
            }

            (_seats, _shown) = (seats, _shown with { Version = counts.Version });
            return false;
        }

        var shown = new Shown(counts.Version, facts?.Version ?? _shown!.FactsVersion, counts, facts is null ? _shown!.Facts : changes[0], StreamText.Status(counts));
        (_seats, _shown) = (seats, shown);
        if (isAnew)
        {
            _recent = new RecentParcels(shown.Version);
            _name = Math.Max(1, (uint)ids.Next());
            Hand(Snapshot(shown, ListenedTo(), isResync: true));
            return true;
        }

        var parcel = StreamText.Pack(shown.Version, _name, [.. changes, shown.Status]);
        _recent.Add(parcel);
        Hand(parcel);
        return true;
    }

    /// <summary>Only sections that somebody listens to, and of those only what has changed.</summary>
    private async Task<Dictionary<string, SeatPicture>> LookAtSeatsAsync(
        EventCounts counts, ImmutableArray<SectionPlan> joining, Dictionary<string, SeatPicture> known, List<StreamMessage> changes)
    {
        Dictionary<string, SeatPicture> seats = [];
        foreach (var wanted in ListenedTo().UnionBy(joining, static plan => plan.SectionId))
        {
            var plan = _sections.FirstOrDefault(section => section.SectionId == wanted.SectionId) ?? wanted;
            var revision = counts.Sections.First(section => section.SectionId == plan.SectionId).Sum.Revision;
            if (!known.TryGetValue(plan.SectionId, out var picture))
            {
                picture = await SeatPicture.ReadAsync(plan, counts.Version, revision, SeatsAsync);
            }
            else if (picture.Revision != revision)
            {
                (picture, var found) = await picture.NextAsync(plan, revision, SeatsAsync);
                changes.AddRange(found);
            }

            seats[plan.SectionId] = picture;
        }

        return seats;
    }

    private Task<SeatStates?> SeatsAsync(int block, long revision) =>
        grains.GetGrain<ISectionGrain>(GrainKeys.Section(id.Key, block)).SeatsSince(revision);

    private IReadOnlyCollection<SectionPlan> ListenedTo()
    {
        Dictionary<string, SectionPlan> sections = [];
        ForAll(listener =>
        {
            foreach (var plan in listener.Sections)
            {
                sections[plan.SectionId] = plan;
            }
        });
        return sections.Values;
    }

    /// <summary>
    /// Versions grow. A lower one is a late answer while silos come and go; one that stays is what storage came back with
    /// after it had lost something, and then everybody begins anew.
    /// </summary>
    private bool IsLost(EventCounts counts)
    {
        if (counts.Version >= _shown!.Version)
        {
            _behindSince = null;
            return false;
        }

        _behindSince ??= time.GetTimestamp();
        if (time.GetElapsedTime(_behindSince.Value) < Patience)
        {
            return false;
        }

        _behindSince = null;
        return true;
    }

    private static bool IsSame(ImmutableArray<SectionCounts> sections, ImmutableArray<SectionCounts> before)
    {
        if (sections.Length != before.Length)
        {
            return false;
        }

        for (var i = 0; i < sections.Length; i++)
        {
            if (sections[i].Sum.Held != before[i].Sum.Held || sections[i].Sum.Sold != before[i].Sum.Sold || sections[i].Sum.Withheld != before[i].Sum.Withheld || sections[i].Total != before[i].Total)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What listeners have been told.</summary>
    private sealed record Shown(long Version, long FactsVersion, EventCounts Counts, StreamMessage Facts, StreamMessage Status)
    {
        public StreamMessage? Resync { get; set; }
    }
}
