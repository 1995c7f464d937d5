using Orleans;
using Ticketing.Events;
using Ticketing.Identifiers;
using Ticketing.Venues;

namespace Ticketing.Plans;

public sealed class PlanService(IGrainFactory grains, EventDefaults defaults, Outages outages) : IPlanService
{
    public ValueTask<SeatPlan?> FindAsync(EventView view) => view.PlanId is { } id ? new(ReadAsync(id)) : new(RowsPlan.Of(view.Sections));

    public ValueTask<SeatPlan?> FindAsync(VenueView venue) =>
        venue.PlanId is { } id ? new(ReadAsync(id)) : new(RowsPlan.Of(EventLayout.Cut(venue.Sections, defaults.PoolSize)));

    public PlanVerdict Judge(SeatPlan plan, string path) => PlanRules.Judge(plan, path, defaults.PoolSize);

    public PlanVerdict Generate(PlanShape shape) => PlanShapes.Generate(shape, defaults.PoolSize);

    public async Task<Guid> KeepAsync(SeatPlan plan, UInt128 request)
    {
        var id = Nonces.ToGuid(request);
        await Grain(id).Keep(plan);
        return id;
    }

    private IPlanGrain Grain(Guid id) => grains.GetGrain<IPlanGrain>(id.ToString("N"));

    private Task<SeatPlan?> ReadAsync(Guid id) => outages.RepeatAsync(Grain(id), static plan => plan.Get());
}
