namespace Ticketing.Events;

/// <summary>Where an event is in its life. Numbers are stored: never reuse one.</summary>
public enum EventStatus
{
    Draft = 0,
    OnSale = 1,
    Paused = 2,
    Closed = 3,
    Cancelled = 4,
}
