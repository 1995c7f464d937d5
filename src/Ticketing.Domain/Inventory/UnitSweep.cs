using Ticketing.Holds;

namespace Ticketing.Inventory;

/// <summary>What time alone does to a unit's claims.</summary>
public static class UnitSweep
{
    /// <summary>How long a pin may wait for its coordinator before the unit asks, in milliseconds.</summary>
    public const long StalePinMs = 5_000;

    /// <summary>By how much the clocks of a block and a unit may differ, in milliseconds.</summary>
    public const long SkewMs = 1_000;

    /// <summary>
    /// When the claim is due: a direct one at the hold's end, a coordinated one when its lease is over, since its
    /// coordinator ends it before that; a pinned one when the pin has grown old; what is withheld never is.
    /// </summary>
    public static long DueMs(UnitState unit, Claim claim) =>
        claim.IsWithheld ? long.MaxValue
        : claim.IsPinned ? claim.IssuedMs + claim.PinnedAfterMs + StalePinMs
        : claim.IsCoordinated ? unit.LeaseEndMs(claim)
        : claim.ExpiresMs;

    /// <summary>The earliest moment at which a claim is due; 0 when none is live.</summary>
    public static long NextMs(UnitState unit)
    {
        var next = long.MaxValue;
        foreach (var claim in unit.Claims)
        {
            if (claim.Status == HoldStatus.Active)
            {
                next = Math.Min(next, DueMs(unit, claim));
            }
        }

        return next == long.MaxValue ? 0 : next;
    }

    public static UnitDecision Decide(UnitState unit, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        foreach (var claim in unit.Claims)
        {
            if (claim.Status == HoldStatus.Active && !claim.IsPinned && DueMs(unit, claim) <= nowMs)
            {
                return new UnitDecision { Change = new UnitChange { NowMs = nowMs, LapsesMs = nowMs } };
            }
        }

        return new UnitDecision { Repeated = true };
    }

    /// <summary>The coordinators that have kept a pin waiting for too long. Each is named once.</summary>
    public static IEnumerable<Identifiers.HoldId> StalePins(UnitState unit, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        return unit.Claims
            .Where(claim => claim.Status == HoldStatus.Active && claim.IsPinned && DueMs(unit, claim) <= nowMs)
            .Select(claim => new Identifiers.HoldId(claim.Coordinated));
    }

    internal static void Lapse(UnitState unit, long nowMs)
    {
        for (var i = 0; i < unit.Claims.Count; i++)
        {
            var claim = unit.Claims[i];
            if (claim.Status == HoldStatus.Active && !claim.IsPinned && DueMs(unit, claim) <= nowMs)
            {
                unit.Put(i, claim with { Status = HoldStatus.Expired, EndedAfterMs = claim.TtlMs });
            }
        }
    }
}
