using Ticketing.Events;

namespace Ticketing.Plans;

public sealed class PlanService : IPlanService
{
    public ValueTask<SeatPlan?> FindAsync(EventView view) => new(RowsPlan.Of(view.Sections));
}
