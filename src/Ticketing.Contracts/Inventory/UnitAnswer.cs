using Orleans;

namespace Ticketing.Inventory;

/// <summary>What a unit says: done or why not, the claim it speaks of, and its counts after that.</summary>
[GenerateSerializer, Immutable, Alias("ticketing.unit-answer")]
public sealed record UnitAnswer(
    [property: Id(0)] RefusalCode Refusal,
    [property: Id(1)] ClaimView? Claim,
    [property: Id(2)] UnitCounts Counts,
    [property: Id(3)] bool Repeated = false)
{
    public bool Ok => Refusal == RefusalCode.None;
}
