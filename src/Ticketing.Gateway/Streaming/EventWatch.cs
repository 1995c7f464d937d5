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
}
