using Ticketing.Holds;
using Ticketing.Identifiers;

namespace Ticketing.Inventory;

/// <content>A claim that is to last for longer, or until its hold's verdict.</content>
public static partial class UnitDecisions
{
    public static UnitDecision Extend(UnitState unit, HoldId hold, DateTimeOffset until, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var index = unit.IndexOf(hold);
        if (index < 0)
        {
            return UnitDecision.Refuse(RefusalCode.HoldNotFound);
        }

        var claim = unit.Claims[index];
        if (claim.Status == HoldStatus.Confirmed || claim.IsWithheld || !unit.IsLive(claim, nowMs))
        {
            return UnitDecision.Refuse(Why(claim), claim);
        }

        var untilMs = until.ToUnixTimeMilliseconds();
        return untilMs <= claim.ExpiresMs
            ? UnitDecision.Repeat(claim)
            : UnitDecision.Put(index, claim with { TtlMs = untilMs - claim.IssuedMs, PlacedTtlMs = claim.FirstTtlMs }, nowMs);
    }

    /// <summary>Staff keep claimed places from sale. Never more than before: of two commands that meet, the one that keeps fewer is the later.</summary>
    public static UnitDecision Withhold(UnitState unit, HoldId hold, int places, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var index = unit.IndexOf(hold);
        if (index < 0)
        {
            return UnitDecision.Refuse(RefusalCode.HoldNotFound);
        }

        var claim = unit.Claims[index];
        if (!unit.IsLive(claim, nowMs))
        {
            return UnitDecision.Refuse(Why(claim), claim);
        }

        return claim.IsWithheld && claim.Quantity <= places
            ? UnitDecision.Repeat(claim)
            : UnitDecision.Put(index, claim with { IsWithheld = true, Quantity = Math.Min(claim.Quantity, places) }, nowMs);
    }

    public static UnitDecision Pin(UnitState unit, HoldId hold, DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var index = unit.IndexOf(hold);
        if (index < 0)
        {
            return UnitDecision.Refuse(RefusalCode.HoldNotFound);
        }

        var claim = unit.Claims[index];
        if (claim.Status == HoldStatus.Confirmed || (claim.Status == HoldStatus.Active && claim.IsPinned))
        {
            return UnitDecision.Repeat(claim);
        }

        return unit.IsLive(claim, nowMs) && !claim.IsWithheld
            ? UnitDecision.Put(index, claim with { PinnedAfterMs = Math.Max(nowMs - claim.IssuedMs, 0) + 1 }, nowMs)
            : UnitDecision.Refuse(Why(claim), claim);
    }
}
