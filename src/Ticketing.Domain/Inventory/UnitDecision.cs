namespace Ticketing.Inventory;

/// <summary>A change to apply, a repeat that changes nothing, or a refusal; and the claim that it speaks of.</summary>
public readonly record struct UnitDecision
{
    public RefusalCode Refusal { get; init; }

    public bool Repeated { get; init; }

    public Claim? Claim { get; init; }

    public UnitChange? Change { get; init; }

    public static UnitDecision Refuse(RefusalCode code, Claim? claim = null) => new() { Refusal = code, Claim = claim };

    public static UnitDecision Repeat(Claim claim) => new() { Repeated = true, Claim = claim };

    public static UnitDecision Put(int index, Claim claim, long nowMs) => new()
    {
        Claim = claim,
        Change = new UnitChange { NowMs = nowMs, Index = index, Claim = claim },
    };
}
