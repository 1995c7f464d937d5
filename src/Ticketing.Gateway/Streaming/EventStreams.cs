using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Ticketing.Events;
using Ticketing.Identifiers;
using EventId = Ticketing.Identifiers.EventId;

namespace Ticketing.Streaming;

/// <summary>Everybody who follows an event through this process, and the events that they follow: each watched once, while somebody listens.</summary>
public sealed class EventStreams : IDisposable
{
    /// <summary>How long listeners have to take what waits for them when the process stops.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Dictionary<ulong, EventWatch> _watches = [];
    private readonly IGrainFactory _grains;
    private readonly IIdSource _ids;
    private readonly StreamOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<EventStreams> _log;
    private readonly StreamMetrics _metrics;
    private readonly CancellationTokenRegistration _stop;
    private long _listeners;
    private long _opened;
    private bool _isStopping;
    private ITimer? _end;

    public EventStreams(
        IGrainFactory grains, IIdSource ids, GatewayOptions options, IMeterFactory meters, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<EventStreams> log)
    {
        (_grains, _ids, _options, _time, _log) = (grains, ids, options.Streams, time, log);
        _metrics = new StreamMetrics(meters, () => Listeners, () => Events);
        _stop = lifetime.ApplicationStopping.Register(Stop);
    }

    public long Listeners => Interlocked.Read(ref _listeners);

    /// <summary>Events that are followed.</summary>
    public int Events
    {
        get
        {
            lock (_watches)
            {
                return _watches.Count;
            }
        }
    }

    /// <summary>There are as many listeners as there may be, or the process stops.</summary>
    public bool IsFull
    {
        get
        {
            lock (_watches)
            {
                return _isStopping || _listeners >= _options.MaxListeners;
            }
        }
    }

    /// <summary>Null: there are as many as there may be. Else what serves the listener; it must be called.</summary>
    /// <param name="event">An event that is there.</param>
    /// <param name="sections">Seated sections of it whose seats are asked for.</param>
    /// <param name="last">Where the listener was. Null: it is new.</param>
    /// <param name="cancellationToken">Ends the wait for the first look at the event.</param>
    public async Task<Func<Microsoft.AspNetCore.Http.HttpContext, Task>?> OpenAsync(
        EventId @event, ImmutableArray<SectionPlan> sections, StreamPosition? last, CancellationToken cancellationToken = default)
    {
        if (Take(@event) is not { } watch)
        {
            return null;
        }

        var listener = new Listener(sections, _options.Backlog, _metrics);
        try
        {
            await watch.JoinAsync(listener, last, StreamText.Greeting(Interlocked.Increment(ref _opened)), cancellationToken);
        }
        catch
        {
            Release(@event, watch, listener);
            throw;
        }

        return async http =>
        {
            try
            {
                if (Volatile.Read(ref _isStopping))
                {
                    listener.End();
                }

                await listener.SendAsync(http);
            }
            finally
            {
                Release(@event, watch, listener);
            }
        };
    }

    public void Dispose()
    {
        _stop.Dispose();
        _end?.Dispose();
    }

    private EventWatch? Take(EventId @event)
    {
        lock (_watches)
        {
            if (IsFull)
            {
                return null;
            }

            if (!_watches.TryGetValue(@event.Key, out var watch))
            {
                _watches[@event.Key] = watch = new EventWatch(@event, _grains, _ids, _options, _metrics, _time, _log);
            }

            watch.Users++;
            Interlocked.Increment(ref _listeners);
            return watch;
        }
    }

    private void Release(EventId @event, EventWatch watch, Listener listener)
    {
        watch.Leave(listener);
        listener.Dispose();
        lock (_watches)
        {
            Interlocked.Decrement(ref _listeners);
            if (--watch.Users == 0)
            {
                _watches.Remove(@event.Key);
                watch.Dispose();
            }
        }
    }

    /// <summary>The process stops: listeners are let go, so that the server does not wait for them; they go on elsewhere.</summary>
    private void Stop()
    {
        Volatile.Write(ref _isStopping, true);
        List<Listener> listeners = [];
        lock (_watches)
        {
            foreach (var watch in _watches.Values)
            {
                watch.ForAll(listeners.Add);
            }
        }

        listeners.ForEach(static listener => listener.End());
        _end = _time.CreateTimer(static left => ((List<Listener>)left!).ForEach(static listener => listener.HangUp()), listeners, LastWords, Timeout.InfiniteTimeSpan);
    }
}
