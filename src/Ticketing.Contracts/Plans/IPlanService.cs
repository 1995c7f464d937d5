using Ticketing.Events;

namespace Ticketing.Plans;

/// <summary>Seat plans: of events, of venues, and made from numbers.</summary>
public interface IPlanService
{
    /// <summary>Where the event's places are. It never changes. Null: it has more seats than a picture shows.</summary>
    ValueTask<SeatPlan?> FindAsync(EventView view);
}
