using Ticketing.Plans;

namespace Ticketing.Events;

/// <summary>Creates events, and changes what can't be judged by the event alone.</summary>
public interface IEventService
{
    /// <summary>Creates it under a key that nobody has yet, in its venue if it names one: with the venue's sections if it has none of its own.</summary>
    /// <param name="command">All but the event's id and the request.</param>
    /// <param name="plan">The plan of its hall, which made its sections. Null: there is none.</param>
    /// <param name="request">Again with the same: the same event.</param>
    Task<EventAnswer> CreateAsync(CreateEvent command, SeatPlan? plan, UInt128 request);

    /// <summary>Creates a draft like an event, at another time: with its places, prices, fees, rules and texts, and none of its bookings.</summary>
    /// <param name="original">The event.</param>
    /// <param name="command">What is to be another.</param>
    /// <param name="request">Again with the same: the same draft.</param>
    Task<EventAnswer> DuplicateAsync(EventView original, DuplicateEvent command, UInt128 request);

    /// <summary>Changes the event's facts. It is put away only while nobody has or may get places that count.</summary>
    /// <param name="view">The event as it was read.</param>
    /// <param name="command">What is to become of it.</param>
    Task<EventAnswer> UpdateAsync(EventView view, UpdateEvent command);

    /// <summary>Changes what a section's places cost that are not held yet.</summary>
    /// <param name="view">The event as it was read.</param>
    /// <param name="command">The section's prices.</param>
    Task<EventAnswer> PriceAsync(EventView view, PriceSection command);

    /// <summary>Changes which places there are. Places are taken away only where all that are to go are free.</summary>
    /// <param name="view">The event as it was read.</param>
    /// <param name="command">What is to become of it.</param>
    Task<EventAnswer> ChangeCapacityAsync(EventView view, ChangeCapacity command);
}
