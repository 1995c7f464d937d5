namespace Ticketing.Streaming;

/// <summary>How events can be followed.</summary>
public sealed record StreamOptions
{
    /// <summary>Streams:MaxListeners. Listeners of this process. 0: none. Default: 10000.</summary>
    public int MaxListeners { get; init; } = 10_000;

    /// <summary>
    /// Streams:Interval. How often an event that is followed is looked at while it changes. Default: 00:00:00.25, below
    /// which people see no difference; a quiet event is looked at less often, see <see cref="Pace"/>.
    /// </summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often listeners hear that their connection still stands. No setting: proxies close what is silent for 30 seconds or more.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many parcels may wait for one listener; with one more it is dropped. No setting: at four a second, 16 seconds.</summary>
    public int Backlog { get; init; } = 64;
}
