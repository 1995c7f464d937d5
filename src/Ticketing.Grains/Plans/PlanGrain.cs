using Orleans;
using Orleans.Runtime;

namespace Ticketing.Plans;

/// <summary>A seat plan.</summary>
[GrainType("ticketing.plan")]
public sealed class PlanGrain : SparseGrain, IPlanGrain
{
    private readonly Durable<PlanState> _plan;

    public PlanGrain([PersistentState("plan")] IPersistentState<PlanState> state) => _plan = new Durable<PlanState>(state, this);

    protected override bool IsEmpty => _plan.IsNothing;

    public Task Keep(SeatPlan plan)
    {
        if (_plan.Value.Plan is not null)
        {
            return _plan.Settled();
        }

        _plan.Replace(new PlanState { Plan = plan });
        return _plan.Changed();
    }

    public async Task<SeatPlan?> Get()
    {
        var plan = _plan.Value.Plan;
        await _plan.Settled();
        return plan;
    }
}
