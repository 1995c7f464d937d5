using Orleans;

namespace Ticketing.Plans;

/// <summary>A seat plan, which is written once and then read seldom: processes keep what they have read. Keyed by its UUID in "N" form.</summary>
[Alias("ticketing.plan")]
public interface IPlanGrain : IGrainWithStringKey
{
    /// <summary>Repeating it changes nothing.</summary>
    [Alias("keep")]
    Task Keep(SeatPlan plan);

    /// <summary>Null when there is no such plan.</summary>
    [Alias("get")]
    Task<SeatPlan?> Get();
}
