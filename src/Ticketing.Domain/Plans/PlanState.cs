using Orleans;

namespace Ticketing.Plans;

/// <summary>A plan as it is stored: apart from the event, so that nothing that sells places ever reads it.</summary>
[GenerateSerializer, Alias("ticketing.plan-state")]
public sealed class PlanState
{
    /// <summary>Null: there is no plan.</summary>
    [Id(0)]
    public SeatPlan? Plan { get; set; }
}
